//! Vectors that the Rust core prints: each row of such a file of `tests/vectors` has inputs, and what the code makes of them.
//!
//! A test compares the rows with the checked-in file, byte for byte; `cargo xtask vectors` writes the file. Where `AGENTSPEC_VECTORS` names another
//! folder, the test takes the inputs of the rows there and compares what the code makes of them.
#![allow(clippy::expect_used, reason = "a test may fail")]

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::ser::Formatter;
use serde_json::{Map, Serializer, Value};

/// How many differing rows a failure shows.
const SHOWN: usize = 5;

/// Checks `file` against the rows that these inputs and `decide` make. `decide` returns the outputs of a row, as a JSON object. An input that is as in
/// `I::default()` is not printed.
///
/// # Panics
/// The file differs, unless it is to be written; or a row cannot be made.
pub fn check<I: Default + DeserializeOwned + Serialize>(file: &str, inputs: Vec<(String, I)>, decide: impl Fn(&I) -> Value) {
    if let Some(folder) = std::env::var_os("AGENTSPEC_VECTORS") {
        return check_rows(&PathBuf::from(folder).join(file), decide);
    }
    let default = object(&I::default());
    let row = |(name, input): (String, I)| {
        let mut row = Map::from_iter([("name".to_owned(), Value::from(name))]);
        row.extend(object(&input).into_iter().filter(|(key, value)| default.get(key) != Some(value)));
        row.extend(object(&decide(&input)));
        line(&row.into())
    };
    let printed: String = inputs.into_iter().map(row).collect();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors").join(file);
    let current = std::fs::read_to_string(&path).unwrap_or_default();
    if current == printed {
        return;
    }
    if std::env::var_os("AGENTSPEC_WRITE_VECTORS").is_some() {
        std::fs::write(&path, printed).expect("the folder of the vectors can be written");
        println!("written    tests/vectors/{file}");
        return;
    }
    let update = "run `cargo xtask vectors`, review the difference, and commit it with the change of the rule";
    panic!("tests/vectors/{file} is not as the code prints it: {update}\n{}", difference(&current, &printed));
}

/// Checks the rows of a file of another folder, which may lack it.
fn check_rows<I: DeserializeOwned>(path: &Path, decide: impl Fn(&I) -> Value) {
    if path.parent().is_some_and(Path::is_dir) && !path.exists() {
        eprintln!("{} does not exist", path.display());
        return;
    }
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut failures = Vec::new();
    for text in text.lines().filter(|line| !line.trim().is_empty()) {
        let row: Value = serde_json::from_str(text).unwrap_or_else(|error| panic!("{}: {error}: {text}", path.display()));
        let input = I::deserialize(&row).unwrap_or_else(|error| panic!("{}: {error}: {text}", path.display()));
        let decided = decide(&input);
        if !object(&decided).iter().all(|(key, value)| is_same(value, row.get(key).unwrap_or(&Value::Null))) {
            failures.push(format!("{text}\n  decided: {decided}"));
        }
    }
    assert!(failures.is_empty(), "{}: {} rows fail\n{}", path.display(), failures.len(), failures.join("\n"));
}

/// Numbers may be written as integers or floats.
fn is_same(one: &Value, other: &Value) -> bool {
    one == other || matches!((one.as_f64(), other.as_f64()), (Some(one), Some(other)) if (one - other).abs() < 1e-3)
}

fn object(value: &impl Serialize) -> Map<String, Value> {
    match serde_json::to_value(value) {
        Ok(Value::Object(object)) => object,
        other => panic!("expected an object, got {other:?}"),
    }
}

/// Returns the rows that differ, by their names.
fn difference(current: &str, printed: &str) -> String {
    let rows = |text: &str| -> BTreeMap<String, String> {
        let name = |line: &str| serde_json::from_str::<Value>(line).ok().and_then(|row| Some(row.get("name")?.as_str()?.to_owned()));
        text.lines().map(|line| (name(line).unwrap_or_else(|| line.to_owned()), line.to_owned())).collect()
    };
    let (old, new) = (rows(current), rows(printed));
    let names = old.keys().chain(new.keys().filter(|name| !old.contains_key(*name)));
    let differ: Vec<_> = names.filter(|name| old.get(*name) != new.get(*name)).collect();
    if differ.is_empty() {
        return "  the order of the rows differs".to_owned();
    }
    let lines = differ.iter().take(SHOWN).flat_map(|name| {
        let old = old.get(*name).map(|line| format!("  - {line}\n"));
        old.into_iter().chain(new.get(*name).map(|line| format!("  + {line}\n")))
    });
    let more = differ.len().saturating_sub(SHOWN);
    lines.chain((more > 0).then(|| format!("  and {more} more rows\n"))).collect()
}

/// Returns the name of a variant as serde writes it, without the data of the variant: `timeout` for a timeout of any phase.
///
/// # Panics
/// The value is no enum.
pub fn variant(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(name)) => name,
        Ok(Value::Object(object)) if object.len() == 1 => object.into_iter().map(|(name, _)| name).collect(),
        other => panic!("expected a variant, got {other:?}"),
    }
}

/// Returns a duration in milliseconds: an integer, or an exact decimal with up to 6 digits.
#[must_use]
pub fn milliseconds(duration: Duration) -> Value {
    let digits = match (duration.as_millis(), duration.subsec_nanos() % 1_000_000) {
        (whole, 0) => whole.to_string(),
        (whole, rest) => format!("{whole}.{rest:06}"),
    };
    serde_json::from_str(&digits).unwrap_or_default()
}

/// Returns a row as a line of a file.
fn line(row: &Value) -> String {
    let mut text = Vec::new();
    row.serialize(&mut Serializer::with_formatter(&mut text, Readable)).expect("a row is JSON");
    text.push(b'\n');
    String::from_utf8(text).expect("JSON is UTF-8")
}

/// Writes JSON with a space after each colon and comma, and with escapes for invisible characters.
struct Readable;

impl Formatter for Readable {
    fn begin_array_value<W: ?Sized + Write>(&mut self, writer: &mut W, is_first: bool) -> io::Result<()> {
        writer.write_all(if is_first { b"" } else { b", " })
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, writer: &mut W, is_first: bool) -> io::Result<()> {
        writer.write_all(if is_first { b"" } else { b", " })
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        writer.write_all(b": ")
    }

    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        for letter in fragment.chars() {
            if matches!(letter, ' '..='~' | '…') || letter.is_alphanumeric() {
                write!(writer, "{letter}")?;
            } else {
                letter.encode_utf16(&mut [0; 2]).iter().try_for_each(|unit| write!(writer, "\\u{unit:04x}"))?;
            }
        }
        Ok(())
    }
}
