//! Runs the checks in order, and stops at the first problem, since the later checks would only report the same.

use crate::address::Address;
use crate::arguments::Arguments;
use crate::dialect::{self, Evidence};
use crate::finding::Finding;
use crate::key::{self, Key};
use crate::probe::Probe;
use crate::proxy::Proxy;
use crate::report::{Gap, Report, Stop};
use crate::routes;
use crate::server::{Calls, Spoken};
use crate::streams;

pub(crate) async fn examine(arguments: &Arguments, report: &mut Report) -> Result<(), Stop> {
    let address = report.add_value("url", Address::parse(&arguments.url))?;
    report.server.url = Some(address.base());
    let proxy = Proxy::of(&address.url, address.is_loopback());
    report.begin("name");
    report.add("name", address.resolves(&proxy).await)?;
    report.begin("port");
    report.add("port", address.takes_connections(&proxy).await)?;

    report.begin("health");
    let probe = Probe::of(&address, &proxy).await;
    report.add("tls", probe.tls().await)?;
    report.add("proxy", probe.proxy().await)?;
    report.add("redirects", probe.redirects())?;
    (report.server.spoken, report.server.version) = (probe.spoken(), probe.version());
    let health = probe.health().await;
    if !health.is_problem() {
        report.server.calls = Calls::new(&["health"], &[]);
    }
    report.add("health", health)?;
    let Some(spoken) = probe.spoken() else { return Ok(()) };
    if spoken == Spoken::Runtime {
        check_dialect(report, spoken, Evidence::Health)?;
    }

    let key = Key::of_environment(&address, arguments.plain_http);
    report.add("plain http", key.in_plain_text(&address))?;
    if key.is_held_back() {
        report.gap = Some(Gap::Key);
        if spoken == Spoken::Documented {
            check_dialect(report, spoken, Evidence::Health)?;
        }
        for check in ["key", "routes", "stream"] {
            report.add(check, Finding::skipped("needs the key, which is not sent over plain http"))?;
        }
        return Ok(());
    }
    report.begin("key");
    let listed = report.add_value("key", key.is_accepted(&address, spoken).await)?;
    // The list of agents may contradict /healthz, which a gateway may answer by itself.
    let spoken = match spoken {
        Spoken::Documented if listed.is_of_runtime => check_dialect(report, Spoken::Runtime, Evidence::List)?,
        Spoken::Documented => check_dialect(report, spoken, Evidence::Health)?,
        Spoken::Runtime => spoken,
    };
    let client = report.value_of("key", key::client(&address, spoken))?;
    report.begin("routes");
    let routes = routes::check(&client, spoken).await;
    report.gap = routes.has_gap.then_some(Gap::Run);
    report.server.calls = routes.calls;
    for finding in routes.findings {
        report.add("routes", finding)?;
    }
    report.begin("stream");
    report.add("stream", streams::finding(&client, arguments.stream.as_deref()).await)
}

/// Reports what the server speaks, and whether clients with this environment speak it.
fn check_dialect(report: &mut Report, spoken: Spoken, evidence: Evidence) -> Result<Spoken, Stop> {
    let checked = dialect::check(spoken, evidence);
    report.server.spoken = Some(spoken);
    report.server.needed_dialect = checked.needed;
    report.add("dialect", checked.finding).map(|()| spoken)
}
