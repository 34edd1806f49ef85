//! Records the verdicts of serde, which the models of other languages are checked against.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

/// The approximate number of instances that are kept per schema.
const KEPT: usize = 2_000;

/// Lines of `{"value": …, "accepted": true}`.
#[derive(Default)]
pub(crate) struct Record {
    lines: Vec<String>,
}

impl Record {
    pub(crate) fn add(&mut self, instance: &Value, accepted: bool) {
        self.lines.push(json!({ "value": instance, "accepted": accepted }).to_string());
    }

    /// Writes an even selection of the verdicts to `<schema>.jsonl` in the folder `AGENTSPEC_AGREE`, by default `agree` in Cargo's folder for tests.
    pub(crate) fn write(&self, schema: &str) {
        let named = std::env::var_os("AGENTSPEC_AGREE").filter(|folder| !folder.is_empty());
        let folder = named.map_or_else(|| Path::new(env!("CARGO_TARGET_TMPDIR")).join("agree"), PathBuf::from);
        fs::create_dir_all(&folder).expect("a folder for the record");
        let kept: Vec<_> = self.lines.iter().step_by(self.lines.len().div_ceil(KEPT).max(1)).map(String::as_str).collect();
        fs::write(folder.join(format!("{schema}.jsonl")), kept.join("\n") + "\n").expect("a record is written");
    }
}
