//! Durations as text, in the form of the language Go. Pure.

use std::time::Duration;

/// Writes a duration such as `1m2.3s`: hours, minutes and seconds, below a second one smaller unit; fractions without zeros at the end.
pub(super) fn write(duration: Duration) -> String {
    let nanos = duration.as_nanos();
    let seconds = duration.as_secs();
    match nanos {
        0 => "0s".to_owned(),
        1..1_000 => format!("{nanos}ns"),
        1_000..1_000_000 => decimal(nanos, 1_000, 3, "µs"),
        1_000_000..1_000_000_000 => decimal(nanos, 1_000_000, 6, "ms"),
        _ => {
            let rest = decimal(nanos % 60_000_000_000, 1_000_000_000, 9, "s");
            match (seconds / 3600, seconds / 60 % 60) {
                (0, 0) => rest,
                (0, minutes) => format!("{minutes}m{rest}"),
                (hours, minutes) => format!("{hours}h{minutes}m{rest}"),
            }
        }
    }
}

fn decimal(nanos: u128, unit: u128, digits: usize, name: &str) -> String {
    let text = format!("{}.{:0digits$}", nanos / unit, nanos % unit);
    format!("{}{name}", text.trim_end_matches('0').trim_end_matches('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_have_the_units_that_they_need() {
        for (nanos, text) in [
            (0, "0s"),
            (1, "1ns"),
            (1_100, "1.1µs"),
            (2_200_000, "2.2ms"),
            (999_999_999, "999.999999ms"),
            (1_000_000_000, "1s"),
            (10_000_000_000, "10s"),
            (3_300_000_000, "3.3s"),
            (62_300_000_000, "1m2.3s"),
            (60_000_000_000, "1m0s"),
            (3_600_000_000_000, "1h0m0s"),
            (90_061_000_000_001, "25h1m1.000000001s"),
        ] {
            assert_eq!(write(Duration::from_nanos(nanos)), text);
        }
    }
}
