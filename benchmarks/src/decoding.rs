//! Compares readers of the same pieces, cut in every way: nanoseconds and allocations an event.

use bytes::Bytes;

use crate::allocation;
use crate::contest::{Contender, Cost, compete};
use crate::data::{Cut, Events};
use crate::report::{beside, table};
use crate::{Result, Settings};

/// One who reads pieces.
pub(crate) struct Reader<'a> {
    pub(crate) name: String,
    /// Fails unless every event is delivered as it was sent.
    pub(crate) check: Box<dyn Fn(Vec<Bytes>) -> Result<()> + 'a>,
    /// Returns the number of what it found.
    pub(crate) read: Box<dyn Fn(Vec<Bytes>) -> Result<usize> + 'a>,
}

/// What each reader takes for an event, in the order of the cuts.
pub(crate) struct Figures {
    cuts: &'static [Cut],
    rows: Vec<Row>,
}

struct Row {
    name: String,
    nanoseconds: Vec<f64>,
    allocations: Vec<f64>,
}

impl Figures {
    /// The first reader is ours.
    pub(crate) fn measure(settings: Settings, cuts: &'static [Cut], events: &Events, readers: &[Reader<'_>]) -> Result<Self> {
        let row = |reader: &Reader<'_>| Row { name: reader.name.clone(), nanoseconds: Vec::new(), allocations: Vec::new() };
        let mut rows: Vec<Row> = readers.iter().map(row).collect();
        for cut in cuts {
            measure_cut(settings, *cut, events, readers, &mut rows)?;
        }
        Ok(Self { cuts, rows })
    }

    pub(crate) fn print(&self) {
        let cuts: Vec<&str> = self.cuts.iter().map(|cut| cut.name()).collect();
        let head = [&["ns an event, and × ours"], &cuts[..], &["allocations"]].concat();
        let ours = &self.rows[0].nanoseconds;
        table(
            &head,
            self.rows.iter().map(|row| {
                let cells = row.nanoseconds.iter().zip(ours).map(|(cost, ours)| beside(&format!("{cost:.0}"), cost / ours));
                [row.name.clone()].into_iter().chain(cells).chain([range(&row.allocations)]).collect()
            }),
        );
    }

    /// How many times ours the cost of the best of those is whose name `is_meant`, by cut.
    pub(crate) fn best(&self, is_meant: impl Fn(&str) -> bool) -> Vec<(&'static str, f64)> {
        let meant: Vec<&Row> = self.rows[1..].iter().filter(|row| is_meant(&row.name)).collect();
        let best = |cut: usize| meant.iter().map(|row| row.nanoseconds[cut]).fold(f64::INFINITY, f64::min);
        self.cuts.iter().enumerate().map(|(number, cut)| (cut.name(), best(number) / self.rows[0].nanoseconds[number])).collect()
    }

    /// Our nanoseconds an event, by cut.
    pub(crate) fn ours(&self) -> &[f64] {
        &self.rows[0].nanoseconds
    }

    /// The allocations an event of all readers: the least and the most of the cuts.
    pub(crate) fn allocations(&self) -> Vec<String> {
        self.rows.iter().map(|row| range(&row.allocations)).collect()
    }
}

fn measure_cut(settings: Settings, cut: Cut, events: &Events, readers: &[Reader<'_>], rows: &mut [Row]) -> Result<()> {
    let pieces = cut.cut(events);
    let count = events.payloads.len() as f64;
    for (reader, row) in readers.iter().zip(&mut *rows) {
        (reader.check)(pieces.clone()).map_err(|error| format!("{}, cut {}: {error}", reader.name, cut.name()))?;
        let pieces = pieces.clone();
        let mut found = Ok(0);
        let allocated = allocation::counted(|| found = (reader.read)(pieces));
        found?;
        row.allocations.push(allocated.count as f64 / count);
    }
    let contender = |reader| once(reader, &pieces);
    let mut contenders: Vec<Contender<'_>> = readers.iter().map(contender).collect();
    for (cost, row) in compete(settings.rounds, &mut contenders)?.iter().zip(rows) {
        row.nanoseconds.push(cost.cpu.as_nanos() as f64 / count);
    }
    Ok(())
}

fn once<'a>(reader: &'a Reader<'a>, pieces: &'a [Bytes]) -> Contender<'a> {
    Contender::new(&reader.name, move || {
        // Who reads pieces owns them: it drops them, and does not clone them.
        let pieces = pieces.to_vec();
        Cost::of(|| (reader.read)(pieces).map(drop))
    })
}

/// The least and the most of these, in one cell.
fn range(values: &[f64]) -> String {
    let least = values.iter().copied().fold(f64::INFINITY, f64::min);
    let most = values.iter().copied().fold(0.0, f64::max);
    let (least, most) = (format!("{least:.1}"), format!("{most:.1}"));
    if least == most { least } else { format!("{least} to {most}") }
}
