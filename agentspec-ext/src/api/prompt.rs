//! The message to an agent and the options of its answer, for every call that sends a message.

use agentspec_client::types::{InvokeOptions, InvokeRequest};
use agentspec_client::{MaxTokens, Temperature};
use serde_json::{Map, Value};

use super::Call;
use crate::error::Error;
use crate::operation::Operation;

/// An operation that sends a message. Implemented by this crate alone.
pub trait Prompt: Operation {
    /// Returns the message and its options.
    #[doc(hidden)]
    fn request_mut(&mut self) -> &mut InvokeRequest;
}

impl<O: Prompt> Call<O> {
    /// Sets the randomness of the answer, without unit: a float, an integer, or an `Option<f64>`. Most models take 0 to 2. None removes the
    /// option.
    pub fn temperature(self, temperature: impl Into<Temperature>) -> Self {
        self.with_options(|options| options.temperature(temperature))
    }

    /// Sets the largest number of tokens of the answer, at least 1: an integer of any type, or an `Option<u64>`. None removes the option.
    pub fn max_tokens(self, tokens: impl Into<MaxTokens>) -> Self {
        self.with_options(|options| options.max_tokens(tokens))
    }

    /// Sets several options at once, to share them between calls. Options that were set before are kept; the last value of an option overrides
    /// the others.
    pub fn options(self, options: InvokeOptions) -> Self {
        self.with_options(|before| before.merged(options))
    }

    /// Sets any option by its name. An option that the contract does not know is passed on to the agent unchanged. If the contract expects an
    /// integer, an integral float is accepted; any other wrong type is refused before anything is sent.
    pub fn option(self, key: impl Into<String>, value: impl Into<Value>) -> Self {
        self.with_options(|options| options.option(key, value))
    }

    /// Sets options by name, each as [`option`](Self::option) does, in order.
    pub fn options_map(self, options: Map<String, Value>) -> Self {
        self.with_options(|before| options.into_iter().fold(before, |all, (key, value)| all.option(key, value)))
    }

    fn with_options(mut self, change: impl FnOnce(InvokeOptions) -> InvokeOptions) -> Self {
        let request = self.operation_mut().request_mut();
        let options = change(request.options.take().unwrap_or_default());
        request.options = Some(options).filter(|options| *options != InvokeOptions::default());
        self
    }
}

/// The options that the contract knows, with the value that each expects.
const KNOWN: [(&str, &str); 2] = [("temperature", "a number, as in 0.2"), ("max_tokens", "an integer, as in 100")];

/// Refuses a value that JSON cannot represent, and a known option of the wrong type.
pub(crate) fn check(request: &InvokeRequest) -> Result<(), Error> {
    let Some(options) = &request.options else { return Ok(()) };
    if let Some(temperature) = options.temperature.filter(|temperature| !temperature.is_finite()) {
        return Err(Error::invalid_request(format!("options.temperature is {temperature}: give a number, as in 0.2")));
    }
    for (name, expected) in KNOWN {
        if let Some(value) = options.extra.get(name) {
            let shown = shortened(&value.to_string());
            return Err(Error::invalid_request(format!("options.{name} is {shown}: give {expected}")));
        }
    }
    Ok(())
}

/// Truncates a value to 60 characters, for a message.
fn shortened(value: &str) -> String {
    match value.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", &value[..end]),
        None => value.to_owned(),
    }
}
