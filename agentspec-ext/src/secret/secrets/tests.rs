#![allow(clippy::unwrap_used, reason = "a test may fail")]

use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use bytes::Bytes;

use super::*;

pub(in crate::secret) const KEY: &str = r#"canary/7f"3a91?"#;

fn pattern(secret: &'static str) -> Secrets {
    Secrets(Patterns::One(SecretPattern::new(Bytes::from_static(secret.as_bytes())).map(Arc::new)))
}

/// The forms of the key, each with its name.
pub(in crate::secret) fn forms() -> Vec<(&'static str, String)> {
    let each = |escape: fn(u8) -> String| KEY.bytes().map(escape).collect::<String>();
    vec![
        ("verbatim", KEY.to_owned()),
        ("in JSON", KEY.replace('/', r"\/").replace('"', r#"\""#)),
        ("in JSON inside JSON", KEY.replace('"', r#"\\\""#)),
        ("in escapes of JSON", each(|byte| format!("\\u{byte:04x}"))),
        ("in escapes of JSON inside JSON, in capitals", each(|byte| format!("\\\\u{byte:04X}"))),
        ("in escapes with braces", each(|byte| format!("\\u{{{byte:x}}}"))),
        ("in escapes of a byte", each(|byte| format!("\\x{byte:02x}"))),
        ("in a URL", each(|byte| format!("%{byte:02X}"))),
        ("encoded twice in a URL", each(|byte| format!("%25{byte:02x}"))),
        ("in decimal entities of HTML", each(|byte| format!("&#{byte};"))),
        ("in hexadecimal entities of HTML", each(|byte| format!("&#x{byte:x};"))),
        ("in HTML", KEY.replace('"', "&quot;")),
        ("in several encodings at once", KEY.replace("canary", "c%61nar\\u0079")),
    ]
}

#[test]
fn a_secret_is_redacted_in_each_of_its_forms() {
    for (_, form) in forms() {
        assert_eq!(pattern(KEY).redact(&format!("<{form}> {form}")).as_deref(), Some("<[redacted]> [redacted]"), "{form}");
    }
    for before in ["", "u:", "user:", "someone:"] {
        for engine in [&STANDARD_NO_PAD, &URL_SAFE_NO_PAD] {
            let redacted = pattern(KEY).redact(&engine.encode(format!("{before}{KEY}:and more"))).unwrap();
            let left = redacted.replace(REDACTED, "");
            assert!(redacted.contains(REDACTED) && left.len() < 30, "{before} {redacted}");
        }
    }
}

#[test]
fn a_similar_text_is_not_redacted() {
    for text in ["canary/7f", "canary", r"\u0063anary", "", r"\\\\\\\\\\\\\\\\\\\\", "%%%%", "&&&&", "canary/7f'3a91?"] {
        assert_eq!(pattern(KEY).redact(text), None, "{text}");
    }
    assert_eq!(pattern("abc").redact("abc"), None);
    assert_eq!(pattern("abcd").redact("abcabcd").as_deref(), Some("abc[redacted]"));
    assert_eq!(pattern(r"a\b\\c").redact(r#"{"x": "a\\b\\\\c", "y": a\b\\c}"#).as_deref(), Some(r#"{"x": "[redacted]", "y": [redacted]}"#));
}

#[test]
fn a_prefix_at_the_end_of_a_cut_text_is_redacted() {
    for (text, end, expected) in [
        ("x: can", End::Whole, None),
        ("x: can", End::Cut, Some("x: [redacted]")),
        ("x: can", End::Broken, None),
        ("x: cana", End::Broken, Some("x: [redacted]")),
        (r"x: \u0063\u00", End::Cut, Some("x: [redacted]")),
        ("x: c%61na%", End::Broken, Some("x: [redacted]")),
        ("x: canx", End::Cut, None),
    ] {
        let redacted = pattern(KEY).redact_bytes(text.as_bytes(), end);
        assert_eq!(redacted.as_deref(), expected.map(str::as_bytes), "{text} {end:?}");
    }
    let encoded = STANDARD_NO_PAD.encode(KEY);
    assert_eq!(pattern(KEY).redact_bytes(&encoded.as_bytes()[..9], End::Broken).as_deref(), Some(REDACTED.as_bytes()));
}

#[test]
fn values_and_the_names_of_members_are_redacted() {
    let mut value = serde_json::json!({"a": [KEY, 5, {KEY: null}], "b": "plain"});
    pattern(KEY).redact_value(&mut value);
    assert_eq!(value, serde_json::json!({"a": [REDACTED, 5, {REDACTED: null}], "b": "plain"}));
}

#[test]
fn whole_headers_are_redacted() {
    let mut headers = HeaderMap::new();
    headers.insert("x-a", HeaderValue::from_static("Bearer canary-1234"));
    headers.insert("x-canary-1234", HeaderValue::from_static("b"));
    headers.insert("x-b", HeaderValue::from_static("c"));
    pattern("CANARY-1234").redact_headers(&mut headers);
    assert_eq!(headers.len(), 2);
    pattern("canary-1234").redact_headers(&mut headers);
    assert_eq!((&headers["x-a"], &headers["x-b"]), (&HeaderValue::from_static(REDACTED), &HeaderValue::from_static("c")));
}

#[test]
fn each_of_several_secrets_is_redacted_and_none_exposes_another() {
    let secrets = Secrets::for_source();
    for token in ["canary-1", "canary-1-and-more", "more-2", "canary-1"] {
        secrets.add(SecretPattern::new(Bytes::from_static(token.as_bytes())).map(Arc::new).as_ref());
    }
    assert_eq!(secrets.redact("canary-1, canary-1-and-more-2 and canary-2").as_deref(), Some("[redacted], [redacted] and canary-2"));
    let mut headers = HeaderMap::new();
    headers.insert("x-a", HeaderValue::from_static("more-2"));
    headers.insert("x-canary-1", HeaderValue::from_static("b"));
    secrets.redact_headers(&mut headers);
    assert_eq!((headers.len(), &headers["x-a"]), (1, &HeaderValue::from_static(REDACTED)));
    let Patterns::Dynamic(known) = &secrets.0 else { panic!("it is of a source") };
    assert_eq!(known.lock().unwrap().len(), 3);
}
