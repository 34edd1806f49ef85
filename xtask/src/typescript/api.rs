//! The public API as api-extractor reports it, as text.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::json;

use super::npm::Npm;
use super::sdk;
use crate::Result;
use crate::workspace::{empty, quietly};

/// The modules that users import, by the names of their files.
const ENTRIES: [&str; 4] = ["index", "errors", "types", "testing"];

/// Returns the report of each entry of the SDK in the folder `of`, made in `folder`.
pub(crate) fn reports(of: &Path, folder: &Path) -> Result<Vec<(&'static str, String)>> {
    let (Some(npm), Some(judges)) = (Npm::prepare(of)?, Npm::prepare(&sdk().join("packaging"))?) else {
        return Err(format!("api-extractor needs {}", super::NEEDED).into());
    };
    npm.run("build:esm")?;
    empty(folder)?;
    fs::copy(of.join("package.json"), folder.join("package.json"))?;
    let options = json!({ "target": "es2022", "module": "nodenext", "lib": ["es2022", "dom"], "types": [], "skipLibCheck": true });
    fs::write(folder.join("tsconfig.json"), json!({ "compilerOptions": options, "include": [of.join("dist/esm")] }).to_string())?;
    // An earlier release may have fewer.
    let entries = ENTRIES.into_iter().filter(|entry| of.join(format!("dist/esm/{entry}.d.ts")).exists());
    entries.map(|entry| Ok((entry, report(&judges, of, folder, entry)?))).collect()
}

fn report(judges: &Npm, of: &Path, folder: &Path, entry: &str) -> Result<String> {
    let quiet = json!({ "default": { "logLevel": "none" } });
    let file = format!("{entry}.api.md");
    let settings = json!({
        "projectFolder": folder,
        "mainEntryPointFilePath": of.join("dist/esm").join(format!("{entry}.d.ts")),
        "compiler": { "tsconfigFilePath": folder.join("tsconfig.json") },
        "apiReport": { "enabled": true, "includeForgottenExports": true, "reportFileName": file, "reportFolder": folder, "reportTempFolder": folder.join("temp") },
        "docModel": { "enabled": false },
        "dtsRollup": { "enabled": false },
        "tsdocMetadata": { "enabled": false },
        "messages": { "compilerMessageReporting": quiet, "extractorMessageReporting": quiet, "tsdocMessageReporting": quiet },
    });
    fs::write(folder.join("api-extractor.json"), settings.to_string())?;
    let mut extract = Command::new("node");
    extract.arg(judges.file("@microsoft/api-extractor/bin/api-extractor")).args(["run", "--local"]).current_dir(folder);
    quietly("api-extractor", &mut extract)?;
    Ok(fs::read_to_string(folder.join(file))?)
}
