//! The operations of the contract as users call them: the resources, the calls that their methods describe, and the options of every call.

mod call;
mod handle;
mod name;
mod paging;
mod prompt;
mod text;
mod watch;

#[rustfmt::skip]
#[path = "generated/operations.rs"]
pub mod operations;

#[rustfmt::skip]
#[path = "generated/resources.rs"]
pub(crate) mod resources;

pub use self::call::Call;
pub use self::handle::SessionHandle;
pub use self::prompt::Prompt;
pub(crate) use self::resources::{Pipelines, Sessions};
pub use self::watch::{Progress, RunWait, RunWatch};
