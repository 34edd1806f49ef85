//! Holds what a contender delivers against what was sent: the same events, all of them, in order.

use std::slice::Iter;

use serde::Serialize;
use serde_json::{Map, Value};

use crate::Result;
use crate::data::Events;

pub(crate) struct Check<'a> {
    due: Iter<'a, String>,
}

impl<'a> Check<'a> {
    pub(crate) fn new(events: &'a Events) -> Self {
        Self { due: events.payloads.iter() }
    }

    /// The next frame.
    pub(crate) fn frame(&mut self, name: &str, data: &str) -> Result<()> {
        let due = self.next()?;
        if data == due && name == "message" { Ok(()) } else { Err(format!("{name} {data}, not {due}").into()) }
    }

    /// The next event, by what it is as JSON.
    pub(crate) fn event(&mut self, event: &impl Serialize) -> Result<()> {
        let found = serde_json::to_value(event)?;
        let due: Value = serde_json::from_str(self.next()?)?;
        if found == due { Ok(()) } else { Err(format!("{found}, not {due}").into()) }
    }

    /// The next event without the fields that its reader drops.
    pub(crate) fn part(&mut self, event: &impl Serialize) -> Result<()> {
        let found: Map<String, Value> = serde_json::from_value(serde_json::to_value(event)?)?;
        let due: Map<String, Value> = serde_json::from_str(self.next()?)?;
        let is_right = !found.is_empty() && found.iter().all(|(field, value)| due.get(field) == Some(value));
        if is_right { Ok(()) } else { Err(format!("{found:?}, not {due:?}").into()) }
    }

    pub(crate) fn end(mut self) -> Result<()> {
        self.due.next().map_or(Ok(()), |due| Err(format!("the events from {due} on are lost").into()))
    }

    fn next(&mut self) -> Result<&'a str> {
        Ok(self.due.next().ok_or("more events than were sent")?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_lost_or_added_event_is_found() {
        let events = Events::tokens(1);
        let [token, done] = [0, 1].map(|number| events.payloads[number].as_str());
        for (delivered, is_right) in [(&[token, done][..], true), (&[token], false), (&[done, token], false), (&[token, done, done], false)]
        {
            let mut frames = Check::new(&events);
            let read = delivered.iter().try_for_each(|data| frames.frame("message", data));
            assert_eq!(read.and_then(|()| frames.end()).is_ok(), is_right, "{delivered:?}");
            let mut typed = Check::new(&events);
            let mut read = delivered.iter().map(|data| serde_json::from_str::<Value>(data).unwrap_or_default());
            assert_eq!(read.try_for_each(|value| typed.event(&value)).and_then(|()| typed.end()).is_ok(), is_right, "{delivered:?}");
        }
        assert!(Check::new(&events).frame("other", token).is_err());
    }
}
