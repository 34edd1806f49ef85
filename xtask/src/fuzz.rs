//! The fuzz targets, each for a bounded time and with the address sanitizer, from seeds made of the vectors.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use crate::workspace::{empty, output, root, skip, step};
use crate::{Result, tools};

const CARGO_FUZZ: &str = "0.13.2";

/// How long each target runs, unless told otherwise.
pub(crate) const SECONDS: u64 = 60;

/// Longer rows teach a fuzzer little, and make each of its tries slow.
const LONGEST_SEED: usize = 2_000;

const DONE: &str = r#"{"type": "done", "usage": {"input_tokens": 1, "output_tokens": 2, "total_tokens": 3}}"#;

/// A target of `fuzz/`, its dictionary, and what makes its seeds.
type Target = (&'static str, &'static str, fn() -> Result<Vec<Vec<u8>>>);

const TARGETS: [Target; 3] = [("sse", "sse.dict", sse_seeds), ("event", "event.dict", event_seeds), ("stream", "event.dict", stream_seeds)];

pub(crate) fn run(seconds: u64) -> Result<()> {
    if output("rustup", Command::new("rustup").args(["run", "nightly", "rustc", "--version"])).is_err() {
        return skip("the fuzz targets", "a nightly toolchain: rustup toolchain install nightly --profile minimal");
    }
    let made = root().join("target/fuzz");
    for (target, dictionary, seeds) in TARGETS {
        let (corpus, sown) = (made.join("corpus").join(target), made.join("seeds").join(target));
        fs::create_dir_all(&corpus)?;
        sow(&sown, &seeds()?)?;
        let mut fuzz = tools::pinned("cargo-fuzz", CARGO_FUZZ)?;
        // The toolchain of this program would be asked for otherwise.
        fuzz.env_remove("CARGO").env("RUSTUP_TOOLCHAIN", "nightly");
        fuzz.args(["run", "--fuzz-dir", "fuzz", "--target-dir"]).arg(&made).arg(target).arg(&corpus).arg(&sown);
        fuzz.args(["--", "-timeout=10", "-print_final_stats=1", &format!("-max_total_time={seconds}")]);
        fuzz.arg(format!("-dict={}", root().join("fuzz/dictionaries").join(dictionary).display()));
        step(&format!("fuzz {target} for {seconds} seconds"), &mut fuzz)?;
    }
    Ok(())
}

fn sow(folder: &Path, seeds: &[Vec<u8>]) -> Result<()> {
    empty(folder)?;
    for (number, seed) in seeds.iter().enumerate().filter(|(_, seed)| seed.len() <= LONGEST_SEED) {
        fs::write(folder.join(number.to_string()), seed)?;
    }
    Ok(())
}

/// The bytes of each stream behind the lengths of its pieces, as `fuzz/src/lib.rs` reads them.
fn sse_seeds() -> Result<Vec<Vec<u8>>> {
    let seed = |row: &Value| {
        let lengths = row["chunks"].as_array().into_iter().flatten().filter_map(Value::as_u64);
        let lengths: Vec<u8> = lengths.filter_map(|length| u8::try_from(length).ok()).take(7).collect();
        let bytes = STANDARD.decode(row["input_b64"].as_str().unwrap_or_default())?;
        Ok([vec![u8::try_from(lengths.len())?], lengths, bytes].concat())
    };
    rows("sse.jsonl")?.iter().map(seed).collect()
}

fn event_seeds() -> Result<Vec<Vec<u8>>> {
    Ok(rows("events.jsonl")?.iter().filter_map(|row| row["data"].as_str()).map(|data| data.as_bytes().to_vec()).collect())
}

/// Each event before the one that ends a stream, in one piece and in pieces of 7 bytes.
fn stream_seeds() -> Result<Vec<Vec<u8>>> {
    let frame = |data: &str| format!("data: {}\n\n", data.replace('\n', "\ndata: "));
    let body = |row: &Value| {
        let name = row["event_name"].as_str().map(|name| format!("event: {name}\n")).unwrap_or_default();
        Some([name, frame(row["data"].as_str()?), frame(DONE)].concat().into_bytes())
    };
    let rows = rows("events.jsonl")?;
    let bodies = rows.iter().filter_map(body);
    Ok(bodies.flat_map(|body| [[vec![0], body.clone()].concat(), [vec![1, 7], body].concat()]).collect())
}

fn rows(file: &str) -> Result<Vec<Value>> {
    let path: PathBuf = root().join("tests/vectors").join(file);
    let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(text.lines().filter(|line| !line.is_empty()).map(serde_json::from_str).collect::<std::result::Result<_, _>>()?)
}
