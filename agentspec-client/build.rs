//! Writes the client to `OUT_DIR`: generated from `openapi.yaml` with the feature `codegen`, otherwise the checked-in snapshot.

use std::{env, error::Error, fs, path::Path};

#[cfg(feature = "codegen")]
#[allow(dead_code, reason = "xtask uses more of the model")]
mod codegen;

fn main() -> Result<(), Box<dyn Error>> {
    let out = Path::new(&env::var("OUT_DIR")?).join("generated.rs");
    fs::write(out, source()?)?;
    Ok(())
}

#[cfg(feature = "codegen")]
fn source() -> Result<String, Box<dyn Error>> {
    println!("cargo::rerun-if-changed=openapi.yaml");
    println!("cargo::rerun-if-changed=codegen");
    let contract = fs::read_to_string("openapi.yaml")?;
    if !contract.starts_with("openapi:") {
        return Err("agentspec-client/openapi.yaml is not the contract. It is a symbolic link to ../openapi.yaml, which this checkout \
                    replaced by a text file: check out with symbolic links (git config core.symlinks true), or build without \
                    the feature `codegen`."
            .into());
    }
    codegen::Source::parse(&contract)?.raw_client()
}

#[cfg(not(feature = "codegen"))]
fn source() -> Result<String, Box<dyn Error>> {
    println!("cargo::rerun-if-changed=src/snapshot.rs");
    Ok(fs::read_to_string("src/snapshot.rs")?)
}
