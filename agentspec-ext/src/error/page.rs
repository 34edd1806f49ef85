//! Recognizes a web page in place of an API response, by its start or its content type.

const STARTS: [&str; 2] = ["<!doctype html", "<html"];
const MEDIA: [&str; 2] = ["text/html", "application/xhtml+xml"];
/// The starts of JSON and of events, which are no web page even if the content type says so.
const OTHERS: [&[u8]; 5] = [b"{", b"[", b"data:", b"event:", b"id:"];
/// The number of bytes in which a title is searched.
const HEAD: usize = 16 << 10;

/// Returns whether `body`, without its byte order mark, is a web page.
pub(super) fn is_page(media: Option<&str>, body: &[u8]) -> bool {
    let body = body.trim_ascii_start();
    let begins = |start: &str| body.get(..start.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(start.as_bytes()));
    let is_declared = media.is_some_and(|media| MEDIA.iter().any(|page| media.eq_ignore_ascii_case(page)));
    STARTS.into_iter().any(begins) || is_declared && !OTHERS.iter().any(|other| body.starts_with(other))
}

/// Returns the title of the page.
pub(super) fn title(body: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&body[..body.len().min(HEAD)]);
    // Only ASCII is changed, so both have the same length.
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
    fn a_page_is_recognized_by_its_start_or_its_headers() {
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
        for (body, expected) in [
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
            assert_eq!(title(body.as_bytes()).as_deref(), expected, "{body}");
        }
    }
}
