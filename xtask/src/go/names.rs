//! What `go test -json` prints, as cargo reports its own tests: `test idle_connections::TestFault07… ... ok`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use serde::Deserialize;

use crate::Result;

/// A run of all tests.
#[derive(Debug, Default)]
pub(super) struct Run {
    /// A line for each test that is not part of another.
    pub(super) report: String,
    pub(super) passed: usize,
    /// What the tests and packages that failed printed.
    pub(super) failures: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Event {
    action: String,
    #[serde(default)]
    package: String,
    #[serde(default)]
    test: String,
    #[serde(default)]
    output: String,
}

/// Reads what `go test -json` printed of the module in `folder`, whose files say where each test is.
pub(super) fn read(printed: &str, folder: &Path) -> Result<Run> {
    let mut files = BTreeMap::new();
    collect(folder, &mut files)?;
    Ok(report(printed, &files))
}

fn report(printed: &str, files: &BTreeMap<String, String>) -> Run {
    let mut run = Run::default();
    let mut outputs: BTreeMap<(String, String), String> = BTreeMap::new();
    for line in printed.lines() {
        let Ok(event) = serde_json::from_str::<Event>(line) else {
            // What a build prints that fails.
            let _ = writeln!(run.failures, "{line}");
            continue;
        };
        let key = (event.package, event.test.split('/').next().unwrap_or_default().to_owned());
        let end = match event.action.as_str() {
            "output" | "build-output" => {
                outputs.entry(key).or_default().push_str(&event.output);
                continue;
            }
            "pass" => "ok",
            "skip" => "ignored",
            "fail" | "build-fail" => "FAILED",
            _ => continue,
        };
        if end == "FAILED" {
            run.failures += &outputs.remove(&key).unwrap_or_default();
        }
        if key.1.is_empty() || event.test.contains('/') {
            continue;
        }
        run.passed += usize::from(end == "ok");
        let file = files.get(&key.1).map_or("main", String::as_str);
        let _ = writeln!(run.report, "test {file}::{} ... {end}", key.1);
    }
    run
}

/// Adds the tests of the files below `folder`, with the names of the files.
fn collect(folder: &Path, files: &mut BTreeMap<String, String>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
            continue;
        }
        let Some(file) = path.file_name().and_then(|name| name.to_str()?.strip_suffix("_test.go")) else {
            continue;
        };
        for line in fs::read_to_string(&path)?.lines() {
            if let Some((test, _)) = line.strip_prefix("func ").and_then(|line| line.split_once('(')) {
                files.insert(test.to_owned(), file.to_owned());
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PRINTED: &str = r#"{"Action":"start","Package":"p"}
{"Action":"output","Package":"p","Test":"TestFault07Idle","Output":"=== RUN   TestFault07Idle\n"}
{"Action":"pass","Package":"p","Test":"TestFault07Idle/get","Elapsed":0}
{"Action":"pass","Package":"p","Test":"TestFault07Idle","Elapsed":0.01}
{"Action":"output","Package":"p","Test":"TestOther/deep","Output":"other_test.go:7: it is not\n"}
{"Action":"fail","Package":"p","Test":"TestOther/deep","Elapsed":0}
{"Action":"fail","Package":"p","Test":"TestOther","Elapsed":0}
{"Action":"skip","Package":"p","Test":"TestLeft","Elapsed":0}
{"Action":"fail","Package":"p","Elapsed":0.02}
"#;

    #[test]
    fn each_test_is_a_line_with_the_file_that_it_stands_in() {
        let files = BTreeMap::from([("TestFault07Idle".to_owned(), "faults".to_owned())]);
        let run = report(PRINTED, &files);
        assert_eq!(run.report, "test faults::TestFault07Idle ... ok\ntest main::TestOther ... FAILED\ntest main::TestLeft ... ignored\n");
        assert_eq!(run.passed, 1);
        assert_eq!(run.failures, "other_test.go:7: it is not\n");
    }

    #[test]
    fn a_build_that_fails_is_shown() {
        let printed = "{\"ImportPath\":\"p\",\"Action\":\"build-output\",\"Output\":\"./x.go:1:1: undefined: y\\n\"}\n\
                       {\"ImportPath\":\"p\",\"Action\":\"build-fail\"}\n";
        assert_eq!(report(printed, &BTreeMap::new()).failures, "./x.go:1:1: undefined: y\n");
    }
}
