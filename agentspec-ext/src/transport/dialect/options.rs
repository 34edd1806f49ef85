//! The options of answers that the runtime's dialect lacks: each is warned of once.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use serde_json::{Map, Value};
use url::Url;

use crate::trace;

/// The number of names that are remembered. Further ones are warned of each time.
const CAPACITY: usize = 256;

#[derive(Debug, Default)]
pub(super) struct IgnoredOptions {
    names: Mutex<BTreeSet<String>>,
}

impl IgnoredOptions {
    /// Warns of the options that no call of the client has had before.
    pub(super) fn warn(&self, options: Option<&Value>, server: &Url) {
        for name in options.and_then(Value::as_object).into_iter().flat_map(Map::keys) {
            if self.is_new(name) {
                trace::warn_of_ignored_option(name, server);
            }
        }
    }

    fn is_new(&self, name: &str) -> bool {
        let mut names = self.names.lock().unwrap_or_else(PoisonError::into_inner);
        if names.contains(name) {
            return false;
        }
        if names.len() < CAPACITY {
            names.insert(name.to_owned());
        }
        true
    }
}
