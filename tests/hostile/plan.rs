//! The plan of a response: a mixture of hostile pieces, each of which is rare, drawn from the seed, the call's id and the attempt.

use std::collections::BTreeSet;

use fastrand::Rng;

/// A piece of hostility. The modules that build the response define its effect.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Piece {
    // The head.
    BlankBeforeColon,
    FoldedLine,
    ControlCharacter,
    DoubledHeader,
    ManyHeaders,
    LongHeader,
    ForeignCorrelationId,
    EchoInHeader,
    EchoInCorrelationId,
    EscapesInHeader,
    RetryAfter,
    FewInformational,
    EndlessInformational,
    // The end of the body.
    BlankInLength,
    DoubledLength,
    TwoLengths,
    LengthAndChunked,
    BlankInCoding,
    NoLength,
    LengthTooLarge,
    LengthTooSmall,
    BadChunk,
    ChunkExtensions,
    // The encoding.
    Gzip,
    GzipMembers,
    GzipEndlessMembers,
    GzipBomb,
    GzipCut,
    GzipGarbage,
    UnknownEncoding,
    // The contents of a success.
    ManyValues,
    DeepNesting,
    HugeString,
    NotANumber,
    HugeNumber,
    HugeInteger,
    LoneSurrogate,
    ByteOrderMark,
    BadUtf8,
    DoubledName,
    // Something else in place of a success.
    Empty,
    Page,
    ErrorInSuccess,
    WrongShape,
    Garbage,
    OtherMediaType,
    // Another status, and its body.
    OtherStatus,
    Redirect,
    ProxyStatus,
    Flat,
    Foreign,
    EmptyError,
    ErrorPage,
    EchoInBody,
    EchoInSteps,
    EchoEscaped,
    EchoAcrossTheCut,
    EscapesInBody,
    // A stream's events.
    Heartbeats,
    EndlessComments,
    ManyTokens,
    DoneMarker,
    ErrorBodyAsEvent,
    ErrorEvent,
    EchoInEvent,
    HugeEvent,
    UnknownEvent,
    BadEvent,
    NoEnd,
    UnterminatedEnd,
    GarbageAfterEnd,
    // The connection.
    EarlyAnswer,
    NoAnswer,
    CutInHead,
    CutInBody,
    ByReset,
    Hang,
    Slow,
    SecondAnswer,
    CloseAfter,
    CloseUnderNext,
}

/// The pieces that are not played, with the reasons.
pub(crate) const EXCLUDED: [(Piece, &str); 1] = [(
    Piece::SecondAnswer,
    "an unrequested response without an id, received while the next request is sent, cannot be distinguished from the response to that request",
)];

/// The pieces that may cut a credential in two, and those with one in the body.
const CUTTING: [Piece; 3] = [Piece::CutInBody, Piece::LengthTooSmall, Piece::GzipCut];
const ECHOING: [Piece; 3] = [Piece::ErrorPage, Piece::EchoInBody, Piece::EchoInEvent];

/// Any number of these may be in one response; each is in one of so many.
const HEADS: (usize, &[Piece]) = (
    24,
    &[
        Piece::BlankBeforeColon,
        Piece::FoldedLine,
        Piece::ControlCharacter,
        Piece::DoubledHeader,
        Piece::ManyHeaders,
        Piece::LongHeader,
        Piece::ForeignCorrelationId,
        Piece::EchoInHeader,
        Piece::EchoInCorrelationId,
        Piece::EscapesInHeader,
        Piece::FewInformational,
    ],
);
const CONTENTS: (usize, &[Piece]) = (
    40,
    &[
        Piece::ManyValues,
        Piece::DeepNesting,
        Piece::HugeString,
        Piece::NotANumber,
        Piece::HugeNumber,
        Piece::HugeInteger,
        Piece::LoneSurrogate,
        Piece::ByteOrderMark,
        Piece::BadUtf8,
        Piece::DoubledName,
    ],
);
const EVENTS: (usize, &[Piece]) = (
    16,
    &[
        Piece::Heartbeats,
        Piece::DoneMarker,
        Piece::UnknownEvent,
        Piece::UnterminatedEnd,
        Piece::GarbageAfterEnd,
        Piece::NoEnd,
        Piece::ErrorEvent,
        Piece::EchoInEvent,
        Piece::ErrorBodyAsEvent,
    ],
);
const CONNECTION: (usize, &[Piece]) =
    (12, &[Piece::EarlyAnswer, Piece::Slow, Piece::ByReset, Piece::CloseAfter, Piece::CloseUnderNext, Piece::SecondAnswer]);
