//! Reads YAML. No other module uses the YAML library.

use std::{cell::Cell, rc::Rc};

use serde_json::Value;
use serde_saphyr::{Error, UserMessageFormatter};

/// The maximum number of values of a text, with each alias expanded.
const MAX_VALUES: usize = 200_000;

/// The maximum number of bytes of its strings, with each alias expanded.
const MAX_BYTES: usize = 16 << 20;

/// Returns the JSON value of a YAML text. JSON is YAML, too.
///
/// # Errors
///
/// What is wrong with the text, and in which line. The message contains nothing of the text except a duplicate key.
pub(super) fn read(text: &str) -> Result<Value, String> {
    let budget = serde_saphyr::budget! {
        max_nodes: MAX_VALUES,
        max_events: MAX_VALUES * 4,
        max_total_scalar_bytes: MAX_BYTES,
        max_aliases: MAX_VALUES,
        max_anchors: MAX_VALUES,
        // The limits apply to the expanded values; how they are written does not matter.
        enforce_alias_anchor_ratio: false,
    };
    let options = serde_saphyr::options! { budget: budget, strict_booleans: true, with_snippet: false, emit_comments: false };
    // An error within an alias does not tell whether a limit is the cause.
    let is_over_limit = Rc::new(Cell::new(false));
    let report_limit = Rc::clone(&is_over_limit);
    let options = options.with_budget_report(move |report| report_limit.set(report.breached.is_some()));
    serde_saphyr::from_str_with_options(text, options)
        .map_err(|error| if is_over_limit.get() { over_limit(&error) } else { error.render_with_formatter(&UserMessageFormatter) })
}

fn over_limit(error: &Error) -> String {
    let mebibytes = MAX_BYTES >> 20;
    let place = error.location().map(|location| format!(", at line {}", location.line())).unwrap_or_default();
    let bound = format!("more than {MAX_VALUES} values or {mebibytes} MiB of text, with each alias expanded");
    format!("{bound}{place}: use fewer aliases, or split the file")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A "billion laughs": the number of values is 10 to the power of the number of lines.
    fn laughs(lines: usize) -> String {
        let of = |line: usize| (0..10).map(|_| format!("*a{}", line - 1)).collect::<Vec<_>>().join(", ");
        let rest = (1..lines).map(|line| format!("a{line}: &a{line} [{}]\n", of(line)));
        ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned()].into_iter().chain(rest).collect()
    }

    #[test]
    fn aliases_are_expanded() {
        let read = read("a: &a [1, {b: c}]\nd: *a\n");
        assert_eq!(read, Ok(serde_json::json!({ "a": [1, { "b": "c" }], "d": [1, { "b": "c" }] })));
        assert!(self::read(&laughs(4)).is_ok());
    }

    #[test]
    fn what_aliases_expand_to_is_bounded_in_values_and_in_bytes() {
        let text = format!("a: &a {}\nb: [{}]\n", "x".repeat(1 << 20), vec!["*a"; 1_000].join(", "));
        for bomb in [laughs(10), text, format!("{{a: &a [{}], b: [{}]}}", "1,".repeat(1_000), "*a,".repeat(1_000))] {
            let message = read(&bomb).err().unwrap_or_default();
            assert!(message.starts_with("more than 200000 values or 16 MiB of text, with each alias expanded, at line "), "{message}");
            assert!(message.ends_with(": use fewer aliases, or split the file"), "{message}");
        }
    }

    #[test]
    fn an_alias_of_itself_is_refused() {
        assert!(read("a: &a [*a]").is_err());
    }

    #[test]
    fn many_aliases_of_small_values_are_accepted() {
        let text = format!("a: &a x\nb: [{}]\n", "*a,".repeat(50_000));
        assert!(read(&text).is_ok());
    }

    #[test]
    fn words_that_are_booleans_in_yaml_1_1_are_strings() {
        assert_eq!(read("[y, no, On, true]"), Ok(serde_json::json!(["y", "no", "On", true])));
    }

    #[test]
    fn a_duplicate_key_is_refused_with_its_line() {
        assert_eq!(
            read("pace_ms: 1\npace_ms: 2").err().as_deref(),
            Some("duplicate mapping key: pace_ms not allowed here at line 2, column 1")
        );
    }

    #[test]
    fn a_text_that_breaks_off_in_a_key_is_refused_without_it() {
        for text in ["api_keys: [s3cret", "api_keys: \"s3cret", "api_keys: {s3cret: s3cret", "api_keys:\n\t- s3cret"] {
            let message = read(text).err().unwrap_or_default();
            assert!(message.contains("line ") && !message.contains("s3cret"), "{message}");
        }
    }
}
