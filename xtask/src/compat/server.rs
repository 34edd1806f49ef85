//! The rules for the parts outside of operations: authentication and the server's address.

use serde_json::Value;

use super::schema::{Walk, keys};
use super::spot::Spot;

const NO_CREDENTIAL: &str = "no credential";

impl<'a> Walk<'a> {
    pub(super) fn server(&mut self) {
        let (old, new) = (self.old.root(), self.new.root());
        self.security(&Spot::new("security"), &old["security"], &new["security"]);
        let schemes = |root: &'a Value| &root["components"]["securitySchemes"];
        for name in keys(schemes(old), schemes(new)) {
            let spot = Spot::new(format!("components.securitySchemes.{name}"));
            match (schemes(old).get(name), schemes(new).get(name)) {
                (Some(old), Some(new)) => self.rest(&spot, old, new, |_| false),
                (Some(_), None) => self.breaking(&spot, "was removed"),
                (None, _) => self.compatible(&spot, "is new"),
            }
        }
        let (old_urls, new_urls) = (urls(old), urls(new));
        for url in old_urls.iter().filter(|url| !new_urls.contains(url)) {
            self.breaking(&Spot::new("servers"), format!("no longer has {url}"));
        }
        for url in new_urls.iter().filter(|url| !old_urls.contains(url)) {
            self.compatible(&Spot::new("servers"), format!("has the new {url}"));
        }
        for key in keys(&old["info"], &new["info"]) {
            if key != "version" && old["info"][key] != new["info"][key] {
                self.report.add_text(&Spot::new("info"), key);
            }
        }
        self.errors(&old["x-errors"], &new["x-errors"]);
        self.rest(&Spot::new("openapi.yaml"), old, new, |key| {
            ["openapi", "info", "servers", "paths", "components", "security", "x-errors"].contains(&key)
        });
    }

    /// Compares the security of an operation, which defaults to that of the document.
    pub(super) fn own_security(&mut self, spot: &Spot, old: &'a Value, new: &'a Value) {
        if !(old.is_null() && new.is_null()) {
            let old = if old.is_null() { &self.old.root()["security"] } else { old };
            let new = if new.is_null() { &self.new.root()["security"] } else { new };
            self.security(spot, old, new);
        }
    }

    /// Compares the accepted credentials. Each requirement is an alternative; an empty one requires no credential.
    fn security(&mut self, spot: &Spot, old: &Value, new: &Value) {
        let (old, new) = (requirements(old), requirements(new));
        let open = new.iter().any(|requirement| requirement == NO_CREDENTIAL);
        for lost in old.iter().filter(|requirement| !new.contains(requirement)) {
            let text = format!("no longer accepts requests with {lost}");
            if open { self.compatible(spot, text) } else { self.breaking(spot, text) }
        }
        for added in new.iter().filter(|requirement| !old.contains(requirement)) {
            self.compatible(spot, format!("accepts requests with {added}"));
        }
    }
}

fn urls(root: &Value) -> Vec<&str> {
    root["servers"].as_array().into_iter().flatten().filter_map(|server| server["url"].as_str()).collect()
}

/// Returns the requirements, as in `ApiKey and BearerToken`, or `no credential`. Without a list, no credential is required.
fn requirements(security: &Value) -> Vec<String> {
    let name = |requirement: &Value| match requirement.as_object() {
        Some(schemes) if !schemes.is_empty() => schemes.keys().map(String::as_str).collect::<Vec<_>>().join(" and "),
        _ => NO_CREDENTIAL.to_owned(),
    };
    let names: Vec<String> = security.as_array().into_iter().flatten().map(name).collect();
    if names.is_empty() { vec![NO_CREDENTIAL.to_owned()] } else { names }
}