const ALONE: (usize, &[Piece]) =
    (150, &[Piece::EndlessInformational, Piece::EndlessComments, Piece::ManyTokens, Piece::HugeEvent, Piece::BadEvent, Piece::Hang]);

/// At most one of these is in a response, in one of so many.
const LENGTHS: (usize, &[Piece]) = (
    5,
    &[
        Piece::BlankInLength,
        Piece::DoubledLength,
        Piece::TwoLengths,
        Piece::LengthAndChunked,
        Piece::BlankInCoding,
        Piece::NoLength,
        Piece::LengthTooLarge,
        Piece::LengthTooSmall,
        Piece::BadChunk,
        Piece::ChunkExtensions,
    ],
);
pub(crate) const ENCODINGS: (usize, &[Piece]) = (
    5,
    &[
        Piece::Gzip,
        Piece::GzipMembers,
        Piece::GzipEndlessMembers,
        Piece::GzipBomb,
        Piece::GzipCut,
        Piece::GzipGarbage,
        Piece::UnknownEncoding,
    ],
);
const INSTEAD: (usize, &[Piece]) =
    (10, &[Piece::Empty, Piece::Page, Piece::ErrorInSuccess, Piece::WrongShape, Piece::Garbage, Piece::OtherMediaType]);
const STATUSES: (usize, &[Piece]) = (3, &[Piece::OtherStatus, Piece::OtherStatus, Piece::OtherStatus, Piece::Redirect, Piece::ProxyStatus]);
const ERRORS: (usize, &[Piece]) = (
    1,
    &[
        Piece::Flat,
        Piece::Foreign,
        Piece::EmptyError,
        Piece::ErrorPage,
        Piece::EchoInBody,
        Piece::EchoInSteps,
        Piece::EchoEscaped,
        Piece::EchoAcrossTheCut,
        Piece::EscapesInBody,
    ],
);
const WAITS: (usize, &[Piece]) = (4, &[Piece::RetryAfter]);
const BREAKS: (usize, &[Piece]) = (8, &[Piece::NoAnswer, Piece::CutInHead, Piece::CutInBody]);

const MEETING: [(usize, &[Piece]); 5] = [HEADS, CONTENTS, EVENTS, CONNECTION, ALONE];
const ONE_OF: [(usize, &[Piece]); 7] = [LENGTHS, ENCODINGS, INSTEAD, STATUSES, ERRORS, WAITS, BREAKS];

/// One in so many responses has no hostile piece.
const HARMLESS: usize = 5;

#[derive(Clone, Debug)]
pub(crate) struct Plan {
    pub(crate) pieces: BTreeSet<Piece>,
    /// Draws the rest of the response.
    pub(crate) chance: Rng,
}

impl Plan {
    /// Draws the plan of an attempt of a call; the first is 0.
    pub(crate) fn of(seed: u64, id: &str, attempt: usize) -> Self {
        let mut chance = Rng::with_seed(mixed(seed, id).wrapping_add(attempt as u64));
        let mut pieces = BTreeSet::new();
        if chance.usize(..HARMLESS) > 0 {
            for (one_of, group) in MEETING {
                pieces.extend(group.iter().copied().filter(|_| chance.usize(..one_of) == 0));
            }
            for (one_of, group) in ONE_OF {
                if chance.usize(..one_of) == 0 {
                    pieces.extend(chance.choice(group));
                }
            }
        }
        pieces.retain(|piece| is_played(*piece));
        if !is_played(Piece::EchoAcrossTheCut) && pieces.iter().any(|piece| CUTTING.contains(piece)) {
            pieces.retain(|piece| !ECHOING.contains(piece));
        }
        Self { pieces, chance }
    }

    /// Returns a plan without hostile pieces.
    pub(crate) fn harmless() -> Self {
        Self { pieces: BTreeSet::new(), chance: Rng::with_seed(0) }
    }

    pub(crate) fn has(&self, piece: Piece) -> bool {
        self.pieces.contains(&piece)
    }

    pub(crate) fn has_any(&self, pieces: &[Piece]) -> bool {
        pieces.iter().any(|piece| self.has(*piece))
    }
}

fn is_played(piece: Piece) -> bool {
    EXCLUDED.iter().all(|(excluded, _)| *excluded != piece)
}

/// Mixes the seed with the bytes of a name (FNV-1a).
pub(crate) fn mixed(seed: u64, name: &str) -> u64 {
    name.bytes().fold(seed ^ 0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
