//! Finds the paths in a module that refer to other root modules.

use std::collections::BTreeMap;
use std::path::PathBuf;

use proc_macro2::{Span, TokenStream, TokenTree};
use syn::visit::{self, Visit};

use super::graph::Graph;
use crate::Result;

/// A module in a file of its own.
pub(super) struct Module {
    pub(super) file: PathBuf,
    /// The path from the crate root; empty for the root.
    pub(super) path: Vec<String>,
}

/// The root module of each `crate::name`: the module with this name, or the module from which the root re-exports the name.
pub(super) struct Names(BTreeMap<String, String>);

impl Names {
    pub(super) fn of_root(root: &syn::File) -> Self {
        let mut names = BTreeMap::new();
        let mut exported = Vec::new();
        for item in &root.items {
            match item {
                syn::Item::Mod(module) => {
                    names.insert(module.ident.to_string(), module.ident.to_string());
                }
                syn::Item::Use(item) => leaves(&item.tree, &mut Vec::new(), &mut exported),
                _ => {}
            }
        }
        for (path, name) in exported {
            let segment = path.iter().find(|segment| !matches!(segment.as_str(), "crate" | "self"));
            if let Some(module) = segment.filter(|segment| names.contains_key(*segment)).cloned() {
                names.entry(name).or_insert(module);
            }
        }
        Self(names)
    }
}

/// The context for all modules of a tree.
pub(super) struct Context {
    pub(super) names: Names,
    /// The file that replaces the file included from `OUT_DIR`.
    pub(super) generated: Option<PathBuf>,
}

/// Collects each path that a `use` imports, with its local name.
fn leaves(tree: &syn::UseTree, before: &mut Vec<String>, found: &mut Vec<(Vec<String>, String)>) {
    let mut leaf = |last: &syn::Ident, name: &syn::Ident| {
        let path = before.iter().cloned().chain([last.to_string()]).collect();
        found.push((path, name.to_string()));
    };
    match tree {
        syn::UseTree::Name(name) => leaf(&name.ident, &name.ident),
        syn::UseTree::Rename(name) => leaf(&name.ident, &name.rename),
        syn::UseTree::Glob(_) => found.push((before.clone(), "*".to_owned())),
        syn::UseTree::Path(path) => {
            before.push(path.ident.to_string());
            leaves(&path.tree, before, found);
            before.pop();
        }
        syn::UseTree::Group(group) => group.items.iter().for_each(|tree| leaves(tree, before, found)),
    }
}

/// Adds the edges of a module to the graph. Returns the modules that it declares.
pub(super) fn collect(module: &Module, file: &syn::File, context: &Context, graph: &mut Graph) -> Result<Vec<Module>> {
    let mut paths = Paths { module, inner: Vec::new(), context, graph, declared: Vec::new(), error: None };
    paths.visit_file(file);
    match paths.error {
        Some(error) => Err(error.into()),
        None => Ok(paths.declared),
    }
}

struct Paths<'a> {
    module: &'a Module,
    /// The inline modules that enclose the visited item.
    inner: Vec<String>,
    context: &'a Context,
    graph: &'a mut Graph,
    declared: Vec<Module>,
    error: Option<String>,
}

