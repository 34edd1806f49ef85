//! Knows a web page, which stands where the API's answer should: by its start, or by what its headers say.

const STARTS: [&str; 2] = ["<!doctype html", "<html"];
const MEDIA: [&str; 2] = ["text/html", "application/xhtml+xml"];
/// What is none, though its headers say so: JSON, and events.
const OTHERS: [&[u8]; 5] = [b"{", b"[", b"data:", b"event:", b"id:"];
/// How far a title is looked for, in bytes.
const HEAD: usize = 16 << 10;

/// `body` is without its byte order mark.
pub(super) fn is_page(media: Option<&str>, body: &[u8]) -> bool {
    let body = body.trim_ascii_start();
    let begins = |start: &str| body.get(..start.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(start.as_bytes()));
    let is_declared = media.is_some_and(|media| MEDIA.iter().any(|page| media.eq_ignore_ascii_case(page)));
    STARTS.into_iter().any(begins) || is_declared && !OTHERS.iter().any(|other| body.starts_with(other))
}

/// What the page says that it is.
pub(super) fn title(body: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&body[..body.len().min(HEAD)]);
    // Of the same length as the text: only ASCII is changed.
    let lower = head.to_ascii_lowercase();
    let tag = lower.find("<title")?;
    let start = tag + lower[tag..].find('>')? + 1;
    let end = start + lower[start..].find("</title")?;
    let words: Vec<_> = head[start..end].split_whitespace().collect();
    if words.is_empty() { None } else { Some(words.join(" ")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_known_by_its_start_or_its_headers() {
        for (media, body) in [
            (None, "<!DOCTYPE html><p>Hi"),
            (Some("application/json"), " \r\n<HTML lang=en>"),
            (Some("text/event-stream"), "<html>"),
            (Some("text/html"), "<h1>Hi</h1>"),
            (Some("Text/HTML"), "Hi"),
            (Some("text/html"), ""),
            (Some("application/xhtml+xml"), "<?xml version=\"1.0\"?><html/>"),
        ] {
            assert!(is_page(media, body.as_bytes()), "{media:?} {body}");
        }
        for (media, body) in [
            (None, ""),
            (None, "<h1>Hi"),
            (Some("text/plain"), "Hi"),
            (Some("text/html"), " {\"output\": 5}"),
            (Some("text/html"), "data: {}\n\n"),
        ] {
            assert!(!is_page(media, body.as_bytes()), "{media:?} {body}");
        }
    }

    #[test]
    fn the_title_is_found() {
        for (body, due) in [
            (
                "<html><head><TITLE class=a>\n 400 The plain HTTP request\n was sent to HTTPS port </Title>",
                Some("400 The plain HTTP request was sent to HTTPS port"),
            ),
            ("<title>İ ß</title>", Some("İ ß")),
            ("<title> </title>", None),
            ("<title>Half", None),
            ("<title", None),
            ("<h1>Hi</h1>", None),
        ] {
            assert_eq!(title(body.as_bytes()).as_deref(), due, "{body}");
        }
    }
}
