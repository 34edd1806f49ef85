//! From bytes to frames. Of each, the lengths of name and data are looked at; of ours also without making text of them, which the typed parse
//! does for itself.

use std::hint::black_box;

use futures::FutureExt;

use super::data;
use crate::check::Check;
use crate::data::{CUTS, Events};
use crate::decoding::{Figures, Reader};
use crate::peers::{Agentspec, EventsourceStream, Peer, SseCore, SseStream, body, each_borrowed, line_ends};
use crate::report::{Asked, Target};
use crate::{Result, Settings};

const FLOOR: &str = "memchr alone";

pub(super) fn run(settings: Settings) -> Result<Vec<Target>> {
    let mut targets = Vec::new();
    for events in data(settings) {
        println!("### Framing: {}\n", events.title);
        let readers = [
            borrowed(&events),
            reader::<Agentspec>(&events),
            reader::<SseCore>(&events),
            reader::<SseStream>(&events),
            reader::<EventsourceStream>(&events),
            floor(&events),
        ];
        let figures = Figures::measure(settings, &CUTS, &events, &readers)?;
        figures.print();
        targets.extend(targets_of(&events, &figures));
    }
    Ok(targets)
}

fn reader<P: Peer>(events: &Events) -> Reader<'_> {
    Reader {
        name: P::NAME.to_owned(),
        check: Box::new(|pieces| {
            let mut check = Check::new(events);
            P::each_frame(body(pieces), |name, data| check.frame(name, data)).now_or_never().ok_or("waits")??;
            check.end()
        }),
        read: Box::new(|pieces| {
            let (mut frames, mut bytes) = (0, 0);
            let look = |name: &str, data: &str| {
                frames += 1;
                bytes += name.len() + data.len();
                Ok(())
            };
            P::each_frame(body(pieces), look).now_or_never().ok_or("waits")??;
            black_box(bytes);
            Ok(frames)
        }),
    }
}

/// Ours, which leaves the bytes where they are.
fn borrowed(events: &Events) -> Reader<'_> {
    let read = |pieces| {
        let (mut frames, mut bytes) = (0, 0);
        let look = |data: &[u8]| {
            frames += 1;
            bytes += data.len();
            Ok(())
        };
        each_borrowed(body(pieces), look).now_or_never().ok_or("waits")??;
        black_box(bytes);
        Ok(frames)
    };
    Reader { name: "agentspec, borrowed".to_owned(), read: Box::new(read), ..reader::<Agentspec>(events) }
}

fn floor(events: &Events) -> Reader<'_> {
    Reader {
        name: FLOOR.to_owned(),
        check: Box::new(|pieces| if line_ends(pieces) == 2 * events.payloads.len() { Ok(()) } else { Err("other line ends".into()) }),
        read: Box::new(|pieces| Ok(line_ends(pieces))),
    }
}

/// What every framing target is missed by.
const CUT_LINES: &str = "a piece that ends inside an event leaves an unfinished line, which the decoder has to copy; with pieces of 1 to 512 \
    bytes that nearly doubles our cost of an event.";

fn targets_of(events: &Events, figures: &Figures) -> Vec<Target> {
    let target =
        |what: &str, asked, found| Target { what: format!("framing, {}: {what}", events.kind()), asked, found, why_missed: CUT_LINES };
    let best = figures.best(|name| name != FLOOR && name != Agentspec::NAME);
    if !events.are_tokens {
        return vec![target("the best peer ÷ ours", Asked::AtLeast(1.0), best)];
    }
    let floor = figures.best(|name| name == FLOOR).into_iter().map(|(cut, found)| (cut, 1.0 / found)).collect();
    vec![
        target("the best peer ÷ ours", Asked::AtLeast(2.0), best),
        target("eventsource-stream ÷ ours", Asked::AtLeast(8.0), figures.best(|name| name == EventsourceStream::NAME)),
        target("ours ÷ memchr alone", Asked::AtMost(2.0), floor),
    ]
}
