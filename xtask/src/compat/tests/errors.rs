//! The table of errors: what led to a kind leads to it, and callers catch what they caught.

use super::{CONTRACT, check, check_undone, edited, lines, report};

const CONFIGURATION: &str = "  - kind: Configuration\n";
const CONFLICT: &str = "  - kind: Conflict
    classes: [ConflictError]
    statuses: ['409']
    codes: [conflict]
    when: it is so already
    retried: 'no'\n";

/// The table without the row of this kind that has `statuses`.
fn without(kind: &str, statuses: &str) -> String {
    let (table, rest) = CONTRACT.split_once("\npaths:\n").unwrap();
    let mut rows = table.split("\n  - kind: ");
    let head = rows.next().unwrap().to_owned();
    let kept = rows.filter(|row| !(row.starts_with(kind) && row.contains(statuses)));
    let table = kept.fold(head, |table, row| format!("{table}\n  - kind: {row}"));
    format!("{table}\n\npaths:\n{rest}")
}

/// With `row` before the last one.
fn with(row: &str) -> String {
    edited(&[(CONFIGURATION, &format!("{row}{CONFIGURATION}"))])
}

#[test]
fn a_kind_stays_and_may_come() {
    let without = without("Interrupted", "");
    assert_eq!(lines(CONTRACT, &without), ["breaking    x-errors.Interrupted  is gone"]);
    assert_eq!(lines(&without, CONTRACT), ["compatible  x-errors.Interrupted  is new"]);
    check(
        "kind: Interrupted\n",
        "kind: Broken\n",
        &[
            "breaking    x-errors.Broken  has the code stream_interrupted, which was of Interrupted",
            "breaking    x-errors.Interrupted  is gone",
            "compatible  x-errors.Broken  is new",
        ],
    );
}

#[test]
fn a_row_of_a_kind_that_has_another_stays() {
    assert_eq!(
        lines(CONTRACT, &without("Server", "5XX")),
        [
            "breaking    x-errors.Server  has lost the code http_<status>",
            "breaking    x-errors.Server  has lost the status 5XX",
            "compatible  x-errors.Server  is retried \"no\", was \"502, 503 and 504\"",
        ]
    );
}

#[test]
fn a_class_is_caught_as_it_was() {
    let (before, timeout) = ("classes: [ConnectionError, TimeoutError]", "x-errors.Timeout");
    check(
        before,
        "classes: [ConnectionError, DeadlineError]",
        &[
            &format!("breaking    {timeout}  has lost the class TimeoutError"),
            &format!("compatible  {timeout}  has the new class DeadlineError"),
        ],
    );
    check(before, "classes: [TimeoutError]", &[&format!("breaking    {timeout}  has lost the class ConnectionError")]);
    check(before, "classes: [ConnectionError]", &[&format!("breaking    {timeout}  has lost the class TimeoutError")]);
    check_undone(before, "classes: [ConnectionError]", &[&format!("compatible  {timeout}  has the new class TimeoutError")]);
}

#[test]
fn a_status_stays_with_its_kind() {
    let moved = edited(&[("statuses: ['400', '422']", "statuses: ['400']"), ("statuses: ['404']", "statuses: ['404', '422']")]);
    assert_eq!(
        lines(CONTRACT, &moved),
        [
            "breaking    x-errors.InvalidRequest  has lost the status 422",
            "breaking    x-errors.NotFound  has the status 422, which was of InvalidRequest",
        ]
    );
    check("statuses: ['404']", "statuses: ['404', '410']", &["breaking    x-errors.NotFound  has the status 410, which was of Status"]);
    check("statuses: ['500']", "statuses: ['500', '501']", &["compatible  x-errors.Server  has the new status 501"]);
    check("statuses: [3XX, 4XX]", "statuses: [1XX, 3XX, 4XX]", &["compatible  x-errors.Status  has the new status 1XX"]);
}

#[test]
fn a_new_kind_may_have_a_status_of_a_range_if_it_is_caught_as_the_range_is() {
    assert_eq!(
        lines(CONTRACT, &with(CONFLICT)),
        ["compatible  x-errors.Conflict  has the status 409, which was of Status", "compatible  x-errors.Conflict  is new"]
    );
    let busy = CONFLICT.replace("409", "503");
    assert_eq!(
        lines(CONTRACT, &with(&busy)),
        ["breaking    x-errors.Conflict  has the status 503, which was of Server", "compatible  x-errors.Conflict  is new"]
    );
    let busy = busy.replace("classes: [", "classes: [ServerError, ");
    assert_eq!(
        lines(CONTRACT, &with(&busy)),
        ["compatible  x-errors.Conflict  has the status 503, which was of Server", "compatible  x-errors.Conflict  is new"]
    );
}

#[test]
fn a_code_stays_with_its_kind_and_may_come() {
    let before = "codes: [rate_limited, budget_exceeded]";
    check(before, "codes: [rate_limited, budget_exceeded, slow_down]", &["compatible  x-errors.RateLimit  has the new code slow_down"]);
    check(before, "codes: [rate_limited]", &["breaking    x-errors.RateLimit  has lost the code budget_exceeded"]);
    let moved = edited(&[(before, "codes: [rate_limited]"), ("codes: [forbidden]", "codes: [forbidden, budget_exceeded]")]);
    assert_eq!(
        lines(CONTRACT, &moved),
        [
            "breaking    x-errors.PermissionDenied  has the code budget_exceeded, which was of RateLimit",
            "breaking    x-errors.RateLimit  has lost the code budget_exceeded",
        ]
    );
    check(
        before,
        "codes: [budget_exceeded, rate_limited]",
        &["breaking    x-errors.RateLimit  has the code budget_exceeded where an answer brings none, had rate_limited"],
    );
}

#[test]
fn what_is_retried_is_told_and_when_is_a_text() {
    check("retried: 502, 503 and 504", "retried: 503", &["compatible  x-errors.Server  is retried 503, was \"502, 503 and 504\""]);
    let told = report(CONTRACT, &edited(&[("when: a time limit was reached", "when: it took longer")]));
    assert_eq!((told.lines().len(), told.texts()), (0, 1));
}

#[test]
fn what_no_rule_knows_of_the_table_is_breaking() {
    check(
        CONFIGURATION,
        &format!("{CONFIGURATION}    exit: 2\n"),
        &["breaking    x-errors.Configuration  has a changed exit, for which there is no rule"],
    );
    let (table, rest) = CONTRACT.split_once("\nx-errors:\n").unwrap();
    let (_, rest) = rest.split_once("\npaths:\n").unwrap();
    let map = format!("{table}\nx-errors: {{}}\npaths:\n{rest}");
    assert_eq!(lines(CONTRACT, &map), ["breaking    openapi.yaml  has a changed x-errors, for which there is no rule"]);
}

#[test]
fn a_contract_may_get_a_table_and_keeps_it() {
    let (table, rest) = CONTRACT.split_once("\nx-errors:\n").unwrap();
    let (_, rest) = rest.split_once("\npaths:\n").unwrap();
    let bare = format!("{table}\npaths:\n{rest}");
    let kinds = 14;
    let told = lines(&bare, CONTRACT);
    assert_eq!(told.len(), kinds);
    assert!(told.iter().all(|line| line.starts_with("compatible  ") && line.ends_with("  is new")), "{told:?}");
    let told = lines(CONTRACT, &bare);
    assert_eq!(told.len(), kinds);
    assert!(told.iter().all(|line| line.starts_with("breaking    ") && line.ends_with("  is gone")), "{told:?}");
}
