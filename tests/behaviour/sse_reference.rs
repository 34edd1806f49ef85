//! The decoder of frames against a slow one that follows the text of WHATWG HTML, section 9.2.6, line by line.

use agentspec_ext::sse::Decoder;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

#[derive(Debug, Default, PartialEq)]
struct Decoded {
    /// Each event's name, data and id.
    events: Vec<(String, String, String)>,
    retry: Option<u64>,
    last_event_id: String,
}

fn reference(bytes: &[u8]) -> Decoded {
    let text = String::from_utf8_lossy(bytes);
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text).replace("\r\n", "\n").replace('\r', "\n");
    let mut decoded = Decoded::default();
    let (mut name, mut data, mut id) = (String::new(), String::new(), String::new());
    let Some((lines, _unfinished)) = text.rsplit_once('\n') else { return decoded };
    for line in lines.split('\n') {
        if line.is_empty() {
            decoded.last_event_id.clone_from(&id);
            if let Some(data) = data.strip_suffix('\n') {
                let name = if name.is_empty() { "message" } else { &name };
                decoded.events.push((name.to_owned(), data.to_owned(), id.clone()));
            }
            name.clear();
            data.clear();
            continue;
        }
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "event" => value.clone_into(&mut name),
            "data" => data.extend([value, "\n"]),
            "id" if !value.contains('\0') => value.clone_into(&mut id),
            "retry" if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) => {
                decoded.retry = Some(value.parse().unwrap_or(u64::MAX));
            }
            _ => {}
        }
    }
    decoded
}

fn decode<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> Decoded {
    let mut decoder = Decoder::new();
    let mut events = Vec::new();
    for piece in pieces {
        decoder.push(piece.to_vec());
        while let Some(frame) = decoder.next_frame().unwrap() {
            events.push((frame.event().into_owned(), frame.data().into_owned(), frame.id().into_owned()));
        }
    }
    Decoded { events, retry: decoder.retry(), last_event_id: decoder.last_event_id() }
}

/// Streams made of what means something to a decoder, and of anything.
fn stream() -> impl Strategy<Value = Vec<u8>> {
    let telling: &'static [&'static [u8]] = &[
        b"data",
        b"event",
        b"id",
        b"retry",
        b"dat",
        b"datax",
        b":",
        b": ",
        b" ",
        b"\n",
        b"\r",
        b"\r\n",
        b"\n\n",
        b"\r\r",
        b"\0",
        b"7",
        b"\xef\xbb\xbf",
        b"\xef\xbb",
        b"\xc3\xa9",
        b"\xe2\x82",
        b"\xff",
        b"x",
    ];
    let part = prop_oneof![9 => select(telling).prop_map(<[u8]>::to_vec), 1 => vec(any::<u8>(), 0..4)];
    vec(part, 0..40).prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(4096) })]

    #[test]
    fn any_bytes_cut_anywhere_give_what_the_standard_says(bytes in stream(), size in 1_usize..9) {
        let due = reference(&bytes);
        prop_assert_eq!(&decode([&bytes[..]]), &due, "whole");
        prop_assert_eq!(&decode(bytes.chunks(size)), &due, "in pieces of {}", size);
    }
}
