//! The ids that a call shares with its clones. One that is never cloned draws its own when it is made.

use std::sync::{Arc, OnceLock};

use uuid::Uuid;

#[derive(Default)]
pub(crate) struct Drawn(OnceLock<Arc<DrawnIds>>);

pub(crate) struct DrawnIds {
    pub(crate) correlation_id: String,
    pub(crate) idempotency_key: String,
}

impl Drawn {
    /// Those that were drawn; None where the call was never cloned.
    pub(crate) fn ids(&self) -> Option<&DrawnIds> {
        self.0.get().map(|ids| &**ids)
    }

    fn draw() -> Arc<DrawnIds> {
        Arc::new(DrawnIds { correlation_id: Uuid::new_v4().to_string(), idempotency_key: Uuid::new_v4().to_string() })
    }
}

impl Clone for Drawn {
    fn clone(&self) -> Self {
        Self(OnceLock::from(Arc::clone(self.0.get_or_init(Self::draw))))
    }
}
