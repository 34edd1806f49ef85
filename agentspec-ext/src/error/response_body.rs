//! What a server sent in the place of an answer: JSON, a text, a web page or nothing.

use serde_json::Value;

use super::truncate::LIMIT;
use super::{ErrorBody, foreign, page};
use crate::secret::{End, Secrets};

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

pub(super) struct ResponseBody<'a> {
    media: Option<&'a str>,
    /// Without its byte order mark.
    body: &'a [u8],
    /// What is hidden in all that it says.
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

    /// The text for people in it, whoever's form it has.
    pub(super) fn message(&self) -> Option<String> {
        match &self.json {
            Some(json) => foreign::message(json),
            None => self.text(),
        }
    }

    /// Its text, if it is one by its headers, or where they say nothing true, by its look.
    fn text(&self) -> Option<String> {
        let is = |media: &str| self.media.is_some_and(|own| own.eq_ignore_ascii_case(media));
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
        // It may have been broken off.
        let hidden = self.secrets.redact_bytes(text.as_bytes(), End::Broken);
        Some(hidden.map_or_else(|| text.to_owned(), |text| String::from_utf8_lossy(&text).into_owned()))
    }

    /// Whether it is short, and neither markup nor JSON that breaks off, nor what is not for reading.
    fn looks_like_text(&self) -> bool {
        let is_markup = self.body.trim_ascii_start().first().is_some_and(|byte| b"<{[\"".contains(byte));
        let is_control = |byte: &u8| byte.is_ascii_control() && !byte.is_ascii_whitespace();
        self.body.len() <= LIMIT && !is_markup && !self.body.iter().any(is_control)
    }

    /// What it is, for those who look at it.
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
