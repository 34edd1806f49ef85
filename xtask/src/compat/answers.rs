//! The rules for responses: statuses, headers and media types. Those for media types also apply to request bodies.

use serde_json::Value;

use super::schema::{Walk, is_true, keys};
use super::spot::{Direction, Spot};

impl<'a> Walk<'a> {
    pub(super) fn answers(&mut self, spot: &Spot, old: &'a Value, new: &'a Value) {
        for status in keys(old, new) {
            let spot = spot.part(Direction::Response, format!("response {status}"));
            match (old.get(status), new.get(status)) {
                (None, None) => {}
                (None, Some(new)) => self.new_answer(&spot, status, old, new),
                (Some(old), Some(new)) => self.answer(&spot, old, new),
                (Some(old), None) => match wider(status).into_iter().find_map(|range| Some((range, new.get(range)?))) {
                    Some((range, new)) => {
                        self.compatible(&spot, format!("was removed; {range} covers it"));
                        self.answer(&spot, old, new);
                    }
                    None => self.breaking(&spot, "was removed"),
                },
            }
        }
    }

    /// Judges a new status. Clients handle any error status, but cannot read an unknown success.
    fn new_answer(&mut self, spot: &Spot, status: &str, answers: &'a Value, new: &'a Value) {
        let range = format!("{}XX", status.get(..1).unwrap_or_default());
        match (status.as_bytes().first(), answers.get(&range)) {
            (Some(b'4' | b'5'), _) => self.compatible(spot, "is new"),
            (_, Some(old)) => {
                self.compatible(spot, format!("is new; {range} covered it"));
                self.answer(spot, old, new);
            }
            _ => self.breaking(spot, "is new"),
        }
    }

    fn answer(&mut self, spot: &Spot, old: &'a Value, new: &'a Value) {
        let (spot, old, new) = self.follow(spot, old, new);
        self.content(&spot, &old["content"], &new["content"]);
        for name in keys(&old["headers"], &new["headers"]) {
            let spot = spot.step(&format!("header {name}"));
            match (old["headers"].get(name), new["headers"].get(name)) {
                (Some(old), Some(new)) => self.header(&spot, old, new),
                (Some(_), None) => self.breaking(&spot, "was removed"),
                (None, _) => self.compatible(&spot, "is new"),
            }
        }
        self.rest(&spot, old, new, |key| ["content", "headers"].contains(&key));
    }

    fn header(&mut self, spot: &Spot, old: &'a Value, new: &'a Value) {
        let (spot, old, new) = self.follow(spot, old, new);
        match (is_true(&old["required"]), is_true(&new["required"])) {
            (false, true) => self.compatible(&spot, "is now required"),
            (true, false) => self.breaking(&spot, "is no longer required"),
            _ => {}
        }
        self.schema(&spot, &old["schema"], &new["schema"]);
        self.content(&spot, &old["content"], &new["content"]);
        self.rest(&spot, old, new, |key| ["required", "schema", "content"].contains(&key));
    }

    pub(super) fn content(&mut self, spot: &Spot, old: &'a Value, new: &'a Value) {
        for media in keys(old, new) {
            match (old.get(media), new.get(media)) {
                (Some(old), Some(new)) => {
                    let spot = if media == "text/event-stream" { spot.of_events() } else { spot.clone() };
                    self.schema(&spot, &old["schema"], &new["schema"]);
                    self.rest(&spot, old, new, |key| key == "schema");
                }
                (Some(_), None) => self.breaking(spot, format!("no longer has {media}")),
                (None, _) => self.compatible(spot, format!("has the new media type {media}")),
            }
        }
    }
}

/// Returns the ranges that may cover an error status. A success has content of its own, which no range covers.
fn wider(status: &str) -> Vec<&'static str> {
    match status.as_bytes().first() {
        Some(b'4') => vec!["4XX", "default"],
        Some(b'5') => vec!["5XX", "default"],
        _ => vec![],
    }
}
