"""Events that a program made, as a server would send them."""

import json
from typing import Iterable

from ._data import Event
from ._decode import Undecodable
from .types import StreamEvent, stream_event


def as_sent(events: Iterable[StreamEvent]) -> bytes:
    """The bytes in which a server would send the events."""
    if isinstance(events, (Event, str, bytes)) or not isinstance(events, Iterable):
        raise TypeError(f"events must be an iterable of events of agentspec.types, not {type(events).__name__}")
    return b"".join(_as_sent(f"events[{index}]", event) for index, event in enumerate(events))


def _as_sent(place: str, event: StreamEvent) -> bytes:
    if not isinstance(event, Event):
        raise TypeError(f"{place} must be an event of agentspec.types, not {type(event).__name__}: stream_event(…) makes one of its JSON")
    data = event.to_dict()
    try:
        read = stream_event(data)
    except Undecodable as problem:
        raise problem.within(place) from None
    if type(read) is not type(event):
        raise ValueError(f"{place} is of {type(event).__name__}, and its JSON is of {type(read).__name__}: make it by stream_event(…)")
    try:
        return f"data: {json.dumps(data, allow_nan=False)}\n\n".encode()
    except (TypeError, ValueError) as problem:
        raise type(problem)(f"{place}: {problem}") from None
