//! What is compared, by its versions.

use std::process::Command;

use crate::Result;

const LOCK: &str = include_str!("../Cargo.lock");

/// As in `rustc 1.95.0, sse-core 0.2.3`.
pub(crate) fn versions() -> Result<String> {
    let told = String::from_utf8(Command::new("rustc").arg("--version").output()?.stdout)?;
    let rustc = told.split(' ').nth(1).ok_or("rustc tells no version")?;
    let mut versions = vec![format!("rustc {rustc}")];
    for package in ["sse-core", "sse-stream", "eventsource-stream", "memchr", "serde_json", "reqwest"] {
        let version = version(package).ok_or_else(|| format!("Cargo.lock has no {package}"))?;
        versions.push(format!("{package} {version}"));
    }
    Ok(versions.join(", "))
}

fn version(package: &str) -> Option<&'static str> {
    let (_, rest) = LOCK.split_once(&format!("name = \"{package}\"\nversion = \""))?;
    Some(rest.split_once('"')?.0)
}
