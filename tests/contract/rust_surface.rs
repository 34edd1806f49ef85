//! Finds the public methods of `agentspec-ext` in its syntax trees, wherever in the crate they are.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The names of the public methods of each type.
pub(crate) type Methods = BTreeMap<String, BTreeSet<String>>;

/// Returns the methods of the async client, and those that it shares with the blocking one.
pub(crate) fn of_the_async_client() -> Methods {
    methods(&files(&source(), Some("blocking")))
}

pub(crate) fn of_the_blocking_client() -> Methods {
    let generated = source().join("generated/blocking.rs");
    methods(&[files(&source().join("blocking"), None), vec![generated]].concat())
}

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../agentspec-ext/src")
}

fn files(folder: &Path, without: Option<&str>) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let entries = entries.filter(|path| path.file_stem().and_then(|name| name.to_str()) != without);
    entries.flat_map(|path| if path.is_dir() { files(&path, without) } else { vec![path] }).filter(|path| is_rust(path)).collect()
}

fn is_rust(path: &Path) -> bool {
    path.extension().is_some_and(|kind| kind == "rs")
}

fn methods(files: &[PathBuf]) -> Methods {
    let mut found = Methods::new();
    for file in files {
        let tree = syn::parse_file(&fs::read_to_string(file).unwrap()).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        for item in tree.items {
            let syn::Item::Impl(syn::ItemImpl { trait_: None, self_ty, items, .. }) = item else { continue };
            let syn::Type::Path(of) = *self_ty else { continue };
            let methods = found.entry(of.path.segments.last().unwrap().ident.to_string()).or_default();
            for item in items {
                match item {
                    syn::ImplItem::Fn(method) if matches!(method.vis, syn::Visibility::Public(_)) => {
                        methods.insert(method.sig.ident.to_string());
                    }
                    // Forwarded setters, which are all public.
                    syn::ImplItem::Macro(item) if item.mac.path.is_ident("forward") => methods.extend(forwarded(&item.mac)),
                    _ => {}
                }
            }
        }
    }
    found.retain(|_, methods| !methods.is_empty());
    found
}

fn forwarded(written: &syn::Macro) -> Vec<String> {
    let tokens = written.tokens.to_string();
    let words: Vec<_> = tokens.split(|letter: char| letter != '_' && !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.windows(2).filter(|pair| pair[0] == "fn").map(|pair| pair[1].to_owned()).collect()
}
