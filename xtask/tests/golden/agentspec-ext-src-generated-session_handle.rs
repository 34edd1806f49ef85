// Generated from openapi.yaml 0.3.0 (sha256 122be5e0e78ef48afe9b01917ed8bed3faf1cff23f9be32cbe7bf5b7599f1029) by `cargo xtask codegen`. Not to be edited.

//! The calls of one session, without its agent and id.

use super::SessionHandle;
use crate::api::{Call, operations};
use crate::operation::Claim;

impl SessionHandle {}
