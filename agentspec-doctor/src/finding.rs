//! The result of a check. Data only.

/// The result of a check.
#[derive(Debug)]
pub(crate) enum Finding {
    Ok(String),
    /// The server can be used, with a limitation.
    Warning(Advice),
    /// The server cannot be used.
    Problem(Advice),
    Skipped(String),
}

/// A problem and how to fix it.
#[derive(Debug)]
pub(crate) struct Advice {
    pub(crate) what: String,
    pub(crate) fix: String,
}

impl Advice {
    pub(crate) fn new(what: impl Into<String>, fix: impl Into<String>) -> Self {
        Self { what: what.into(), fix: fix.into() }
    }

    /// Splits a message of the library, which contains both.
    pub(crate) fn of_message(message: &str, fix: &str) -> Self {
        let (what, fix) = message.split_once(": ").unwrap_or((message, fix));
        Self::new(what, fix)
    }
}

impl Finding {
    pub(crate) fn ok(what: impl Into<String>) -> Self {
        Self::Ok(what.into())
    }

    pub(crate) fn skipped(why: impl Into<String>) -> Self {
        Self::Skipped(why.into())
    }

    pub(crate) fn warning(what: impl Into<String>, fix: impl Into<String>) -> Self {
        Self::Warning(Advice::new(what, fix))
    }

    pub(crate) fn problem(what: impl Into<String>, fix: impl Into<String>) -> Self {
        Self::Problem(Advice::new(what, fix))
    }

    pub(crate) fn is_problem(&self) -> bool {
        matches!(self, Self::Problem(_))
    }

    pub(crate) fn status(&self) -> &'static str {
        match self {
            Self::Ok(_) => "ok",
            Self::Warning(_) => "warning",
            Self::Problem(_) => "problem",
            Self::Skipped(_) => "skipped",
        }
    }

    pub(crate) fn what(&self) -> &str {
        match self {
            Self::Ok(what) | Self::Skipped(what) => what,
            Self::Warning(advice) | Self::Problem(advice) => &advice.what,
        }
    }

    pub(crate) fn fix(&self) -> Option<&str> {
        match self {
            Self::Ok(_) | Self::Skipped(_) => None,
            Self::Warning(advice) | Self::Problem(advice) => Some(&advice.fix),
        }
    }
}
