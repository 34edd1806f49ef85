//! The golden files, and what is stale.

mod refusals;

use std::fs;
use std::path::PathBuf;

use super::artefact::Artefact;
use super::{check, sources};
use crate::workspace;

const CONTRACT: &str = include_str!("../../../openapi.yaml");
const SMALL: &str = include_str!("../../tests/golden/openapi.yaml");

/// What `artefact` is compared with.
fn golden(artefact: &Artefact) -> PathBuf {
    let name = artefact.to_string().replace(['/', ' '], "-").replace(['(', ')'], "");
    workspace::root().join("xtask/tests/golden").join(name)
}

#[test]
fn the_small_contract_makes_the_golden_files() {
    for artefact in sources(SMALL).unwrap() {
        let path = golden(&artefact);
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            fs::write(&path, &artefact.content).unwrap();
        }
        let due = fs::read_to_string(&path).unwrap_or_default();
        let name = path.display();
        assert!(due == artefact.content, "{name} differs: read the difference after `UPDATE_GOLDEN=1 cargo test -p xtask golden`");
    }
}

#[test]
fn a_range_of_successes_stands_for_each_and_their_bodies_are_read_to_the_end() {
    let ranged = SMALL.replacen(
        "        '204': { description: It is gone. }\n",
        "        '204': { description: It is gone. }\n        2XX: { description: The same. }\n",
        1,
    );
    let raw =
        sources(&ranged).unwrap().into_iter().find(|artefact| artefact.to_string() == "agentspec-client/src/snapshot.rs").unwrap().content;
    assert!(raw.contains("200..=299 => crate::answer::read_and_discard(response).await,") && !raw.contains("204u16"));
}

#[test]
fn what_is_no_yaml_is_refused_with_the_file_and_the_place() {
    let error = sources("openapi: 3.0.3\npaths: [").err().unwrap().to_string();
    assert!(error.starts_with("openapi.yaml: ") && error.contains("line"), "{error}");
    let error = sources("- openapi").err().unwrap().to_string();
    assert_eq!(error, "openapi.yaml: the document: expected an object");
}

#[test]
fn the_first_stage_is_as_the_contract_makes_it() {
    let root = workspace::root();
    for artefact in sources(CONTRACT).unwrap() {
        assert_eq!(artefact.check(&root).unwrap(), None);
    }
}

#[test]
fn a_changed_contract_makes_every_file_stale_and_the_message_shows_how_to_mend_it() {
    for (before, after) in [
        ("        turn: {", "        turn_number: {"),
        ("x-extensible-enum: [ok, degraded]", "x-extensible-enum: [ok, degraded, starting]"),
        ("title: Done\n", "title: Finished\n"),
        ("operationId: invoke_agent", "operationId: ask_agent"),
    ] {
        let changed = CONTRACT.replace(before, after).replace("required: [output, usage, turn]", "required: [output, usage]");
        assert_ne!(changed, CONTRACT, "{before}");
        let artefacts = sources(&changed).unwrap();
        let error = check(&workspace::root(), &artefacts).unwrap_err().to_string();
        let paths = artefacts.iter().map(|artefact| format!("stale: {artefact}\n"));
        let told = ["not checked: schema/agentspec.schema.json,", "\n  +", "cargo xtask codegen"].map(str::to_owned);
        for told in paths.chain(told) {
            assert!(error.contains(&told), "{before}: {told}: {error}");
        }
    }
}

/// The sample is what is said after the edit that it names, but for the numbers of lines.
#[test]
fn the_sample_of_the_guide_is_what_is_said() {
    let guide = include_str!("../../../CONTRIBUTING.md");
    let is_said = |line: &&str| !line.starts_with("  @@");
    let numberless = |text: &str| text.lines().filter(is_said).collect::<Vec<_>>().join("\n");
    let sample = guide.split("```text\n").find(|block| block.starts_with("stale: ")).unwrap();
    let sample = numberless(&sample[..sample.find("\n```").unwrap()]);
    let changed = CONTRACT.replace("[ok, degraded]", "[ok, degraded, starting]");
    let error = check(&workspace::root(), &sources(&changed).unwrap()).unwrap_err().to_string();
    let error = numberless(&error);
    for part in sample.split("\n\n") {
        assert!(error.contains(part), "{part}\nis not in\n{error}");
    }
}

#[test]
fn a_change_of_a_comment_changes_what_is_recorded_and_nothing_else() {
    let changed = format!("{CONTRACT}# The end.\n");
    for artefact in sources(&changed).unwrap() {
        let report = artefact.check(&workspace::root()).unwrap().unwrap();
        assert_eq!(report, format!("stale: {artefact}\n  only the recorded version and hash differ\n"));
    }
}

#[test]
fn the_native_half_of_python_names_each_kind_that_has_an_exception() {
    let artefacts = sources(CONTRACT).unwrap();
    let made = |name: &str| &artefacts.iter().find(|artefact| artefact.to_string().ends_with(name)).unwrap().content;
    let kinds = made("agentspec/exceptions.py").split_once("KINDS: ").unwrap().1.split_once('}').unwrap().0;
    let kinds: Vec<_> = kinds.lines().filter_map(|line| line.trim().strip_prefix('"')?.split_once('"')).collect();
    assert_eq!(kinds.len(), 14);
    for (kind, _) in kinds {
        assert!(made("sdks/python/src/generated/error_kind.rs").contains(&format!("=> \"{kind}\",")), "{kind}");
    }
}

#[test]
fn every_golden_file_is_made() {
    let made: Vec<_> = sources(SMALL).unwrap().iter().map(golden).collect();
    for entry in fs::read_dir(workspace::root().join("xtask/tests/golden")).unwrap() {
        let path = entry.unwrap().path();
        assert!(path.ends_with("openapi.yaml") || made.contains(&path), "{} is made no more: remove it", path.display());
    }
}

#[test]
fn every_artefact_records_the_contracts_version_and_hash() {
    let stamp = "Generated from openapi.yaml 0.3.0 (sha256 ";
    for artefact in sources(SMALL).unwrap() {
        let start = artefact.content.find(stamp).unwrap_or_else(|| panic!("{artefact} has no stamp"));
        let hash = &artefact.content[start + stamp.len()..][..64];
        assert!(hash.bytes().all(|byte| byte.is_ascii_hexdigit()), "{artefact}: {hash}");
    }
}
