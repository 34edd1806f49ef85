//! The message that an agent gets, and the options of its answer: the same on every call that sends one.

use agentspec_client::json::from_value;
use agentspec_client::types::{InvokeOptions, InvokeRequest};
use serde_json::{Map, Value};

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
        let options = self.options_mut();
        options.temperature = Some(temperature);
        options.extra.shift_remove("temperature");
        self
    }

    /// The most tokens that the answer may have; at least 1.
    pub fn max_tokens(mut self, tokens: u64) -> Self {
        let options = self.options_mut();
        options.max_tokens = Some(tokens);
        options.extra.shift_remove("max_tokens");
        self
    }

    /// All options at once, in place of those set before: to share them between calls.
    pub fn options(mut self, options: InvokeOptions) -> Self {
        self.operation.request_mut().options = Some(options);
        self
    }

    /// Any option by its name. One that the contract does not know is passed on to the agent as it is; an integral float is an integer where
    /// the contract promises one, and any other wrong type is refused before anything is sent.
    pub fn option(mut self, key: impl Into<String>, value: impl Into<Value>) -> Self {
        let (key, value) = (key.into(), value.into());
        let options = self.options_mut();
        let known = match key.as_str() {
            "temperature" => from_value(value.clone()).map(|temperature| options.temperature = temperature),
            "max_tokens" => from_value(value.clone()).map(|tokens| options.max_tokens = tokens),
            _ => {
                options.extra.insert(key, value);
                return self;
            }
        };
        options.extra.shift_remove(&key);
        if known.is_err() {
            options.extra.insert(key, value);
        }
        self
    }

    /// Options by their names, each as by [`option`](Self::option), in their order.
    pub fn options_map(self, options: Map<String, Value>) -> Self {
        options.into_iter().fold(self, |call, (key, value)| call.option(key, value))
    }

    fn options_mut(&mut self) -> &mut InvokeOptions {
        self.operation.request_mut().options.get_or_insert_default()
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
