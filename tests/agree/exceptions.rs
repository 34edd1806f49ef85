//! The intended differences between the judges, each with its reason.
//!
//! A difference is excused if a repair removes its cause, and all three judges accept the result. So an exception does not cover other errors in the
//! same instance.

use serde_json::{Value, json};

use crate::generate::EXACT;
use crate::judges::{Judges, Verdicts};
use crate::repair::{Repair, Rule, repaired};

#[derive(Debug)]
pub(crate) struct Exception {
    pub(crate) name: &'static str,
    pub(crate) reason: &'static str,
    /// The verdicts of the judges if it applies.
    pub(crate) verdicts: Verdicts,
    repair: Rule,
}

const ONLY_SERDE_ACCEPTS: Verdicts = Verdicts { contract: false, rust_schema: false, serde: true };
const ONLY_SERDE_REFUSES: Verdicts = Verdicts { contract: true, rust_schema: true, serde: false };
const ONLY_THE_CONTRACT_REFUSES: Verdicts = Verdicts { contract: false, rust_schema: true, serde: true };

pub(crate) const EXCEPTIONS: [Exception; 5] = [
    Exception {
        name: "null means absent",
        reason: "Servers write null for a missing value. A client reads an optional field that is null as absent, and never sends null, so the \
                 contract need not allow it.",
        verdicts: ONLY_SERDE_ACCEPTS,
        repair: |place, value| (place.is_optional && value.is_null()).then_some(Repair::Remove),
    },
    Exception {
        name: "the server checks limits",
        reason: "Each limit would be a type of its own in Rust, and a client that refuses a response for its numbers loses the response.",
        verdicts: ONLY_SERDE_ACCEPTS,
        repair: |place, value| {
            let minimum = place.schema["minimum"].as_i64()?;
            let is_below = value.as_f64()? < place.schema["minimum"].as_f64()?;
            is_below.then(|| Repair::Replace(json!(minimum)))
        },
    },
    Exception {
        name: "a timestamp is a string",
        reason: "The client passes on what the server wrote, without a library of dates. An invalid timestamp costs the user that field, not the \
                 whole response.",
        verdicts: ONLY_SERDE_ACCEPTS,
        repair: |place, value| {
            let is_time = place.schema["format"] == "date-time" && value.is_string();
            is_time.then(|| Repair::Replace(json!("2026-01-15T09:30:00Z")))
        },
    },
    Exception {
        name: "an integer has at most 64 bits, and a float for one is below 2 to the 53",
        reason: "JSON Schema has integers of any size, and ignores `format`. Rust has no such integer beyond 64 bits; from 2 to the 53 on, JSON \
                 parsers disagree about which integer a float is.",
        verdicts: ONLY_SERDE_REFUSES,
        repair: |place, value| {
            let is_integral = value.as_f64().is_some_and(|float| value.is_f64() && float.fract() == 0.0);
            #[expect(clippy::cast_precision_loss, reason = "2 to the 53 is exact as a float")]
            let is_beyond = is_integral && value.as_f64().is_some_and(|float| float.abs() >= EXACT as f64);
            (place.schema["type"] == "integer" && is_beyond).then(|| Repair::Replace(json!(1)))
        },
    },
    Exception {
        name: "an event of an unknown type is kept",
        reason: "The contract lists the types that a server of this version may send, and is closed, so that servers are checked against it. A client \
                 delivers an event of a later server with its JSON.",
        verdicts: ONLY_THE_CONTRACT_REFUSES,
        repair: |place, value| {
            let arms = place.schema["oneOf"].as_array()?;
            let tag = value.get("type").filter(|tag| tag.is_string())?;
            let is_known = arms.iter().any(|arm| arm["properties"]["type"]["enum"][0] == *tag);
            (!is_known).then(|| Repair::Replace(json!({"type": "token", "content": ""})))
        },
    },
];

/// The explanation of a whole difference.
#[derive(Debug, Eq, PartialEq)]
pub(crate) enum Cause {
    /// A single exception, by its name.
    One(&'static str),
    /// Several exceptions together, and none alone.
    Several,
    Unknown,
}

/// Returns why the judges differ about an instance, with these verdicts.
pub(crate) fn cause(judges: &Judges, instance: &Value, verdicts: Verdicts) -> Cause {
    let fitting = || EXCEPTIONS.iter().filter(|exception| exception.verdicts == verdicts);
    let accepted = |repaired: &Value| judges.judge(repaired) == Verdicts::ACCEPTED;
    let alone = fitting().find(|exception| repaired(judges.schema(), instance, exception.repair).as_ref().is_some_and(accepted));
    if let Some(exception) = alone {
        return Cause::One(exception.name);
    }
    let repair = |value, exception: &Exception| repaired(judges.schema(), &value, exception.repair).unwrap_or(value);
    if accepted(&fitting().fold(instance.clone(), repair)) { Cause::Several } else { Cause::Unknown }
}

#[test]
fn a_difference_that_no_repair_removes_is_unknown() {
    let judges = Judges::of("Session").unwrap();
    let session = json!({"session_id": "a", "agent": "b", "created_at": "yesterday", "metadata": {}, "turns": null});
    assert_eq!(cause(&judges, &session, ONLY_SERDE_ACCEPTS), Cause::Several);
    assert_eq!(cause(&judges, &session, ONLY_SERDE_REFUSES), Cause::Unknown, "no exception has these verdicts");
    let broken = json!({"session_id": 1, "agent": "b", "created_at": "yesterday", "metadata": {}});
    assert_eq!(cause(&judges, &broken, ONLY_SERDE_ACCEPTS), Cause::Unknown, "the id is invalid too");
}
