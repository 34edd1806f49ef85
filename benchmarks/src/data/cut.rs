//! The ways in which the bytes of a stream arrive in pieces.

use std::iter;

use bytes::Bytes;

use super::{Events, SEED};

/// The largest piece of a random cut.
const LARGEST: usize = 512;

/// A way to cut, by its name.
#[derive(Clone, Copy)]
pub(crate) enum Cut {
    PerEvent,
    Every {
        name: &'static str,
        bytes: usize,
    },
    /// Lengths that are uniform from 1 to [`LARGEST`], the same in each run.
    Random,
}

const PACKET: Cut = Cut::Every { name: "1,400 B", bytes: 1400 };
const BLOCK: Cut = Cut::Every { name: "16 KiB", bytes: 16 << 10 };

pub(crate) const CUTS: [Cut; 4] = [Cut::PerEvent, PACKET, Cut::Random, BLOCK];

/// The cuts of [`CUTS`] that are not random.
pub(crate) const REGULAR: [Cut; 3] = [Cut::PerEvent, PACKET, BLOCK];

impl Cut {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::PerEvent => "per event",
            Self::Every { name, .. } => name,
            Self::Random => "random",
        }
    }

    pub(crate) fn cut(self, events: &Events) -> Vec<Bytes> {
        let frames = events.frames();
        let whole = Bytes::from(frames.concat());
        match self {
            Self::PerEvent => frames,
            Self::Every { bytes, .. } => pieces(&whole, iter::repeat(bytes)),
            Self::Random => {
                let mut random = fastrand::Rng::with_seed(SEED);
                pieces(&whole, iter::repeat_with(|| random.usize(1..=LARGEST)))
            }
        }
    }
}

/// Pieces of `whole` of these lengths, until it is used up.
pub(super) fn pieces(whole: &Bytes, lengths: impl Iterator<Item = usize>) -> Vec<Bytes> {
    let mut rest = whole.clone();
    let mut pieces = Vec::new();
    for length in lengths {
        if rest.is_empty() {
            break;
        }
        pieces.push(rest.split_to(length.min(rest.len())));
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cut_keeps_all_bytes_in_order() {
        let events = Events::tool_results(5);
        let whole = events.frames().concat();
        for cut in CUTS {
            let pieces = cut.cut(&events);
            assert_eq!(pieces.concat(), whole, "{}", cut.name());
            assert!(pieces.iter().all(|piece| !piece.is_empty()), "{}", cut.name());
        }
    }
}
