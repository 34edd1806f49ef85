//! The body of a response that is not as expected: JSON, a text, a web page or nothing.

use serde_json::Value;

use super::truncate::LIMIT;
use super::{ErrorBody, foreign, page};
use crate::secret::{End, Secrets};

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

pub(super) struct ResponseBody<'a> {
    media: Option<&'a str>,
    /// Without its byte order mark.
    body: &'a [u8],
    /// The secrets to redact in its texts.
    secrets: &'a Secrets,
    pub(super) json: Option<Value>,
    pub(super) is_page: bool,
}

impl<'a> ResponseBody<'a> {
    pub(super) fn read(media: Option<&'a str>, body: &'a [u8], secrets: &'a Secrets) -> Self {
        let body = body.strip_prefix(BYTE_ORDER_MARK).unwrap_or(body);
        let mut json = ErrorBody::read(body);
        if let Some(json) = json.as_mut().filter(|_| !secrets.is_empty()) {
            secrets.redact_value(json);
        }
        let is_page = json.is_none() && page::is_page(media, body);
        Self { media, body, secrets, json, is_page }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.body.trim_ascii().is_empty()
    }

    /// Returns the human-readable message of the body, in any format.
    pub(super) fn message(&self) -> Option<String> {
        match &self.json {
            Some(json) => foreign::message(json),
            None => self.text(),
        }
    }

    /// Returns the body as text, if its content type is text, or is missing or wrong and the body looks like text.
    fn text(&self) -> Option<String> {
        let is = |media: &str| self.media.is_some_and(|actual| actual.eq_ignore_ascii_case(media));
        let text = if self.is_page {
            return None;
        } else if is("text/plain") {
            String::from_utf8_lossy(self.body)
        } else if (self.media.is_none() || is("application/json")) && self.looks_like_text() {
            str::from_utf8(self.body).ok()?.into()
        } else {
            return None;
        };
        let text = Some(text.trim()).filter(|text| !text.is_empty())?;
        // The text may be incomplete.
        let redacted = self.secrets.redact_bytes(text.as_bytes(), End::Broken);
        Some(redacted.map_or_else(|| text.to_owned(), |text| String::from_utf8_lossy(&text).into_owned()))
    }

    /// Returns whether the body is short, and is neither markup, incomplete JSON nor binary data.
    fn looks_like_text(&self) -> bool {
        let is_markup = self.body.trim_ascii_start().first().is_some_and(|byte| b"<{[\"".contains(byte));
        let is_control = |byte: &u8| byte.is_ascii_control() && !byte.is_ascii_whitespace();
        self.body.len() <= LIMIT && !is_markup && !self.body.iter().any(is_control)
    }

    /// Describes the format of the body for a message.
    pub(super) fn description(&self) -> String {
        let media = self.media.unwrap_or("no content type");
        match page::title(self.body).filter(|_| self.is_page) {
            Some(title) => {
                let title = self.secrets.redact(&title).unwrap_or(title);
                format!("{media}, with the title \"{title}\"")
            }
            None => media.to_owned(),
        }
    }
}
