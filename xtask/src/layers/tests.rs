#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::path::PathBuf;
use std::{env, fs, process};

use super::read;

/// A crate in a temporary folder, which is removed on drop.
struct Crate(PathBuf);

impl Crate {
    fn new(name: &str, files: &[(&str, &str)]) -> Self {
        let folder = env::temp_dir().join(format!("xtask-layers-{}-{name}", process::id()));
        for (file, text) in files {
            let file = folder.join(file);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, text).unwrap();
        }
        Self(folder)
    }

    fn cycles(&self) -> String {
        read(&self.0.join("lib.rs"), Some("snapshot.rs")).unwrap().cycles().replace(&format!("{}/", self.0.display()), "")
    }
}

impl Drop for Crate {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).ok();
    }
}

#[test]
fn a_cycle_is_reported_with_its_lines() {
    let cycle = Crate::new(
        "cycle",
        &[
            ("lib.rs", "mod call;\nmod error;\nmod clock;"),
            ("call.rs", "use std::fmt;\n\nuse crate::error::Error;\nuse crate::clock;"),
            ("error.rs", "mod kind;"),
            ("error/kind.rs", "pub(super) fn of() { super::super::call::name() }"),
            ("clock.rs", ""),
        ],
    );

    assert_eq!(cycle.cycles(), "cycle of call, error:\n  call -> error: call.rs:3\n  error -> call: error/kind.rs:1\n");
}

#[test]
fn layers_have_no_cycle() {
    let layers = Crate::new(
        "layers",
        &[
            ("lib.rs", "pub mod call;\nmod error;\npub use error::Error;"),
            ("call.rs", "/// Fails with [`Error`](crate::error::Error).\nuse crate::Error;\nmod inner { use super::Error; }"),
            ("error.rs", "/// Of a [call](crate::call).\npub(crate) struct Error;\n#[cfg(test)]\nmod tests { use crate::call; }"),
        ],
    );

    assert_eq!(layers.cycles(), "");
}

#[test]
fn an_export_of_the_root_and_a_macro_do_not_hide_a_cycle() {
    let hidden = Crate::new(
        "hidden",
        &[
            ("lib.rs", "mod call;\nmod error;\npub use call::Call;"),
            ("call.rs", "fn fail() { vec![1, crate::error::new()]; }"),
            ("error.rs", "struct Of(crate::Call);"),
        ],
    );

    assert_eq!(hidden.cycles(), "cycle of call, error:\n  call -> error: call.rs:1\n  error -> call: error.rs:1\n");
}

#[test]
fn included_code_counts_and_quoted_code_does_not() {
    let included = Crate::new(
        "included",
        &[
            ("lib.rs", "mod call;\nmod generated { include!(concat!(env!(\"OUT_DIR\"), \"/generated.rs\")); }\nmod quoted;"),
            ("call.rs", "use crate::generated::Table;"),
            ("snapshot.rs", "struct Table(crate::call::Call);"),
            ("quoted.rs", "fn path() { syn::parse_quote!(crate::elsewhere::Call); quote!(crate::elsewhere); }"),
        ],
    );

    assert_eq!(included.cycles(), "cycle of call, generated:\n  call -> generated: call.rs:1\n  generated -> call: snapshot.rs:1\n");
}

#[test]
fn two_cycles_are_reported_separately() {
    let cycles = Crate::new(
        "two",
        &[
            ("lib.rs", "mod a;\nmod b;\nmod c;\nmod d;"),
            ("a.rs", "use crate::b;"),
            ("b.rs", "use crate::{a, c};"),
            ("c.rs", "use crate::d::{self, D};"),
            ("d.rs", "use super::c;"),
        ],
    );

    assert_eq!(cycles.cycles(), "cycle of a, b:\n  a -> b: a.rs:1\n  b -> a: b.rs:1\ncycle of c, d:\n  c -> d: c.rs:1\n  d -> c: d.rs:1\n");
}

#[test]
fn an_unknown_name_of_the_root_is_rejected() {
    let glob = Crate::new("glob", &[("lib.rs", "mod a;\npub use a::*;\nmod b;"), ("a.rs", "pub struct A;"), ("b.rs", "use crate::A;")]);

    let error = read(&glob.0.join("lib.rs"), None).err().unwrap().to_string();

    assert!(error.ends_with("b.rs:1: crate::A is not a module of the root: use the path of its module"), "{error}");
}

#[test]
fn the_layers_of_the_workspace_hold() {
    super::check(&crate::workspace::root()).unwrap();
}
