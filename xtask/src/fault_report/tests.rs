//! What test runners print, and the rows of a small table.
#![allow(clippy::unwrap_used, reason = "a test may fail")]

use super::report::{End, Test, read};
use super::table;
use crate::test_output::Language;

const ROWS: &str = "
- { row: 1, fault: it breaks, outcome: 'Transport, Unknown', retried: GET }
- { row: 2, fault: it hangs, outcome: Timeout, retried: 'no' }
";

const CARGO: &str = "
running 4 tests
test limits::fault_2_a_server_that_hangs_is_left ... ok
test ends::fault_01_a_broken_answer_is_an_error - should panic ... ok
test deep::bodies::fault_01_a_broken_body_is_an_error ... ok
test ends::fault_01_a_second_test_of_a_module ... ok
test playback::no_row ... ok
test agentspec-ext/src/lib.rs - (line 5) ... ok

test result: ok. 4 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s
";

const UNITTEST: &str = "
test_fault_01_a_broken_answer_is_an_error (test_faults.Ends.test_fault_01_a_broken_answer_is_an_error) ... ok
test_fault_02_a_server_that_hangs_is_left (test_faults_content.Limits) ... ok
test_fault_02_signals (test_faults_content.Limits) ... skipped 'there are no such signals here'
test_something_else (test_calls.Calls.test_something_else) ... ok

----------------------------------------------------------------------
Ran 4 tests in 0.010s

OK (skipped=1)
";

/// What the reporter of the TypeScript SDK prints.
const NODE: &str = "
test faults-connections::fault_01_a_broken_response_is_an_error ... ok
test faults-streams::fault_02_a_silent_stream_is_left ... ok

2 passed, 0 failed, 0 skipped
";

/// What `cargo xtask go` makes of the output of `go test`.
const GO: &str = "
test faults_connections::TestFault01ABrokenResponseIsAnError ... ok
test faults_streams::TestFault02ASilentStreamIsLeft ... ok
test faults_streams::TestFault02Signals ... ignored
test calls::TestSomethingElse ... ok
";

fn document(cargo: &str, unittest: &str) -> Result<String, String> {
    let reports = [
        (Language::Rust, read(Language::Rust, cargo)),
        (Language::Python, read(Language::Python, unittest)),
        (Language::TypeScript, read(Language::TypeScript, NODE)),
        (Language::Go, read(Language::Go, GO)),
    ];
    table::document(&table::read(ROWS).unwrap(), &reports).map_err(|error| error.to_string())
}

#[test]
fn each_row_names_the_modules_of_its_tests_once_and_in_order() {
    let document = document(CARGO, UNITTEST).unwrap();
    let rows: Vec<_> = document.lines().filter(|line| line.starts_with("| 1") || line.starts_with("| 2")).collect();
    assert_eq!(
        rows,
        [
            "| 1 | it breaks | Transport, Unknown | GET | `bodies`, `ends` | `test_faults` | `faults-connections` | `faults_connections` |",
            "| 2 | it hangs | Timeout | no | `limits` | `test_faults_content` | `faults-streams` | `faults_streams` |",
        ]
    );
}

#[test]
fn the_order_in_which_tests_ran_does_not_matter() {
    let reversed = |report: &str| report.lines().rev().collect::<Vec<_>>().join("\n");
    assert_eq!(document(CARGO, UNITTEST), document(&reversed(CARGO), &reversed(UNITTEST)));
}

#[test]
fn rows_without_a_test_are_named_for_each_language() {
    let one = "test limits::fault_02_x ... ok\n";
    let error = document(one, "").unwrap_err();
    assert!(error.contains("Rust: no test that passed has the number of row 1\n"), "{error}");
    assert!(error.ends_with("Python: no test that passed has the number of row 1, 2"), "{error}");
}

#[test]
fn a_test_of_no_row_is_named() {
    let error = document(&format!("{CARGO}test ends::fault_3_x ... ok\n"), UNITTEST).unwrap_err();
    assert!(error.ends_with("\n  Rust: fault_3_x is the test of row 3, which is not there"), "{error}");
}

#[test]
fn a_test_that_failed_is_named_though_another_proves_its_row() {
    for end in ["FAIL", "ERROR", "something that the test printed"] {
        let error = document(CARGO, &format!("{UNITTEST}test_fault_02_x (test_faults.Ends) ... {end}\n")).unwrap_err();
        assert!(error.ends_with("\n  Python: test_fault_02_x did not pass"), "{error}");
    }
    let error = document(&format!("{CARGO}test ends::fault_01_x ... FAILED\n"), UNITTEST).unwrap_err();
    assert!(error.ends_with("\n  Rust: fault_01_x did not pass"), "{error}");
}

#[test]
fn a_test_that_was_left_out_proves_nothing() {
    let error = document("test a::fault_01_x ... ignored, no network\ntest a::fault_02_x ... ok\n", UNITTEST).unwrap_err();
    assert!(error.ends_with("\n  Rust: no test that passed has the number of row 1"), "{error}");
    let error =
        document(CARGO, &UNITTEST.replace("hangs_is_left (test_faults_content.Limits) ... ok", "x (a.B) ... skipped 'x'")).unwrap_err();
    assert!(error.ends_with("\n  Python: no test that passed has the number of row 2"), "{error}");
}

#[test]
fn a_test_is_one_by_its_name_alone() {
    let test = |name: &str| Test { row: 7, module: "main".to_owned(), name: name.to_owned(), end: End::Passed };
    assert_eq!(read(Language::Rust, "test fault_7_x ... ok\r\n"), [test("fault_7_x")]);
    for line in ["test a::my_fault_7_x ... ok", "test a::fault_x ... ok", "test a::fault_7 ... ok", "fault_7_x ... ok", "test fault_7_x"] {
        assert_eq!(read(Language::Rust, line), [], "{line}");
    }
}

#[test]
fn rows_that_are_lost_or_twice_are_refused() {
    for (first, second) in [(1, 3), (1, 1), (0, 1)] {
        let rows = ROWS.replace("row: 2", &format!("row: {second}")).replacen("row: 1", &format!("row: {first}"), 1);
        assert!(table::read(&rows).unwrap_err().to_string().contains("expected row"), "{rows}");
    }
    assert!(table::read(&ROWS.replace("fault: it hangs", "fault: it hangs, more: x")).is_err());
}

#[test]
fn the_table_itself_can_be_read() {
    assert_eq!(table::read(include_str!("../../../tests/faults/table.yaml")).unwrap().len(), 57);
}
