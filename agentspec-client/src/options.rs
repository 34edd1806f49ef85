//! Setters of [`InvokeOptions`], which accept any number type or an `Option`.

use serde_json::{Map, Value};

use crate::json::from_value;
use crate::types::InvokeOptions;

/// The argument of [`InvokeOptions::temperature`]: a float, an integer, or an `Option<f64>`. None removes the option.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Temperature(Option<f64>);

/// The argument of [`InvokeOptions::max_tokens`]: an integer of any type, or an `Option<u64>`. None removes the option.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct MaxTokens(Option<i128>);

impl From<f64> for Temperature {
    fn from(temperature: f64) -> Self {
        Self(Some(temperature))
    }
}

/// Converts by the decimal digits: `0.2_f32` becomes 0.2, not the `f64` value of the nearest `f32`.
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
            #[allow(clippy::cast_lossless, clippy::cast_precision_loss, reason = "a temperature has at most 53 bits")]
            fn from(temperature: $integer) -> Self {
                Self(Some(temperature as f64))
            }
        }

        impl From<$integer> for MaxTokens {
            #[allow(clippy::cast_lossless, reason = "128 bits hold all of these types")]
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
    /// Sets the randomness of the answer, without unit. Most models accept 0 to 2. None removes the option.
    #[must_use]
    pub fn temperature(mut self, temperature: impl Into<Temperature>) -> Self {
        self.temperature = temperature.into().0;
        self.extra.shift_remove("temperature");
        self
    }

    /// Sets the maximum number of tokens in the answer; at least 1. None removes the option. With a number that is never valid, such as -1,
    /// the call fails before anything is sent.
    #[must_use]
    pub fn max_tokens(mut self, tokens: impl Into<MaxTokens>) -> Self {
        let MaxTokens(tokens) = tokens.into();
        self.max_tokens = tokens.and_then(|tokens| tokens.try_into().ok());
        self.extra.shift_remove("max_tokens");
        if let (None, Some(tokens)) = (self.max_tokens, tokens) {
            let value = i64::try_from(tokens).map_or_else(|_| tokens.to_string().into(), Value::from);
            self.extra.insert("max_tokens".to_owned(), value);
        }
        self
    }

    /// Sets any option by its name. An option that the contract does not define is passed to the agent unchanged. An integral float is accepted
    /// where the contract defines an integer; with any other wrong type, the call fails before anything is sent.
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

    /// Combines the options. If both have the same option, the one of `other` wins.
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

/// Sets each option in order, as [`InvokeOptions::option`] does.
impl From<Map<String, Value>> for InvokeOptions {
    fn from(options: Map<String, Value>) -> Self {
        options.into_iter().fold(Self::default(), |all, (key, value)| all.option(key, value))
    }
}
