"""Encodes events that a program constructed as a server sends them."""

import json
from typing import Iterable

from ._data import Event
from ._decode import Undecodable
from .types import StreamEvent, stream_event


def encode_events(events: Iterable[StreamEvent]) -> bytes:
    """Returns the events as the body of a server's response."""
    if isinstance(events, (Event, str, bytes)) or not isinstance(events, Iterable):
        raise TypeError(f"events: expected an iterable of events of agentspec.types, got {type(events).__name__}")
    return b"".join(_encode(f"events[{index}]", event) for index, event in enumerate(events))


def _encode(place: str, event: StreamEvent) -> bytes:
    if not isinstance(event, Event):
        raise TypeError(f"{place}: expected an event of agentspec.types, got {type(event).__name__}: stream_event(…) reads one from its JSON")
    data = event.to_dict()
    try:
        parsed = stream_event(data)
    except Undecodable as problem:
        raise problem.within(place) from None
    if type(parsed) is not type(event):
        raise ValueError(f"{place}: the event is of class {type(event).__name__}, but its JSON is of class {type(parsed).__name__}: read it by stream_event(…)")
    try:
        return f"data: {json.dumps(data, allow_nan=False)}\n\n".encode()
    except (TypeError, ValueError) as problem:
        raise type(problem)(f"{place}: {problem}") from None
