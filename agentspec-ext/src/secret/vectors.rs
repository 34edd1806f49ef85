//! `secrets.jsonl`: the vectors of redaction, which other languages implement.
#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use bytes::Bytes;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::secrets::tests::{KEY, forms};
use super::{End, SecretPattern, Secrets};
use crate::printed;

#[derive(Default, Deserialize, Serialize)]
#[serde(default)]
struct Input {
    secrets: Vec<String>,
    text: String,
    /// `cut`, `broken`, or empty for a whole text.
    end: String,
}

impl Input {
    fn redacted(&self) -> String {
        let secrets = Secrets::for_source();
        for secret in &self.secrets {
            secrets.add(SecretPattern::new(Bytes::from(secret.clone())).map(Arc::new).as_ref());
        }
        let end = match self.end.as_str() {
            "" => End::Whole,
            "cut" => End::Cut,
            "broken" => End::Broken,
            other => panic!("no text ends {other:?}"),
        };
        let redacted = secrets.redact_bytes(self.text.as_bytes(), end);
        redacted.map_or_else(|| self.text.clone(), |text| String::from_utf8(text).unwrap())
    }
}

#[test]
fn secret_vectors_are_as_printed() {
    let row = |name: &str, secrets: &[&str], text: &str, end: &str| {
        let secrets = secrets.iter().copied().map(str::to_owned).collect();
        (name.to_owned(), Input { secrets, text: text.to_owned(), end: end.to_owned() })
    };
    let whole = |name: &str, secret: &str, text: &str| row(name, &[secret], text, "");
    let cut = |name: &str, text: &str, end: &str| row(name, &[KEY], text, end);
    let base64 = |before: &str, engine: &dyn Fn(&str) -> String| engine(&format!("{before}{KEY}:and more"));
    let (standard, padded, url) =
        (|text: &str| STANDARD_NO_PAD.encode(text), |text: &str| STANDARD.encode(text), |text: &str| URL_SAFE_NO_PAD.encode(text));
    let mut rows: Vec<_> = forms().into_iter().map(|(name, form)| whole(name, KEY, &format!("<{form}> {form}"))).collect();
    rows.extend([
        whole("in base64 from the first byte", KEY, &format!("Basic {}", base64("", &standard))),
        whole("in base64 from the second byte of three", KEY, &format!("Basic {}", base64("user-1:", &standard))),
        whole("in base64 from the third byte of three", KEY, &format!("Basic {}", base64("u:", &standard))),
        whole("in base64 with padding", KEY, &format!("Basic {}", padded(&format!("someone:{KEY}")))),
        whole("in the base64 of URLs", KEY, &format!("Basic {}", base64("", &url))),
        whole("a secret of seven bytes is not searched in base64", "abc-123", &format!("abc-123 {}", standard("abc-123"))),
        whole("a secret of eight bytes is searched in base64", "abc-1234", &format!("abc-1234 {}", standard("abc-1234"))),
        whole("a secret of three bytes is not redacted", "abc", "abc"),
        whole("a secret of four bytes is redacted", "abcd", "abcabcd"),
        whole("twice in a row", "abcd", "abcdabcd"),
        whole("occurrences that overlap are redacted as one", "aXaXa", "<aXaXaXaXa>"),
        whole("a text without a secret", "canary-1234", "nothing is secret here"),
        whole("case matters", "canary-1234", "CANARY-1234"),
        whole("a space may be a plus sign", "two words", "a=two+words&b=two%20words"),
        whole("backslashes of the secret may be doubled", r"a\b\\c", r#"{"x": "a\\b\\\\c", "y": a\b\\c}"#),
        whole("a percent sign of the secret may be escaped", "50%off-25%", "50%25off-25%25 and 50%off-25%"),
        whole("an ampersand of the secret may be an entity", "a&b<c>d", "a&amp;b&lt;c&gt;d and a&#38;b&#x3C;c&#62;d"),
        whole("quotes of the secret may be entities", "a'b\"c", "a&apos;b&quot;c and a&#39;b&#34;c"),
        whole("text around it that is not ASCII is kept", "canary-1234", "Größe 😀 canary-1234 漢字"),
        whole("part of a secret", KEY, "canary/7f"),
        whole("an escape of another character", KEY, r"\u0064anary/7f"),
        whole("backslashes alone", KEY, r"\\\\\\\\\\\\\\\\\\\\"),
        whole("percent signs and ampersands alone", KEY, "%%%%&&&&"),
        whole("an entity without its semicolon", "a&b<c>d", "a&ampb&ltc&gtd"),
        whole("nine backslashes before an escape are more than are read", "canary-1234", &format!("{}u0063anary-1234", r"\".repeat(9))),
        row("each of several secrets", &["canary-1", "more-2"], "canary-1, more-2 and canary-2", ""),
        row("secrets that overlap are redacted as one", &["canary-1", "canary-1-and-more", "more-2"], "canary-1, canary-1-and-more-2", ""),
        cut("the start of a secret at the end of a whole text", "x: cana", ""),
        cut("the first characters of a secret where the text was cut", "x: can", "cut"),
        cut("a single character where the text was cut", "x: c", "cut"),
        cut("another character follows where the text was cut", "x: canx", "cut"),
        cut("three characters where the text may be incomplete", "x: can", "broken"),
        cut("four characters where the text may be incomplete", "x: cana", "broken"),
        cut("an escape without its end where the text was cut", r"x: \u0063\u00", "cut"),
        cut("escapes where the text may be incomplete", "x: c%61na%", "broken"),
        cut("a lone percent sign where the text was cut", "100%", "cut"),
        cut("the start of the base64 where the text may be incomplete", &format!("x: {}", &standard(KEY)[..9]), "broken"),
        cut("three characters of the base64 where the text may be incomplete", &format!("x: {}", &standard(KEY)[..3]), "broken"),
        cut("a whole secret before the start of another", &format!("{KEY} ca"), "cut"),
    ]);
    printed::check("secrets.jsonl", rows, |input| json!({ "shown": input.redacted() }));
}
