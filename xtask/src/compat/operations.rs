//! Compares the operations of two contracts and their requests.

use std::collections::BTreeMap;

use serde_json::Value;

use super::document::{Document, METHODS, Operation};
use super::report::Report;
use super::schema::{Walk, is_true};
use super::spot::{Direction, Spot};

/// Reports the changes from `old` to `new` that clients notice.
pub(crate) fn compare(old: &Document, new: &Document) -> Report {
    let mut walk = Walk::new(old, new);
    walk.operations();
    walk.server();
    walk.report
}

impl<'a> Walk<'a> {
    fn operations(&mut self) {
        let mut added = self.new.operations();
        let mut missing = Vec::new();
        for old in self.old.operations() {
            match added.iter().position(|new| (new.method, new.path) == (old.method, old.path)) {
                Some(index) => self.operation(old, added.swap_remove(index)),
                None => missing.push(old),
            }
        }
        for old in missing {
            let spot = Spot::new(old.title());
            match added.iter().position(|new| new.id().is_some() && new.id() == old.id()) {
                Some(index) => {
                    let new = added.swap_remove(index);
                    self.breaking(&spot, format!("is now {}", new.title()));
                    self.operation(old, new);
                }
                None => self.breaking(&spot, "was removed"),
            }
        }
        for new in added {
            self.compatible(&Spot::new(new.title()), "is new");
        }
    }

    fn operation(&mut self, old: Operation<'a>, new: Operation<'a>) {
        let spot = Spot::new(old.title());
        if old.id() != new.id() {
            let [old, new] = [old, new].map(|operation| operation.id().unwrap_or("nothing"));
            self.breaking(&spot, format!("is called {new}, was {old}"));
        }
        self.parameters(&spot, old, new);
        self.request_body(&spot, &old.value["requestBody"], &new.value["requestBody"]);
        self.answers(&spot, &old.value["responses"], &new.value["responses"]);
        self.own_security(&spot, &old.value["security"], &new.value["security"]);
        let judged = ["operationId", "parameters", "requestBody", "responses", "security"];
        self.rest(&spot, old.value, new.value, |key| judged.contains(&key));
        self.rest(&Spot::new(old.path), old.item, new.item, |key| key == "parameters" || METHODS.contains(&key));
    }

    fn parameters(&mut self, spot: &Spot, old: Operation<'a>, new: Operation<'a>) {
        let (old, new) = (parameters(self.old, old), parameters(self.new, new));
        for (name, old) in &old {
            let spot = spot.part(Direction::Request, name);
            let Some(new) = new.get(name) else {
                self.breaking(&spot, "was removed");
                continue;
            };
            let (spot, old, new) = self.follow(&spot, old, new);
            self.requirement(&spot, old, new);
            self.schema(&spot, &old["schema"], &new["schema"]);
            self.content(&spot, &old["content"], &new["content"]);
            self.rest(&spot, old, new, |key| ["name", "in", "required", "schema", "content"].contains(&key));
        }
        for (name, new) in new.iter().filter(|(name, _)| !old.contains_key(*name)) {
            let spot = spot.part(Direction::Request, name);
            if is_true(&self.new.follow(new).0["required"]) {
                self.breaking(&spot, "is new and required");
            } else {
                self.compatible(&spot, "is new");
            }
        }
    }

    fn request_body(&mut self, spot: &Spot, old: &'a Value, new: &'a Value) {
        let spot = spot.part(Direction::Request, "request body");
        let (spot, old, new) = self.follow(&spot, old, new);
        match (old.is_null(), new.is_null()) {
            (true, true) => {}
            (false, true) => self.breaking(&spot, "was removed"),
            (true, false) if is_true(&new["required"]) => self.breaking(&spot, "is new and required"),
            (true, false) => self.compatible(&spot, "is new"),
            (false, false) => {
                self.requirement(&spot, old, new);
                self.content(&spot, &old["content"], &new["content"]);
                self.rest(&spot, old, new, |key| ["required", "content"].contains(&key));
            }
        }
    }

    fn requirement(&mut self, spot: &Spot, old: &Value, new: &Value) {
        match (is_true(&old["required"]), is_true(&new["required"])) {
            (false, true) => self.breaking(spot, "is now required"),
            (true, false) => self.compatible(spot, "is no longer required"),
            _ => {}
        }
    }
}

/// Returns the parameters of an operation and its path by name. Those of the operation override those of the path.
fn parameters<'a>(document: &'a Document, operation: Operation<'a>) -> BTreeMap<String, &'a Value> {
    let all = [operation.item, operation.value].into_iter().flat_map(|holder| holder["parameters"].as_array().into_iter().flatten());
    all.map(|parameter| (parameter_name(document, parameter), parameter)).collect()
}

/// Returns a name as in `query parameter limit`. Header names are in lower case.
fn parameter_name(document: &Document, parameter: &Value) -> String {
    let (parameter, _) = document.follow(parameter);
    let [place, name] = ["in", "name"].map(|key| parameter[key].as_str().unwrap_or_default());
    let name = if place == "header" { name.to_lowercase() } else { name.to_owned() };
    format!("{place} parameter {name}")
}
