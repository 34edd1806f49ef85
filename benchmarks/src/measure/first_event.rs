//! The time from a call to the first event of its stream, on a connection that is open already.

use std::time::Instant;

use tokio::runtime::Runtime;

use super::runtime;
use crate::clients::{Clients, StreamClient};
use crate::contest::{Contender, Cost, compete_by_median};
use crate::data::{Cut, Events};
use crate::report::{Target, microseconds, table, times};
use crate::server::{self, Answer};
use crate::{Result, Settings};

/// The calls of a round: their mean is the round's figure.
const CALLS: u32 = 200;
const AGENT: &str = "brief";

pub(super) fn run(settings: Settings) -> Result<Vec<Target>> {
    println!("### Time to the first event\n");
    let events = Events::tokens(1);
    let url = server::start([(AGENT, Answer::stream(&Cut::PerEvent.cut(&events)))].into())?;
    let (clients, runtime) = (Clients::new(&url)?, runtime()?);
    let mut contenders = [
        contender(&runtime, &clients.ours),
        contender(&runtime, &clients.bare),
        contender(&runtime, &clients.sse_core),
        contender(&runtime, &clients.sse_stream),
        contender(&runtime, &clients.eventsource_stream),
    ];
    let costs = compete_by_median(settings.more_rounds(), &mut contenders)?;
    let row = |(contender, cost): (&Contender<'_>, &Cost)| {
        vec![contender.name.clone(), microseconds(cost.wall / CALLS), times(cost.wall, costs[0].wall)]
    };
    table(&["", "to the first event", "× ours"], contenders.iter().zip(&costs).map(row));
    Ok(Vec::new())
}

fn contender<'a>(runtime: &'a Runtime, client: &'a impl StreamClient) -> Contender<'a> {
    Contender::new(client.name(), || {
        let mut cost = Cost::NONE;
        for _ in 0..CALLS {
            let mut first = None;
            let started = Instant::now();
            let look = |_| {
                first.get_or_insert_with(|| started.elapsed());
                Ok(())
            };
            // To the end, so that the next call has the connection.
            runtime.block_on(client.each(AGENT, look))?;
            cost.wall += first.ok_or("no event")?;
        }
        Ok(cost)
    })
}
