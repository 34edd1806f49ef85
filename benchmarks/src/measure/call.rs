//! A plain call beside bare reqwest, which reads the answer into the same type. Calls follow each other on one connection.

use agentspec_ext::types::InvokeResponse;
use tokio::runtime::Runtime;

use super::runtime;
use crate::clients::Clients;
use crate::contest::{Contender, Cost, compete_by_median};
use crate::report::{Asked, Target, microseconds, table, times};
use crate::server::{self, Answer};
use crate::{Result, Settings};

/// The calls of a round: their mean is the round's figure.
const CALLS: u32 = 300;
/// Why the target is missed.
const WHY_MISSED: &str = "our call draws two ids and sends them, sets a timer, normalizes and checks the head of the response, and limits its body and \
    keeps its start as evidence; bare reqwest does none of this. `cargo xtask instructions` counts what it takes in user space.";
const AGENT: &str = "caller";
const OUTPUT: &str = "The capital of France is Paris.";

pub(super) fn run(settings: Settings) -> Result<Vec<Target>> {
    println!("### A plain call\n");
    let answer = format!(r#"{{"output": "{OUTPUT}", "usage": {{"input_tokens": 8, "output_tokens": 7, "total_tokens": 15}}}}"#);
    let clients = Clients::new(&server::start([(AGENT, Answer::json(&answer))].into())?)?;
    let runtime = runtime()?;
    let mut contenders = [
        contender(&runtime, "agentspec", async || clients.ours.invoke(AGENT).await),
        contender(&runtime, "reqwest, serde", async || clients.bare.invoke(AGENT).await),
    ];
    let costs = compete_by_median(settings.more_rounds(), &mut contenders)?;
    let row = |(contender, cost): (&Contender<'_>, &Cost)| {
        let [wall, cpu] = [cost.wall, cost.cpu].map(|cost| microseconds(cost / CALLS));
        vec![contender.name.clone(), wall, times(cost.wall, costs[0].wall), cpu, times(cost.cpu, costs[0].cpu)]
    };
    table(&["", "time a call", "× ours", "CPU a call", "× ours"], contenders.iter().zip(&costs).map(row));
    let found = costs[0].cpu.as_secs_f64() / costs[1].cpu.as_secs_f64();
    let what = "a plain call: our CPU ÷ that of reqwest with serde".to_owned();
    Ok(vec![Target { what, asked: Asked::AtMost(1.1), found: vec![("", found)], why_missed: WHY_MISSED }])
}

fn contender<'a>(runtime: &'a Runtime, name: &str, call: impl AsyncFn() -> Result<InvokeResponse> + 'a) -> Contender<'a> {
    Contender::new(name, move || {
        Cost::of(|| {
            runtime.block_on(async {
                for _ in 0..CALLS {
                    if call().await?.output != OUTPUT {
                        return Err("another answer".into());
                    }
                }
                Ok(())
            })
        })
    })
}
