//! The message that an agent gets, and the options of its answer: the same on every call that sends one.

use agentspec_client::types::{InvokeOptions, InvokeRequest};
use agentspec_client::{MaxTokens, Temperature};
use serde_json::{Map, Value};

use super::Call;
use crate::error::Error;
use crate::operation::Operation;

/// An operation that sends a message. Implemented by this crate alone.
pub trait Prompt: Operation {
    /// The message and its options.
    #[doc(hidden)]
    fn request_mut(&mut self) -> &mut InvokeRequest;
}

impl<O: Prompt> Call<O> {
    /// Randomness of the answer, without unit; most models take 0 to 2: a float, an integer, or an `Option<f64>`. None takes the option away.
    pub fn temperature(self, temperature: impl Into<Temperature>) -> Self {
        self.with_options(|options| options.temperature(temperature))
    }

    /// The most tokens that the answer may have; at least 1: an integer of any type, or an `Option<u64>`. None takes the option away.
    pub fn max_tokens(self, tokens: impl Into<MaxTokens>) -> Self {
        self.with_options(|options| options.max_tokens(tokens))
    }

    /// Several options at once, to share them between calls. They are added to those set before; of the same option, the one that is set last
    /// counts.
    pub fn options(self, options: InvokeOptions) -> Self {
        self.with_options(|before| before.merged(options))
    }

    /// Any option by its name. One that the contract does not know is passed on to the agent as it is; an integral float is an integer where
    /// the contract promises one, and any other wrong type is refused before anything is sent.
    pub fn option(self, key: impl Into<String>, value: impl Into<Value>) -> Self {
        self.with_options(|options| options.option(key, value))
    }

    /// Options by their names, each as by [`option`](Self::option), in their order.
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

/// What the value of each option that the contract knows is.
const KNOWN: [(&str, &str); 2] = [("temperature", "a number, as in 0.2"), ("max_tokens", "an integer, as in 100")];

/// Refuses what JSON cannot say, and an option that the contract knows by another type.
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

/// A value of at most 60 characters, for a message.
fn shortened(value: &str) -> String {
    match value.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", &value[..end]),
        None => value.to_owned(),
    }
}
