//! The generated ids that a call shares with its clones. A call that is never cloned generates its ids when it is made.

use std::sync::{Arc, OnceLock};

use uuid::Uuid;

#[derive(Default)]
pub(crate) struct GeneratedIds(OnceLock<Arc<IdPair>>);

pub(crate) struct IdPair {
    pub(crate) correlation_id: Arc<str>,
    pub(crate) idempotency_key: Arc<str>,
}

impl GeneratedIds {
    /// Returns the ids; None if the call was never cloned.
    pub(crate) fn ids(&self) -> Option<&IdPair> {
        self.0.get().map(|ids| &**ids)
    }

    fn generate() -> Arc<IdPair> {
        Arc::new(IdPair { correlation_id: random(), idempotency_key: random() })
    }
}

/// Returns a new random id.
pub(super) fn random() -> Arc<str> {
    Arc::from(&*Uuid::new_v4().hyphenated().encode_lower(&mut Uuid::encode_buffer()))
}

impl Clone for GeneratedIds {
    fn clone(&self) -> Self {
        Self(OnceLock::from(Arc::clone(self.0.get_or_init(Self::generate))))
    }
}
