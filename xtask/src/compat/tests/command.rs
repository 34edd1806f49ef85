//! The versions, revisions and arguments of the command.

use super::super::{announces, commit, contract, judge, summary};
use super::{CONTRACT, Document, edited, report};

#[test]
fn a_break_needs_an_announcement_by_the_version() {
    let broken = report(CONTRACT, &edited(&[("operationId: invoke_agent", "operationId: ask_agent")]));
    assert_eq!(summary(&broken, "main"), "1 breaking, 0 compatible changes of openapi.yaml since main");
    let error = judge([0, 1, 0], [0, 1, 1]).unwrap_err().to_string();
    for told in ["Keep the old name", "info.version", "0.1.0", "0.1.1", "minor"] {
        assert!(error.contains(told), "{told}: {error}");
    }
    judge([0, 1, 0], [0, 2, 0]).unwrap();
}

#[test]
fn the_first_non_zero_part_of_the_version_announces_a_break() {
    for (old, new, due) in [
        ([0, 1, 0], [0, 1, 0], false),
        ([0, 1, 0], [0, 1, 1], false),
        ([0, 1, 0], [0, 2, 0], true),
        ([0, 1, 0], [1, 0, 0], true),
        ([1, 2, 0], [1, 3, 0], false),
        ([1, 2, 0], [2, 0, 0], true),
        ([0, 2, 0], [0, 1, 9], false),
        ([2, 0, 0], [1, 9, 0], false),
    ] {
        assert_eq!(announces(old, new), due, "{old:?} -> {new:?}");
    }
}

#[test]
fn the_version_of_a_contract_must_be_three_numbers() {
    let version =
        |text: &str| Document::parse("main", &edited(&[("  version: 0.1.0\n", &format!("  version: {text}\n"))])).unwrap().version();
    assert_eq!(version("1.2.3").unwrap(), [1, 2, 3]);
    assert_eq!(version("1.2.3-beta.1").unwrap(), [1, 2, 3]);
    let error = version("'1.2'").unwrap_err().to_string();
    assert!(error.contains("openapi.yaml of main") && error.contains("info.version: 1.2") && error.contains("0.2.0"), "{error}");
}

#[test]
fn the_error_for_an_unreadable_contract_names_its_side() {
    for (text, due) in [
        ("openapi: 3.0.3\npaths: [", "line"),
        ("openapi: 3.1.0\npaths: {}", "3.1.0"),
        ("openapi: 3.0.3", "paths"),
        ("openapi: 3.0.3\npaths: { /a: { $ref: '#/nowhere' } }", "#/nowhere"),
        ("openapi: 3.0.3\nx-a: { $ref: '#/x-b' }\nx-b: { $ref: '#/x-a' }\npaths: {}", "#/x-"),
    ] {
        let error = Document::parse("v1", text).unwrap_err().to_string();
        assert!(error.starts_with("openapi.yaml of v1 ") && error.contains(due), "{due}: {error}");
    }
}

#[test]
fn the_error_for_an_unknown_revision_names_it() {
    let error = commit("no-such-revision").unwrap_err().to_string();
    assert!(error.contains("no-such-revision") && error.contains("--base origin/main"), "{error}");
}

#[test]
fn the_error_for_a_revision_without_a_contract_names_it() {
    // Every repository has the empty tree.
    let error = contract("v0", "4b825dc642cb6eb9a060e54bf8d69288fbee4904").unwrap_err().to_string();
    assert!(error.starts_with("v0 has no openapi.yaml"), "{error}");
}

#[test]
fn the_error_for_wrong_arguments_names_them() {
    for (arguments, due) in [
        (&["compat"][..], "compat needs --base, the git revision to compare with, as in cargo xtask compat --base origin/main"),
        (&["compat", "--base"], "missing argument for option '--base'"),
        (&["compat", "--base", "main", "--check"], "compat has no option --check; see cargo xtask --help"),
        (&["codegen", "--check", "--base", "main"], "codegen has no option --base; see cargo xtask --help"),
        (&["lint", "--base", "main"], "lint has no option --base; see cargo xtask --help"),
    ] {
        assert_eq!(crate::command(lexopt::Parser::from_args(arguments)).err().unwrap().to_string(), due);
    }
}
