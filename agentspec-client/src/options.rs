//! How the options of an answer are set: one by one, each from any number or from none.

use serde_json::{Map, Value};

use crate::json::from_value;
use crate::types::InvokeOptions;

/// What [`InvokeOptions::temperature`] takes: a float, an integer, or an `Option<f64>`; None takes the option away.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Temperature(Option<f64>);

/// What [`InvokeOptions::max_tokens`] takes: an integer of any type, or an `Option<u64>`; None takes the option away.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct MaxTokens(Option<i128>);

impl From<f64> for Temperature {
    fn from(temperature: f64) -> Self {
        Self(Some(temperature))
    }
}

/// As it is written: 0.2 is 0.2, and not the nearest float of 32 bits.
impl From<f32> for Temperature {
    fn from(temperature: f32) -> Self {
        Self(Some(temperature.to_string().parse().unwrap_or(temperature.into())))
    }
}

impl From<Option<f64>> for Temperature {
    fn from(temperature: Option<f64>) -> Self {
        Self(temperature)
    }
}

impl From<Option<u64>> for MaxTokens {
    fn from(tokens: Option<u64>) -> Self {
        Self(tokens.map(i128::from))
    }
}

macro_rules! integers {
    ($($integer:ty)*) => {$(
        impl From<$integer> for Temperature {
            #[allow(clippy::cast_lossless, clippy::cast_precision_loss, reason = "no temperature has more than 53 bits")]
            fn from(temperature: $integer) -> Self {
                Self(Some(temperature as f64))
            }
        }

        impl From<$integer> for MaxTokens {
            #[allow(clippy::cast_lossless, reason = "128 bits hold every one of these")]
            fn from(tokens: $integer) -> Self {
                Self(Some(tokens as i128))
            }
        }
    )*};
}

integers!(i8 i16 i32 i64 isize u8 u16 u32 u64 usize);

/// ```
/// use agentspec_client::types::InvokeOptions;
///
/// let options = InvokeOptions::default().temperature(0.2).max_tokens(100).option("style", "formal");
/// assert_eq!((options.temperature, options.max_tokens), (Some(0.2), Some(100)));
/// assert_eq!(options.temperature(None).temperature, None);
/// ```
impl InvokeOptions {
    /// Randomness of the answer, without unit; most models take 0 to 2. None takes the option away.
    #[must_use]
    pub fn temperature(mut self, temperature: impl Into<Temperature>) -> Self {
        self.temperature = temperature.into().0;
        self.extra.shift_remove("temperature");
        self
    }

    /// The most tokens that the answer may have; at least 1. None takes the option away. A number that no server can take, such as -1, is
    /// refused by the call, before anything is sent.
    #[must_use]
    pub fn max_tokens(mut self, tokens: impl Into<MaxTokens>) -> Self {
        let MaxTokens(tokens) = tokens.into();
        self.max_tokens = tokens.and_then(|tokens| tokens.try_into().ok());
        self.extra.shift_remove("max_tokens");
        if let (None, Some(tokens)) = (self.max_tokens, tokens) {
            let shown = i64::try_from(tokens).map_or_else(|_| tokens.to_string().into(), Value::from);
            self.extra.insert("max_tokens".to_owned(), shown);
        }
        self
    }

    /// Any option by its name. One that the contract does not know is passed on to the agent as it is; an integral float is an integer where
    /// the contract promises one, and any other wrong type is refused by the call, before anything is sent.
    #[must_use]
    pub fn option(mut self, key: impl Into<String>, value: impl Into<Value>) -> Self {
        let (key, value) = (key.into(), value.into());
        let known = match key.as_str() {
            "temperature" => from_value(value.clone()).map(|temperature| self.temperature = temperature),
            "max_tokens" => from_value(value.clone()).map(|tokens| self.max_tokens = tokens),
            _ => {
                self.extra.insert(key, value);
                return self;
            }
        };
        self.extra.shift_remove(&key);
        if known.is_err() {
            self.extra.insert(key, value);
        }
        self
    }

    /// These options, and where `other` has the same one, that of `other`.
    #[must_use]
    pub fn merged(mut self, other: Self) -> Self {
        let Self { max_tokens, temperature, extra } = other;
        for (known, name) in [(temperature.is_some(), "temperature"), (max_tokens.is_some(), "max_tokens")] {
            if known {
                self.extra.shift_remove(name);
            }
        }
        self.temperature = temperature.or(self.temperature);
        self.max_tokens = max_tokens.or(self.max_tokens);
        extra.into_iter().fold(self, |options, (key, value)| options.option(key, value))
    }
}

/// Options by their names, each as by [`InvokeOptions::option`], in their order.
impl From<Map<String, Value>> for InvokeOptions {
    fn from(options: Map<String, Value>) -> Self {
        options.into_iter().fold(Self::default(), |all, (key, value)| all.option(key, value))
    }
}
