//! The unknown fields of an event. There are almost never any, so they are allocated separately.

use std::ops::{Deref, DerefMut};
use std::sync::{LazyLock, Mutex, OnceLock, PoisonError};
use std::{fmt, mem};

use serde::{Deserialize, Serialize, Serializer};
use serde_json::{Map, Value};

/// The fields of an object that this version does not know, as they were received. Dereferences to a [`Map`].
///
/// ```
/// # use agentspec_ext::StreamEvent;
/// let StreamEvent::Token(token) = StreamEvent::parse(r#"{"type": "token", "content": "Hi", "logprob": -0.5}"#)? else { panic!("a token") };
/// assert_eq!(token.extra["logprob"], -0.5);
/// # Ok::<(), agentspec_ext::Undecodable>(())
/// ```
#[derive(Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(inline))]
#[serde(from = "Map<String, Value>")]
pub struct Extra(#[cfg_attr(feature = "schema", schemars(with = "Map<String, Value>"))] Option<Box<Kept>>);

/// The fields as they were found, and as a map once somebody looks at them: it takes two more allocations, and a hash of each name.
#[derive(Default)]
struct Kept {
    found: Mutex<Vec<(String, Value)>>,
    map: OnceLock<Map<String, Value>>,
}

impl Kept {
    fn map(&self) -> &Map<String, Value> {
        self.map.get_or_init(|| mem::take(&mut *self.found.lock().unwrap_or_else(PoisonError::into_inner)).into_iter().collect())
    }
}

impl Extra {
    /// Keeps these fields, whose names are different.
    #[inline]
    pub(super) fn of(found: Vec<(String, Value)>) -> Self {
        Self((!found.is_empty()).then(|| Box::new(Kept { found: found.into(), map: OnceLock::new() })))
    }
}

impl Clone for Extra {
    fn clone(&self) -> Self {
        Map::clone(self).into()
    }
}

impl From<Map<String, Value>> for Extra {
    fn from(fields: Map<String, Value>) -> Self {
        Self::of(fields.into_iter().collect())
    }
}

impl From<Extra> for Map<String, Value> {
    fn from(mut extra: Extra) -> Self {
        mem::take(&mut extra)
    }
}

impl Deref for Extra {
    type Target = Map<String, Value>;

    fn deref(&self) -> &Map<String, Value> {
        static NONE: LazyLock<Map<String, Value>> = LazyLock::new(Map::new);
        self.0.as_ref().map_or(&NONE, |kept| kept.map())
    }
}

impl DerefMut for Extra {
    #[expect(clippy::expect_used, reason = "the line before has made the map")]
    fn deref_mut(&mut self) -> &mut Map<String, Value> {
        let kept = self.0.get_or_insert_default();
        kept.map();
        kept.map.get_mut().expect("a map")
    }
}

impl PartialEq for Extra {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl fmt::Debug for Extra {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

impl Serialize for Extra {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (**self).serialize(serializer)
    }
}
