//! Checks whether the events of a stream arrive as they are generated.

use std::time::Duration;

use agentspec_ext::clock::{Clock, SystemClock};
use agentspec_ext::{Client, Error, ErrorKind, Phase, StreamEvent};
use futures::TryStreamExt;

use crate::finding::Finding;

/// A stream that is shorter than this is too fast to judge.
const QUICK: Duration = Duration::from_millis(100);

/// A stream with fewer events is too short to judge.
const FEW: usize = 4;

pub(crate) async fn finding(client: &Client, agent: Option<&str>) -> Finding {
    let Some(agent) = agent else {
        return Finding::skipped("not requested: --stream AGENT calls that agent once, which may cost money");
    };
    match watch(client, agent).await {
        Ok(Some(times)) => judge(&times),
        Ok(None) => Finding::problem("the agent was called once, and failed", "check the server's logs"),
        Err(error) if error.is_not_found() && !error.is_unsupported() => {
            Finding::problem(format!("there is no agent {agent:?}"), "name one that the server lists")
        }
        Err(error) => Finding::problem(failure(&error), "check the server's logs, and the timeouts of proxies in between"),
    }
}

/// Describes a failure, without text of the server, which may contain the key.
fn failure(error: &Error) -> String {
    let called = if error.may_have_run() { "the agent was called once" } else { "the agent was not run" };
    let what = match (error.kind(), error.status()) {
        (_, Some(status)) if !status.is_success() => return format!("{called}: the response has status {}", status.as_u16()),
        (ErrorKind::InvalidRequest, None) => "the name is not valid for an agent",
        (ErrorKind::Connect | ErrorKind::Timeout(Phase::Connect), _) => "there was no connection to the server",
        (ErrorKind::Timeout(_), _) => "it took too long",
        (ErrorKind::Transport | ErrorKind::Interrupted, _) => "its stream broke",
        (ErrorKind::Decode | ErrorKind::TooLarge, _) => "the response cannot be read",
        _ => "the server answered with an error",
    };
    format!("{called}: {what}")
}

/// Returns the time of each event since the call; `None` if the agent failed.
async fn watch(client: &Client, agent: &str) -> Result<Option<Vec<Duration>>, Error> {
    let start = SystemClock.monotonic();
    let mut times = Vec::new();
    let mut events = client.agents().stream(agent, "Count from one to twenty, in words.").timeout(Duration::from_secs(120)).await?;
    while let Some(event) = events.try_next().await? {
        if matches!(event, StreamEvent::Error(_)) {
            return Ok(None);
        }
        times.push(SystemClock.monotonic().saturating_sub(start));
    }
    Ok(Some(times))
}

fn judge(times: &[Duration]) -> Finding {
    let (Some(first), Some(last)) = (times.first(), times.last()) else { return Finding::ok("the agent was called once: no events") };
    let count = times.len();
    let (first_ms, last_ms) = (first.as_millis(), last.as_millis());
    let noun = if count == 1 { "event" } else { "events" };
    let summary = format!("the agent was called once: {count} {noun}, the first after {first_ms} ms, the last after {last_ms} ms");
    if count < FEW || *last < QUICK {
        return Finding::ok(format!("{summary}: too fast to tell whether they are held back"));
    }
    // The events were generated one after the other, and arrived almost at once.
    if last.saturating_sub(*first) * 20 < *last {
        return Finding::warning(
            format!("{summary}: they may be held back until the last one is made"),
            "turn off buffering and compression of text/event-stream in proxies in between, as with proxy_buffering off in nginx",
        );
    }
    Finding::ok(summary)
}
