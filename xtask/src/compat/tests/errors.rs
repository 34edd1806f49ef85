//! The error table: statuses and codes keep their kinds, and kinds keep their classes.

use super::{CONTRACT, check, check_undone, edited, lines, report};

const CONFIGURATION: &str = "  - kind: Configuration\n";
const CONFLICT: &str = "  - kind: Conflict
    classes: [ConflictError]
    statuses: ['409']
    codes: [conflict]
    when: it is so already
    retried: 'no'\n";

/// Returns the table without the row of this kind with `statuses`.
fn without(kind: &str, statuses: &str) -> String {
    let (table, rest) = CONTRACT.split_once("\npaths:\n").unwrap();
    let mut rows = table.split("\n  - kind: ");
    let head = rows.next().unwrap().to_owned();
    let kept = rows.filter(|row| !(row.starts_with(kind) && row.contains(statuses)));
    let table = kept.fold(head, |table, row| format!("{table}\n  - kind: {row}"));
    format!("{table}\n\npaths:\n{rest}")
}

/// Returns the table with `row` before the last one.
fn with(row: &str) -> String {
    edited(&[(CONFIGURATION, &format!("{row}{CONFIGURATION}"))])
}

#[test]
fn a_kind_may_be_added_and_must_not_be_removed() {
    let without = without("Interrupted", "");
    assert_eq!(lines(CONTRACT, &without), ["breaking    x-errors.Interrupted  was removed"]);
    assert_eq!(lines(&without, CONTRACT), ["compatible  x-errors.Interrupted  is new"]);
    check(
        "kind: Interrupted\n",
        "kind: Broken\n",
        &[
            "breaking    x-errors.Broken  has the code stream_interrupted, which belonged to Interrupted",
            "breaking    x-errors.Interrupted  was removed",
            "compatible  x-errors.Broken  is new",
        ],
    );
}

#[test]
fn a_removed_row_of_a_kind_with_other_rows_is_breaking() {
    assert_eq!(
        lines(CONTRACT, &without("Server", "5XX")),
        [
            "breaking    x-errors.Server  no longer has the code http_<status>",
            "breaking    x-errors.Server  no longer has the status 5XX",
            "compatible  x-errors.Server  is retried \"no\", was \"502, 503 and 504\"",
        ]
    );
}

#[test]
fn a_removed_class_is_breaking() {
    let (before, timeout) = ("classes: [ConnectionError, TimeoutError]", "x-errors.Timeout");
    check(
        before,
        "classes: [ConnectionError, DeadlineError]",
        &[
            &format!("breaking    {timeout}  no longer has the class TimeoutError"),
            &format!("compatible  {timeout}  has the new class DeadlineError"),
        ],
    );
    check(before, "classes: [TimeoutError]", &[&format!("breaking    {timeout}  no longer has the class ConnectionError")]);
    check(before, "classes: [ConnectionError]", &[&format!("breaking    {timeout}  no longer has the class TimeoutError")]);
    check_undone(before, "classes: [ConnectionError]", &[&format!("compatible  {timeout}  has the new class TimeoutError")]);
}

#[test]
fn a_status_must_keep_its_kind() {
    let moved = edited(&[("statuses: ['400', '422']", "statuses: ['400']"), ("statuses: ['404']", "statuses: ['404', '422']")]);
    assert_eq!(
        lines(CONTRACT, &moved),
        [
            "breaking    x-errors.InvalidRequest  no longer has the status 422",
            "breaking    x-errors.NotFound  has the status 422, which belonged to InvalidRequest",
        ]
    );
    check(
        "statuses: ['404']",
        "statuses: ['404', '410']",
        &["breaking    x-errors.NotFound  has the status 410, which belonged to Status"],
    );
    check("statuses: ['500']", "statuses: ['500', '501']", &["compatible  x-errors.Server  has the new status 501"]);
    check("statuses: [3XX, 4XX]", "statuses: [1XX, 3XX, 4XX]", &["compatible  x-errors.Status  has the new status 1XX"]);
}

