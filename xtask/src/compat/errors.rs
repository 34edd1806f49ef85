//! The rules for `x-errors`: a status or a code maps to a kind and its classes, by which callers distinguish errors.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use serde_json::Value;

use super::report::Verdict;
use super::schema::Walk;
use super::spot::Spot;

const JUDGED: [&str; 8] = ["kind", "classes", "statuses", "codes", "when", "outcome", "retried", "advice"];

/// A code that several kinds may have.
const OF_STATUS: &str = "http_<status>";

/// A row of the table.
#[derive(Clone, Copy, Debug)]
struct Row<'a>(&'a Value);

impl Walk<'_> {
    pub(super) fn errors(&mut self, old: &Value, new: &Value) {
        let (Some(old_rows), Some(new_rows)) = (rows(old), rows(new)) else {
            if old != new {
                self.unknown(&Spot::new("openapi.yaml"), "x-errors");
            }
            return;
        };
        for old in &old_rows {
            let same = new_rows.iter().filter(|new| new.kind() == old.kind());
            match same.min_by_key(|new| Reverse(old.shared(**new))) {
                Some(new) => self.row(*old, *new),
                None => self.breaking(&old.spot(), "was removed"),
            }
        }
        for new in new_rows.iter().filter(|new| !has_kind(&old_rows, **new)) {
            self.compatible(&new.spot(), "is new");
        }
        for (key, what) in [("statuses", "status"), ("codes", "code")] {
            self.mappings(key, what, &old_rows, &new_rows);
        }
    }

    fn row(&mut self, old: Row<'_>, new: Row<'_>) {
        let spot = old.spot();
        let (was, is) = (old.texts("classes"), new.texts("classes"));
        for class in was.iter().filter(|class| !is.contains(class)) {
            self.breaking(&spot, format!("no longer has the class {class}"));
        }
        for class in is.iter().filter(|class| !was.contains(class)) {
            self.compatible(&spot, format!("has the new class {class}"));
        }
        let (was, is) = (old.texts("codes"), new.texts("codes"));
        if let (Some(was), Some(first)) = (was.first(), is.first())
            && was != first
            && is.contains(was)
        {
            self.breaking(&spot, format!("has the default code {first}, had {was}"));
        }
        if old.0["retried"] != new.0["retried"] {
            self.compatible(&spot, format!("is retried {}, was {}", new.0["retried"], old.0["retried"]));
        }
        for text in ["when", "outcome", "advice"] {
            if old.0[text] != new.0[text] {
                self.report.add_text(&spot, text);
            }
        }
        self.rest(&spot, old.0, new.0, |key| JUDGED.contains(&key));
    }

    /// Compares the statuses or the codes that map to each kind.
    fn mappings(&mut self, key: &str, what: &str, old_rows: &[Row<'_>], new_rows: &[Row<'_>]) {
        let of_kind = |rows: &[Row<'_>], row: Row<'_>| -> BTreeSet<String> {
            rows.iter().filter(|other| other.kind() == row.kind()).flat_map(|row| row.texts(key)).collect()
        };
        for row in old_rows.iter().filter(|row| has_kind(new_rows, **row)) {
            let left = of_kind(new_rows, *row);
            for lost in row.texts(key).iter().filter(|text| !left.contains(*text)) {
                self.breaking(&row.spot(), format!("no longer has the {what} {lost}"));
            }
        }
        for row in new_rows {
            let known = of_kind(old_rows, *row);
            for added in row.texts(key).iter().filter(|text| !known.contains(*text)) {
                match taken(key, added, old_rows, *row) {
                    Some((verdict, from)) => {
                        self.report.add(&row.spot(), verdict, format!("has the {what} {added}, which belonged to {from}"));
                    }
                    None if has_kind(old_rows, *row) => self.compatible(&row.spot(), format!("has the new {what} {added}")),
                    None => {}
                }
            }
        }
    }
}

/// Returns the other kind that a status or a code mapped to before. A status of a range may move to a new kind whose classes include the range's.
fn taken<'r>(key: &str, text: &str, old_rows: &[Row<'r>], row: Row<'_>) -> Option<(Verdict, &'r str)> {
    let naming = |text: &str| old_rows.iter().find(|old| old.texts(key).iter().any(|other| other == text));
    if text == OF_STATUS {
        return None;
    }
    if let Some(old) = naming(text) {
        return Some((Verdict::Breaking, old.kind()));
    }
    let range = format!("{}XX", text.get(..1)?);
    let old = naming(&range).filter(|old| old.kind() != row.kind())?;
    let keeps = !has_kind(old_rows, row) && row.texts("classes").starts_with(&old.texts("classes"));
    Some((if keeps { Verdict::Compatible } else { Verdict::Breaking }, old.kind()))
}

/// Returns the rows; none if there is no table. None if the table is not a list.
fn rows(table: &Value) -> Option<Vec<Row<'_>>> {
    if table.is_null() { Some(Vec::new()) } else { Some(table.as_array()?.iter().map(Row).collect()) }
}

fn has_kind(rows: &[Row<'_>], row: Row<'_>) -> bool {
    rows.iter().any(|other| other.kind() == row.kind())
}

impl<'a> Row<'a> {
    fn kind(self) -> &'a str {
        self.0["kind"].as_str().unwrap_or_default()
    }

    fn spot(self) -> Spot {
        Spot::new(format!("x-errors.{}", self.kind()))
    }

    fn texts(self, key: &str) -> Vec<String> {
        let shown = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        self.0[key].as_array().into_iter().flatten().map(shown).collect()
    }

    /// Returns how many statuses and codes both rows have. A kind may have several rows.
    fn shared(self, other: Self) -> usize {
        let count = |key| other.texts(key).iter().filter(|text| self.texts(key).contains(text)).count();
        count("statuses") + count("codes")
    }
}
