//! Finds the tests of faults in what test runners print. Does no I/O.

use crate::test_output::Language;

/// A test that has the number of a row.
#[derive(Debug, Eq, PartialEq)]
pub(super) struct Test {
    pub(super) row: u32,
    /// The module that it stands in.
    pub(super) module: String,
    pub(super) name: String,
    pub(super) end: End,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum End {
    Passed,
    /// Left out, as where the system lacks something: no proof, and no failure.
    Skipped,
    Failed,
}

pub(super) fn read(language: Language, printed: &str) -> Vec<Test> {
    let test = match language {
        Language::Rust | Language::TypeScript => of_cargo,
        Language::Python => of_unittest,
        Language::Go => of_go,
    };
    printed.lines().filter_map(test).collect()
}

/// Of `test limits::fault_24_a_head ... ok`.
fn of_cargo(line: &str) -> Option<Test> {
    let (path, end) = line.strip_prefix("test ")?.split_once(" ... ")?;
    let path = path.strip_suffix(" - should panic").unwrap_or(path);
    let (modules, name) = path.rsplit_once("::").unwrap_or(("main", path));
    let module = modules.rsplit("::").next().unwrap_or(modules);
    test(name, "fault_", module, end)
}

/// Of `test_fault_24_a_head (test_faults.Limits.test_fault_24_a_head) ... ok`; older Pythons say the class alone.
fn of_unittest(line: &str) -> Option<Test> {
    let (path, end) = line.split_once(" ... ")?;
    let (name, place) = path.split_once(" (")?;
    let module = place.split('.').next()?;
    test(name, "test_fault_", module, end)
}

/// Of `test faults::TestFault24AHead ... ok`.
fn of_go(line: &str) -> Option<Test> {
    let (path, end) = line.strip_prefix("test ")?.split_once(" ... ")?;
    let (module, name) = path.rsplit_once("::")?;
    let rest = name.strip_prefix("TestFault")?;
    let digits = rest.len() - rest.trim_start_matches(|letter: char| letter.is_ascii_digit()).len();
    Some(Test { row: rest[..digits].parse().ok()?, module: module.to_owned(), name: name.to_owned(), end: ended(end) })
}

fn test(name: &str, prefix: &str, module: &str, end: &str) -> Option<Test> {
    let (row, _) = name.strip_prefix(prefix)?.split_once('_')?;
    Some(Test { row: row.parse().ok()?, module: module.to_owned(), name: name.to_owned(), end: ended(end) })
}

fn ended(end: &str) -> End {
    match end.trim_end() {
        "ok" => End::Passed,
        end if end.starts_with("ignored") || end.starts_with("skipped") => End::Skipped,
        _ => End::Failed,
    }
}