impl Paths<'_> {
    /// Records a path if it refers to another root module.
    fn path(&mut self, segments: &[String], span: Span) {
        let mut at: Vec<&String> = self.module.path.iter().chain(&self.inner).collect();
        let Some(from) = at.first().copied() else { return }; // The root only re-exports; it is above all modules.
        let mut rest = segments;
        match rest.split_first() {
            Some((first, after)) if first == "crate" || first == "$crate" => (at, rest) = (Vec::new(), after),
            Some((first, _)) if first == "super" => {
                while let Some((first, after)) = rest.split_first()
                    && first == "super"
                {
                    at.pop();
                    rest = after;
                }
            }
            _ => return,
        }
        // A path within the module refers to no other module.
        let (true, Some(name)) = (at.is_empty(), rest.first()) else { return };
        let place = format!("{}:{}", self.module.file.display(), span.start().line);
        match self.context.names.0.get(name) {
            Some(to) => self.graph.add(from, to, place),
            None => {
                self.error.get_or_insert_with(|| format!("{place}: crate::{name} is not a module of the root: use the path of its module"));
            }
        }
    }

    /// Returns the file of a module that is declared here.
    fn file_of(&self, item: &syn::ItemMod) -> PathBuf {
        let explicit = item.attrs.iter().find_map(|attribute| match &attribute.meta {
            syn::Meta::NameValue(syn::MetaNameValue {
                path, value: syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(file), .. }), ..
            }) => path.is_ident("path").then(|| file.value()),
            _ => None,
        });
        if let Some(file) = explicit {
            return self.module.file.with_file_name(file);
        }
        let mut folder = self.module.file.with_extension("");
        if matches!(folder.file_name().and_then(|name| name.to_str()), Some("lib" | "main" | "mod")) {
            folder.pop();
        }
        folder.extend(&self.inner);
        let within = folder.join("mod.rs");
        if within.exists() { within } else { folder.with_extension("rs") }
    }

    /// Records the paths among the tokens of a macro.
    fn tokens(&mut self, tokens: TokenStream) {
        let mut path: Vec<String> = Vec::new();
        let mut colons = 0;
        let mut last = Span::call_site();
        for token in tokens {
            match &token {
                TokenTree::Ident(ident) => {
                    if colons != 2 {
                        self.path(&path, last);
                        path.clear();
                    }
                    path.push(ident.to_string());
                    (colons, last) = (0, ident.span());
                    continue;
                }
                TokenTree::Punct(punct) if punct.as_char() == ':' => {
                    colons += 1;
                    continue;
                }
                TokenTree::Group(group) if colons == 2 && !path.is_empty() => {
                    // The group of a `use`: the path is the prefix of each name.
                    for name in group.stream() {
                        if let TokenTree::Ident(ident) = name {
                            self.path(&[path.clone(), vec![ident.to_string()]].concat(), ident.span());
                        }
                    }
                }
                TokenTree::Group(group) => {
                    self.path(&path, last);
                    self.tokens(group.stream());
                }
                _ => self.path(&path, last),
            }
            path.clear();
            colons = 0;
        }
        self.path(&path, last);
    }
}

impl<'a> Visit<'a> for Paths<'_> {
    fn visit_item(&mut self, item: &'a syn::Item) {
        if !is_test(attributes(item)) {
            visit::visit_item(self, item);
        }
    }

    fn visit_attribute(&mut self, _: &'a syn::Attribute) {} // Documentation, and input of derives.

    fn visit_item_mod(&mut self, item: &'a syn::ItemMod) {
        let name = item.ident.to_string();
        self.inner.push(name.clone());
        if item.content.is_some() {
            visit::visit_item_mod(self, item);
        } else {
            let path = self.module.path.iter().chain(&self.inner).cloned().collect();
            self.declared.push(Module { file: self.file_of(item), path });
        }
        self.inner.pop();
    }

    fn visit_item_use(&mut self, item: &'a syn::ItemUse) {
        let mut found = Vec::new();
        leaves(&item.tree, &mut Vec::new(), &mut found);
        for (path, _) in found {
            self.path(&path, item.use_token.span);
        }
    }

    fn visit_path(&mut self, path: &'a syn::Path) {
        let segments: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        if let Some(first) = path.segments.first() {
            self.path(&segments, first.ident.span());
        }
        visit::visit_path(self, path);
    }

    fn visit_vis_restricted(&mut self, _: &'a syn::VisRestricted) {} // `pub(super)` uses nothing.

    fn visit_macro(&mut self, item: &'a syn::Macro) {
        if item.path.is_ident("include") {
            let path = self.module.path.iter().chain(&self.inner).cloned().collect();
            self.declared.extend(self.context.generated.iter().map(|file| Module { file: file.clone(), path: Vec::clone(&path) }));
        }
        let is_quoted = item.path.segments.last().is_some_and(|name| name.ident == "quote" || name.ident == "parse_quote");
        if !is_quoted {
            self.tokens(item.tokens.clone());
        }
        visit::visit_macro(self, item);
    }
}

fn attributes(item: &syn::Item) -> &[syn::Attribute] {
    match item {
        syn::Item::Const(item) => &item.attrs,
        syn::Item::Enum(item) => &item.attrs,
        syn::Item::Fn(item) => &item.attrs,
        syn::Item::Impl(item) => &item.attrs,
        syn::Item::Macro(item) => &item.attrs,
        syn::Item::Mod(item) => &item.attrs,
        syn::Item::Static(item) => &item.attrs,
        syn::Item::Struct(item) => &item.attrs,
        syn::Item::Trait(item) => &item.attrs,
        syn::Item::Type(item) => &item.attrs,
        syn::Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

/// Returns whether the attributes limit an item to tests: `cfg(test)`, `cfg(doctest)`, `cfg(all(test, …))`.
fn is_test(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().filter(|attribute| attribute.path().is_ident("cfg")).any(|attribute| {
        let mut condition = String::new();
        if let syn::Meta::List(list) = &attribute.meta {
            condition = list.tokens.to_string().replace(' ', "");
        }
        let condition = condition.strip_prefix("all(").unwrap_or(&condition);
        condition.split([',', ')']).any(|word| matches!(word, "test" | "doctest"))
    })
}
