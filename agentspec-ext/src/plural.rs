//! Formats numbers with nouns for messages: `1 event`, `2 events`. Knows only the plural in `s`.

use std::fmt::Display;
use std::time::Duration;

pub(crate) fn plural<N: Copy + Display + PartialEq + From<u8>>(number: N, noun: &str) -> String {
    let suffix = if number == N::from(1) { "" } else { "s" };
    format!("{number} {noun}{suffix}")
}

pub(crate) fn seconds(time: Duration) -> String {
    plural(time.as_secs_f64(), "second")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_singular_and_all_else_is_plural() {
        assert_eq!([0, 1, 2].map(|number: usize| plural(number, "event")), ["0 events", "1 event", "2 events"]);
        assert_eq!([500, 1000, 1500].map(|millis| seconds(Duration::from_millis(millis))), ["0.5 seconds", "1 second", "1.5 seconds"]);
    }
}
