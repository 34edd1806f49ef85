//! The oldest Rust that the workspace claims, held against what its dependencies claim.
//!
//! Clippy's `incompatible_msrv` holds the workspace's own code against it.

use serde_json::Value;

use crate::Result;
use crate::workspace::{cargo, output};

pub(crate) fn check() -> Result<()> {
    eprintln!("\n==> oldest Rust");
    let metadata = output("cargo metadata", cargo().args(["metadata", "--format-version", "1", "--locked"]))?;
    let metadata: Value = serde_json::from_str(&metadata)?;
    let packages = metadata["packages"].as_array().ok_or("cargo metadata has no packages")?;
    let claim = |package: &Value| package["rust_version"].as_str().map(version);
    let claimed = packages.iter().filter(|package| package["source"].is_null()).filter_map(claim).max();
    let claimed = claimed.ok_or("no crate of the workspace has a rust-version")?;
    let too_new = packages.iter().filter(|package| claim(package) > Some(claimed));
    let too_new: Vec<String> =
        too_new.map(|package| format!("{} {} needs {}", package["name"], package["version"], package["rust_version"])).collect();
    if too_new.is_empty() {
        println!("no dependency needs a newer Rust than {}.{}", claimed.0, claimed.1);
        return Ok(());
    }
    Err(format!(
        "rust-version is {}.{}, and\n  {}\nraise it in Cargo.toml, or lock older versions",
        claimed.0,
        claimed.1,
        too_new.join("\n  ")
    )
    .into())
}

/// Major and minor.
fn version(text: &str) -> (u32, u32) {
    let mut numbers = text.split('.').map(|number| number.parse().unwrap_or(0));
    (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::version;

    #[test]
    fn versions_compare_by_number() {
        assert!(version("1.88") > version("1.9.5"));
        assert_eq!(version("1.88.0"), version("1.88"));
    }
}
