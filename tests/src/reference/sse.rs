//! Decodes Server-Sent Events by the letter of WHATWG HTML, section 9.2.6: the whole input at once, line by line.

/// The contents of a stream.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Decoded {
    /// The dispatched events, in order.
    pub events: Vec<Event>,
    /// The unfinished block at the end of the input, without an id. The standard drops it.
    pub unfinished: Option<Event>,
    /// The last valid `retry` in milliseconds, at most the maximum of the type.
    pub retry: Option<u64>,
    /// The last event id, as of the last blank line.
    pub last_event_id: String,
}

/// A dispatched event.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Event {
    /// Its name.
    pub event: String,
    /// Its data lines, joined by line feeds.
    pub data: String,
    /// The last event id.
    pub id: String,
}

/// Decodes a whole stream.
#[must_use]
pub fn decode(bytes: &[u8]) -> Decoded {
    let text = String::from_utf8_lossy(bytes);
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text).replace("\r\n", "\n").replace('\r', "\n");
    let (lines, cut) = text.rsplit_once('\n').map_or((None, &*text), |(lines, cut)| (Some(lines), cut));

    let mut decoded = Decoded::default();
    let (mut name, mut data, mut id) = (String::new(), String::new(), String::new());
    let dispatched = |name: &str, data: &str, id: &str| {
        let event = if name.is_empty() { "message" } else { name };
        data.strip_suffix('\n').map(|data| Event { event: event.to_owned(), data: data.to_owned(), id: id.to_owned() })
    };
    for line in lines.into_iter().flat_map(|lines| lines.split('\n')) {
        if line.is_empty() {
            decoded.last_event_id.clone_from(&id);
            decoded.events.extend(dispatched(&name, &data, &id));
            name.clear();
            data.clear();
            continue;
        }
        match field(line) {
            ("event", value) => value.clone_into(&mut name),
            ("data", value) => data.extend([value, "\n"]),
            ("id", value) if !value.contains('\0') => value.clone_into(&mut id),
            ("retry", value) if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) => {
                decoded.retry = Some(value.parse().unwrap_or(u64::MAX));
            }
            _ => {}
        }
    }
    match field(cut) {
        ("event", value) => value.clone_into(&mut name),
        ("data", value) => data.extend([value, "\n"]),
        _ => {}
    }
    decoded.unfinished = dispatched(&name, &data, "");
    decoded
}

/// Returns the name and the value of a line.
fn field(line: &str) -> (&str, &str) {
    let (name, value) = line.split_once(':').unwrap_or((line, ""));
    (name, value.strip_prefix(' ').unwrap_or(value))
}
