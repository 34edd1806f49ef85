//! Reads a duration as the language Go writes it, such as `1m2.3s`. Pure.

use std::time::Duration;

const UNITS: [(&str, f64); 8] =
    [("ns", 1e-9), ("us", 1e-6), ("\u{b5}s", 1e-6), ("\u{3bc}s", 1e-6), ("ms", 1e-3), ("s", 1.0), ("m", 60.0), ("h", 3600.0)];

/// Returns the whole seconds of a duration. None if it is not one.
pub(super) fn seconds(text: &str) -> Option<u64> {
    let (mut rest, mut seconds) = (text, 0.0);
    loop {
        let digits = rest.find(|letter: char| !letter.is_ascii_digit() && letter != '.')?;
        let (number, with_unit) = rest.split_at(digits);
        let end = with_unit.find(|letter: char| letter.is_ascii_digit() || letter == '.').unwrap_or(with_unit.len());
        let (unit, following) = with_unit.split_at(end);
        let (_, factor) = UNITS.iter().find(|(name, _)| *name == unit)?;
        seconds += number.parse::<f64>().ok()? * factor;
        if following.is_empty() {
            return Some(Duration::try_from_secs_f64(seconds).ok()?.as_secs());
        }
        rest = following;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_of_go_is_read_in_whole_seconds() {
        for (text, expected) in [
            ("0s", Some(0)),
            ("1ns", Some(0)),
            ("812.5\u{b5}s", Some(0)),
            ("999.999999ms", Some(0)),
            ("1s", Some(1)),
            ("1m2.3s", Some(62)),
            ("25h1m1.000000001s", Some(90_061)),
            ("1m0s", Some(60)),
            ("", None),
            ("s", None),
            ("12", None),
            ("-1s", None),
            ("1.2.3s", None),
            ("1d", None),
            ("1 s", None),
        ] {
            assert_eq!(seconds(text), expected, "{text}");
        }
    }
}