#[test]
fn a_new_kind_may_take_a_status_of_a_range_if_it_has_the_classes_of_the_range() {
    assert_eq!(
        lines(CONTRACT, &with(CONFLICT)),
        ["compatible  x-errors.Conflict  has the status 409, which belonged to Status", "compatible  x-errors.Conflict  is new"]
    );
    let busy = CONFLICT.replace("409", "503");
    assert_eq!(
        lines(CONTRACT, &with(&busy)),
        ["breaking    x-errors.Conflict  has the status 503, which belonged to Server", "compatible  x-errors.Conflict  is new"]
    );
    let busy = busy.replace("classes: [", "classes: [ServerError, ");
    assert_eq!(
        lines(CONTRACT, &with(&busy)),
        ["compatible  x-errors.Conflict  has the status 503, which belonged to Server", "compatible  x-errors.Conflict  is new"]
    );
}

#[test]
fn a_code_may_be_added_and_must_keep_its_kind() {
    let before = "codes: [rate_limited, budget_exceeded]";
    check(before, "codes: [rate_limited, budget_exceeded, slow_down]", &["compatible  x-errors.RateLimit  has the new code slow_down"]);
    check(before, "codes: [rate_limited]", &["breaking    x-errors.RateLimit  no longer has the code budget_exceeded"]);
    let moved = edited(&[(before, "codes: [rate_limited]"), ("codes: [forbidden]", "codes: [forbidden, budget_exceeded]")]);
    assert_eq!(
        lines(CONTRACT, &moved),
        [
            "breaking    x-errors.PermissionDenied  has the code budget_exceeded, which belonged to RateLimit",
            "breaking    x-errors.RateLimit  no longer has the code budget_exceeded",
        ]
    );
    check(
        before,
        "codes: [budget_exceeded, rate_limited]",
        &["breaking    x-errors.RateLimit  has the default code budget_exceeded, had rate_limited"],
    );
}

#[test]
fn retried_is_compatible_and_when_is_a_text() {
    check("retried: 502, 503 and 504", "retried: 503", &["compatible  x-errors.Server  is retried 503, was \"502, 503 and 504\""]);
    let told = report(CONTRACT, &edited(&[("when: a time limit was reached", "when: it took longer")]));
    assert_eq!((told.lines().len(), told.texts()), (0, 1));
}

#[test]
fn a_key_of_the_table_without_a_rule_is_breaking() {
    check(
        CONFIGURATION,
        &format!("{CONFIGURATION}    exit: 2\n"),
        &["breaking    x-errors.Configuration  has a changed exit, which no rule covers"],
    );
    let (table, rest) = CONTRACT.split_once("\nx-errors:\n").unwrap();
    let (_, rest) = rest.split_once("\npaths:\n").unwrap();
    let map = format!("{table}\nx-errors: {{}}\npaths:\n{rest}");
    assert_eq!(lines(CONTRACT, &map), ["breaking    openapi.yaml  has a changed x-errors, which no rule covers"]);
}

#[test]
fn a_table_may_be_added_and_must_not_be_removed() {
    let (table, rest) = CONTRACT.split_once("\nx-errors:\n").unwrap();
    let (_, rest) = rest.split_once("\npaths:\n").unwrap();
    let bare = format!("{table}\npaths:\n{rest}");
    let kinds = 14;
    let told = lines(&bare, CONTRACT);
    assert_eq!(told.len(), kinds);
    assert!(told.iter().all(|line| line.starts_with("compatible  ") && line.ends_with("  is new")), "{told:?}");
    let told = lines(CONTRACT, &bare);
    assert_eq!(told.len(), kinds);
    assert!(told.iter().all(|line| line.starts_with("breaking    ") && line.ends_with("  was removed")), "{told:?}");
}
