//! The message that an agent gets, and the options of its answer: the same on every call that sends one.

use agentspec_client::types::{InvokeOptions, InvokeRequest};
use serde_json::Value;

use crate::call::Call;
use crate::error::Error;
use crate::operation::Operation;

/// An operation that sends a message. Implemented by this crate alone.
pub trait Prompt: Operation {
    /// The message and its options.
    #[doc(hidden)]
    fn request_mut(&mut self) -> &mut InvokeRequest;
}

impl<O: Prompt> Call<O> {
    /// Randomness of the answer, without unit; most models take 0 to 2.
    pub fn temperature(mut self, temperature: f64) -> Self {
        self.options_mut().temperature = Some(temperature);
        self
    }

    /// The most tokens that the answer may have; at least 1.
    pub fn max_tokens(mut self, tokens: u64) -> Self {
        self.options_mut().max_tokens = Some(tokens);
        self
    }

    /// All options at once, in place of those set before: to share them between calls.
    pub fn options(mut self, options: InvokeOptions) -> Self {
        self.operation.request_mut().options = Some(options);
        self
    }

    /// Any further option, passed on to the agent as it is.
    pub fn option(mut self, key: impl Into<String>, value: impl Into<Value>) -> Self {
        self.options_mut().extra.insert(key.into(), value.into());
        self
    }

    fn options_mut(&mut self) -> &mut InvokeOptions {
        self.operation.request_mut().options.get_or_insert_default()
    }
}

/// Refuses what JSON cannot say.
pub(crate) fn check(request: &InvokeRequest) -> Result<(), Error> {
    match request.options.as_ref().and_then(|options| options.temperature) {
        Some(temperature) if !temperature.is_finite() => {
            Err(Error::invalid_request(format!("temperature is {temperature}: give a number, as in 0.2")))
        }
        _ => Ok(()),
    }
}
