#![allow(clippy::unwrap_used, reason = "a test may fail")]

use super::*;

fn normalized(lines: &str) -> Result<String, &'static str> {
    let head = format!("HTTP/1.1 200 OK\r\n{lines}\r\n\r\n");
    assert_eq!(end(head.as_bytes(), 0), Some(head.len()), "{head:?}");
    let normalized = String::from_utf8(normalize(head.as_bytes())?.normalized.into_owned()).unwrap();
    Ok(normalized.strip_prefix("HTTP/1.1 200 OK\r\n").unwrap().strip_suffix("\r\n\r\n").unwrap_or_default().to_owned())
}

#[test]
fn a_malformed_line_is_normalized() {
    for (lines, expected) in [
        ("X-Note : a", "X-Note: a"),
        ("X-Note\t \t:a", "X-Note: a"),
        ("X-Note: a\r\n b\r\n\t c\r\nX-B: 1", "X-Note: a b c\r\nX-B: 1"),
        ("X-Note:\r\n a", "X-Note:  a"),
        ("X-Note: a\u{1}b\u{7f}c\0d\te", "X-Note: a b c d\te"),
        ("X-Note: a\rb", "X-Note: a b"),
        ("X-Note: a\nX-Note: b", "X-Note: a\r\nX-Note: b"),
        ("X Note: a\r\n b\r\nX\u{1}: a\r\n: a\r\nX-B: 1", "X-B: 1"),
        (" a line before any\r\nX-B: 1", "X-B: 1"),
        ("X-Note: caf\u{e9}", "X-Note: caf\u{e9}"),
        ("Content-Length: 5\r\nContent-Length: 5, 5", "Content-Length: 5\r\nContent-Length: 5, 5"),
        ("TRANSFER-ENCODING: Chunked", "TRANSFER-ENCODING: Chunked"),
        ("Content-Length: 5\r\nX Y: a\r\n b", "Content-Length: 5"),
        ("Content-Length: 5,  5 ,\t5", "Content-Length: 5,  5 ,\t5"),
    ] {
        assert_eq!(normalized(lines).unwrap(), expected, "{lines:?}");
    }
}

#[test]
fn the_headers_of_the_body_length_are_never_normalized() {
    for (name, value) in [("Content-Length", "14"), ("transfer-encoding", "chunked")] {
        let (start, rest) = name.split_at(7);
        for lines in [
            format!("{name} : {value}"),
            format!("{name}\t: {value}"),
            format!(" {name}: {value}"),
            format!("X-Note: a\r\n {name}: {value}"),
            format!("{name}:\r\n {value}"),
            format!("{name}: {value}\r\n "),
            format!("{name}: {value}\r\n 0"),
            format!("{name}: \u{1}{value}"),
            format!("{name}: {value}\0"),
            format!("{name}: {value}\r"),
            format!("{name}\u{1}: {value}"),
            format!("{start}\u{200b}{rest}: {value}"),
            format!("{start}\0{rest}: {value}"),
            format!("{name} {value}"),
            format!("{name}: {value}\u{e9}"),
            format!("{name}: "),
            format!("{name}: {value} {value}"),
            // A malformed header after a valid one.
            format!("Content-Length: 14\r\nX-A: 1\r\n{name} : {value}"),
        ] {
            assert!(normalized(&lines).is_err(), "{lines:?}");
        }
    }
    for lines in [
        "Content-Length: 5\r\nContent-Length: 6",
        "Content-Length: +5",
        "Content-Length: 99999999999999999999",
        "Content-Length: 5\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: gzip, chunked",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
        "X-Note a",
        "X-A: 1\r\n\u{1}",
    ] {
        assert!(normalized(lines).is_err(), "{lines:?}");
    }
}

#[test]
fn the_end_of_a_head_is_found_however_it_is_split() {
    for head in ["HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\r\n", "HTTP/1.1 200 OK\nA: b\n\n", "HTTP/1.1 200 OK\r\n\r\n"] {
        let whole = [head, "\r\n\r\n"].concat();
        for searched in 0..head.len() {
            assert_eq!(end(whole.as_bytes(), searched), Some(head.len()), "{head:?} {searched}");
            assert_eq!(end(&whole.as_bytes()[..searched], 0), None, "{head:?} {searched}");
        }
    }
}

#[test]
fn the_head_determines_what_follows() {
    let after = |head: &str| match normalize(format!("{head}\r\n\r\n").as_bytes()).unwrap().after {
        AfterHead::Body(Body::Length(length)) => format!("{length} bytes"),
        AfterHead::Body(Body::Chunked(_)) => "chunks".to_owned(),
        AfterHead::Body(Body::UntilClose) => "all".to_owned(),
        AfterHead::FinalResponse => "a final response".to_owned(),
        AfterHead::Nothing => "nothing".to_owned(),
        AfterHead::Other => "another".to_owned(),
    };
    for (head, expected) in [
        ("HTTP/1.1 200 OK\r\nContent-Length: 5", "5 bytes"),
        ("HTTP/1.1 200 OK\r\nContent-Length: 0", "nothing"),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked", "chunks"),
        ("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked", "another"),
        ("HTTP/1.1 200 OK", "all"),
        ("HTTP/1.1 204 No Content\r\nContent-Length: 5", "nothing"),
        ("HTTP/1.1 103 Early Hints", "a final response"),
        ("HTTP/1.1 101 Switching Protocols", "another"),
        ("HTTP/1.1 twohundred", "another"),
    ] {
        assert_eq!(after(head), expected, "{head:?}");
    }
}
