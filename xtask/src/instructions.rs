//! `cargo xtask instructions`: counts the instructions of fixed work by callgrind, and compares them with those in `benchmarks/instructions.json`.
//!
//! A count does not depend on the machine's load, as a time does. It depends on the compiler and the processor's kind, so the file names them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::{Deserialize, Serialize};

use crate::workspace::{cargo, output, root, skip, step};
use crate::{Result, tools};

/// By how much a count may differ from the accepted one, in percent.
const TOLERANCE: u64 = 3;

/// Callgrind counts in the first one and in what it calls, and not in the second one.
const SWITCHES: [&str; 2] = ["benchmarks::instructions::counted", "benchmarks::instructions::not_counted"];

/// What to do with the counts.
#[derive(Clone, Copy)]
pub(crate) enum Counts {
    /// Fail if they differ from the accepted ones.
    Compare,
    /// Write them to the file.
    Accept,
}

/// The accepted counts.
#[derive(Deserialize, Serialize)]
struct Accepted {
    /// What they depend on.
    counted_with: String,
    /// The instructions of an operation, by the name of the work.
    instructions: BTreeMap<String, u32>,
}

pub(crate) fn run(counts: Counts) -> Result<()> {
    if tools::version("valgrind").is_none() {
        return skip("the counts of instructions", "valgrind");
    }
    let manifest = ["--release", "--quiet", "--manifest-path", "benchmarks/Cargo.toml"];
    step("build the benchmarks of the Rust client", cargo().arg("build").args(manifest))?;
    let counted_with = compiler()?;
    let path = root().join("benchmarks/instructions.json");
    let instructions = || count_all(&root().join("benchmarks/target/release/benchmarks"));
    if let Counts::Accept = counts {
        let accepted = Accepted { counted_with, instructions: instructions()? };
        fs::write(&path, serde_json::to_string_pretty(&accepted)? + "\n")?;
        println!("written: {}", path.display());
        return Ok(());
    }
    let accepted: Accepted = serde_json::from_str(&fs::read_to_string(&path)?)?;
    if accepted.counted_with != counted_with {
        let needed = format!("{}, of which the accepted ones are: it has {counted_with}", accepted.counted_with);
        return skip("the comparison of instructions", &needed);
    }
    let (table, is_accepted) = compared(&accepted.instructions, &instructions()?);
    println!("\n{table}");
    if is_accepted { Ok(()) } else { Err("if the counts are meant to differ, accept them: cargo xtask instructions --accept".into()) }
}

/// The compiler and its target, as in `rustc 1.95.0 for x86_64-unknown-linux-gnu`.
fn compiler() -> Result<String> {
    let told = output("rustc", Command::new("rustc").arg("-vV").current_dir(root()))?;
    let field = |name: &str| told.lines().find_map(|line| line.strip_prefix(name)).ok_or_else(|| format!("rustc tells no {name}"));
    Ok(format!("rustc {} for {}", field("release: ")?, field("host: ")?))
}

/// The instructions of an operation of each work that `program` knows.
fn count_all(program: &Path) -> Result<BTreeMap<String, u32>> {
    let works = output("benchmarks --works", Command::new(program).arg("--works"))?;
    eprintln!("\n==> count instructions by callgrind");
    works.lines().map(|work| Ok((work.to_owned(), count(program, work)?))).collect()
}

fn count(program: &Path, work: &str) -> Result<u32> {
    let profile = profile(work)?;
    let mut valgrind = Command::new("valgrind");
    valgrind.args(["--tool=callgrind", "--collect-atstart=no"]).args(SWITCHES.map(|name| format!("--toggle-collect={name}")));
    valgrind.arg(format!("--callgrind-out-file={}", profile.display())).arg(program).args(["--work", work]);
    let operations: u64 = output("valgrind", &mut valgrind)?.trim().parse()?;
    let written = fs::read_to_string(&profile)?;
    let total = written.lines().find_map(|line| line.strip_prefix("totals: ")?.trim().parse::<u64>().ok());
    match total.filter(|total| *total > 0) {
        Some(total) => Ok(u32::try_from(total / operations)?),
        None => Err(format!("callgrind counted nothing of {work:?}: does the program still have {}?", SWITCHES[0]).into()),
    }
}

/// Where callgrind writes, for `callgrind_annotate`.
fn profile(work: &str) -> Result<PathBuf> {
    let folder = root().join("target/instructions");
    fs::create_dir_all(&folder)?;
    let name: String = work.chars().filter(|letter| letter.is_ascii_alphanumeric() || *letter == ' ').collect();
    Ok(folder.join(name.replace(' ', "-")))
}

/// The table of the accepted counts beside these, and whether no count differs by more than the tolerance.
fn compared(accepted: &BTreeMap<String, u32>, counted: &BTreeMap<String, u32>) -> (String, bool) {
    let mut rows = vec!["| instructions of an operation | accepted | counted | result |\n|---|---:|---:|---|".to_owned()];
    let mut is_accepted = true;
    let mut row = |work: &str, accepted: Option<u32>, counted: Option<u32>| {
        let (result, is_within) = match (accepted, counted) {
            (None, _) => ("not accepted yet".to_owned(), false),
            (Some(_), None) => ("no longer counted".to_owned(), false),
            (Some(accepted), Some(counted)) => {
                let change = f64::from(counted) / f64::from(accepted) - 1.0;
                let is_within = 100 * u64::from(counted.abs_diff(accepted)) <= TOLERANCE * u64::from(accepted);
                (format!("{:+.1} %{}", 100.0 * change, if is_within { "" } else { ": too much" }), is_within)
            }
        };
        is_accepted &= is_within;
        let cell = |count: Option<u32>| count.map_or("–".to_owned(), |count| count.to_string());
        rows.push(format!("| {work} | {} | {} | {result} |", cell(accepted), cell(counted)));
    };
    for (work, count) in counted {
        row(work, accepted.get(work).copied(), Some(*count));
    }
    for (work, count) in accepted.iter().filter(|(work, _)| !counted.contains_key(*work)) {
        row(work, Some(*count), None);
    }
    (rows.join("\n"), is_accepted)
}

#[test]
fn a_count_may_differ_by_three_percent_in_either_direction() {
    let counts = |count| BTreeMap::from([("call".to_owned(), count)]);
    let compared = |count| compared(&counts(1000), &counts(count));
    for (count, is_accepted) in [(1000, true), (1030, true), (970, true), (1031, false), (969, false)] {
        assert_eq!(compared(count).1, is_accepted, "{count}: {}", compared(count).0);
    }
    assert!(compared(1031).0.ends_with("| call | 1000 | 1031 | +3.1 %: too much |"), "{}", compared(1031).0);
}

#[test]
fn work_must_be_accepted_and_counted() {
    let call = BTreeMap::from([("call".to_owned(), 1000)]);
    assert!(!compared(&BTreeMap::new(), &call).1);
    assert!(!compared(&call, &BTreeMap::new()).1);
}
