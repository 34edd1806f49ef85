//! The operations of the contract as users call them: each resource, the calls that it describes, and what every call can be told.

pub(crate) mod agents;
mod call;
mod name;
pub(crate) mod pipelines;
mod prompt;
pub(crate) mod server;
pub(crate) mod sessions;

pub use self::agents::Agents;
pub use self::call::Call;
pub use self::pipelines::{Pipelines, Progress, RunWatch};
pub use self::prompt::Prompt;
pub use self::sessions::{SessionHandle, Sessions};
