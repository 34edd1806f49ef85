"""Arguments to JSON for the native half, and its JSON back."""

import json
import math
import sys
from typing import Any, AsyncIterator, Dict, Iterator, Mapping, NoReturn

from . import _native
from ._misspelt import warn_of_misspelt
from ._options import NOT_UNICODE, is_unicode
from ._streams import next_item
from ._telemetry import Listener
from .exceptions import InvalidRequestError
from .types import PipelineStatus, PipelineStep

#: The operation whose answer is text and not JSON.
_TEXTS = {"metrics"}


#: The type of each argument that is not any JSON, with its name in messages.
_TYPES: Mapping[str, Any] = {
    **dict.fromkeys(["agent", "input", "name", "run_id", "session_id"], (str, "a str")),
    **dict.fromkeys(["limit", "offset"], (int, "an int")),
    **dict.fromkeys(["deadline", "poll_delay"], ((int, float), "a number of seconds")),
    **dict.fromkeys(["metadata", "options"], (Mapping, "a mapping")),
}
_MOST: Mapping[str, int] = {"limit": 2**32 - 1, "offset": 2**64 - 1}
#: The arguments that may not be left out.
_REQUIRED = {"agent", "input", "name", "session_id"}
#: The longest integer that is sent, in digits: as many as Python writes, unless a program has it write more or fewer.
_DIGITS = 4300
#: How many lists and mappings of an argument may be within one another: the native half reads as many.
_DEPTH = 126


def encode(arguments: Mapping[str, Any]) -> str:
    """The arguments as JSON."""
    for name, value in arguments.items():
        if value is not None or name in _REQUIRED:
            _check_type(name, value)
    options = arguments.get("options")
    if options:
        warn_of_misspelt(options)
    return json.dumps({name: _plain(name, name, value, _DEPTH) for name, value in arguments.items()}, allow_nan=False)


def _check_type(name: str, value: Any) -> None:
    kind, due = _TYPES.get(name, (object, ""))
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not object):
        _refuse(f"{name} must be {due}, not {type(value).__name__}")
    if name in _MOST and not 0 <= value <= _MOST[name]:
        _refuse(f"{name} is {value}: give an int from 0 to {_MOST[name]}")


def _plain(argument: str, path: str, value: Any, depth: int) -> Any:
    """The value as dicts, lists and what JSON has, which `path` of the argument is."""
    if isinstance(value, str):
        return _text(path, value)
    if isinstance(value, int):
        return value if value.bit_length() <= _bits() else _refuse(f"{path} is an integer of more digits than Python writes: send it as a str")
    if isinstance(value, float):
        return value if math.isfinite(value) else _refuse(f"{path} is {value}, which JSON cannot represent")
    if isinstance(value, (Mapping, list, tuple)) and not depth:
        _refuse(f"{argument} is nested too deeply")
    if isinstance(value, Mapping):
        return _object(argument, path, value, depth)
    if isinstance(value, (list, tuple)):
        return [_plain(argument, f"{path}[{index}]", item, depth - 1) for index, item in enumerate(value)]
    return None if value is None else _refuse(f"{path} is of type {type(value).__name__}, which is not JSON")


def _bits() -> int:
    """How many bits the longest integer may have that is sent."""
    limit = getattr(sys, "get_int_max_str_digits", lambda: 0)() or _DIGITS
    return int(min(limit, _DIGITS) * math.log2(10))


def _object(argument: str, path: str, value: Mapping[Any, Any], depth: int) -> Dict[str, Any]:
    plain = {}
    for key, item in value.items():
        if not isinstance(key, str):
            _refuse(f"the keys of {path} must be str, not {type(key).__name__}")
        plain[_text(f"a key of {path}", key)] = _plain(argument, f"{path}.{key}", item, depth - 1)
    return plain


def _text(path: str, value: str) -> str:
    return value if is_unicode(value) else _refuse(f"{path} {NOT_UNICODE}")


def _refuse(message: str) -> NoReturn:
    raise InvalidRequestError(message, code="invalid_request", is_local=True)


def decode(operation: str, reply: _native.Reply) -> Any:
    """The value of an answer."""
    if reply.text is None or operation in _TEXTS:
        return reply.text
    return json.loads(reply.text)


def items(stream: _native.Stream) -> Iterator[Any]:
    """The items of a stream of JSON."""
    try:
        for item in stream:
            yield json.loads(item)
    finally:
        _close(stream)


def _close(stream: _native.Stream) -> None:
    stream.close()
    listener = stream.listener
    if isinstance(listener, Listener):
        listener.end()


async def async_items(stream: _native.Stream) -> AsyncIterator[Any]:
    """The same for asyncio."""
    try:
        while True:
            try:
                yield json.loads(await next_item(stream))
            except StopAsyncIteration:
                return
    finally:
        _close(stream)


def progress(item: Mapping[str, Any]) -> Any:
    """A change of a step, or the end of a run."""
    return PipelineStep.from_dict(item["step"]) if "step" in item else PipelineStatus.from_dict(item["ended"])
