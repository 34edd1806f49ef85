//! The version and the hash of the contract, which every generated file records.

use std::fmt::{self, Write as _};

use sha2::{Digest, Sha256};

/// The contract's version, and the SHA-256 of its bytes, as `sha256sum openapi.yaml` prints it.
#[derive(Clone, Debug)]
pub(super) struct Stamp {
    version: String,
    hash: String,
}

impl Stamp {
    pub(super) fn new(version: &str, contract: &str) -> Self {
        let mut hash = String::new();
        for byte in Sha256::digest(contract) {
            let _ = write!(hash, "{byte:02x}");
        }
        Self { version: version.to_owned(), hash }
    }
}

/// Formats as `Generated from openapi.yaml 0.1.0 (sha256 …) by …`.
impl fmt::Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Generated from openapi.yaml {} (sha256 {}) by `cargo xtask codegen`. Not to be edited.", self.version, self.hash)
    }
}

/// Returns `text` without the version and the hash in its stamps.
pub(super) fn removed_from(text: &str) -> String {
    const BEGIN: &str = "Generated from openapi.yaml ";
    const END: &str = " by `cargo xtask codegen`";
    let line = |line: &str| {
        let start = line.find(BEGIN)? + BEGIN.len();
        let stop = start + line[start..].find(END)?;
        Some([&line[..start], &line[stop..]].concat())
    };
    text.split_inclusive('\n').map(|whole| line(whole).unwrap_or_else(|| whole.to_owned())).collect()
}
