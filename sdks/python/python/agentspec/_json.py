"""Encodes arguments as JSON for the native module, and decodes the JSON that it returns."""

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

#: `json.dumps` makes an encoder for each call, unless all its options are the defaults.
_ENCODER = json.JSONEncoder(allow_nan=False)

#: The operations whose response is text, not JSON.
_TEXTS = {"metrics"}


#: The type of each argument that does not accept any JSON, with its name in messages.
_TYPES: Mapping[str, Any] = {
    **dict.fromkeys(["agent", "input", "name", "run_id", "session_id"], (str, "a str")),
    **dict.fromkeys(["limit", "offset"], (int, "an int")),
    **dict.fromkeys(["deadline", "poll_delay"], ((int, float), "a number of seconds")),
    **dict.fromkeys(["metadata", "options"], (Mapping, "a mapping")),
}
_MAX: Mapping[str, int] = {"limit": 2**32 - 1, "offset": 2**64 - 1}
#: The arguments that are required.
_REQUIRED = {"agent", "input", "name", "session_id"}
#: The longest integer that is sent, in digits: Python's default limit for the conversion of an int to a str, which a program may change.
_DIGITS = 4300
#: How deeply the lists and mappings of an argument may be nested: the limit of the native module.
_DEPTH = 126


def encode(arguments: Mapping[str, Any]) -> str:
    """Encodes arguments as JSON."""
    for name, value in arguments.items():
        if value is not None or name in _REQUIRED:
            _check_type(name, value)
    options = arguments.get("options")
    if options:
        warn_of_misspelt(options)
    return _ENCODER.encode({name: _plain(name, name, value, _DEPTH) for name, value in arguments.items()})


def _check_type(name: str, value: Any) -> None:
    kind, expected = _TYPES.get(name, (object, ""))
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not object):
        _refuse(f"{name}: expected {expected}, got {type(value).__name__}")
    if name in _MAX and not 0 <= value <= _MAX[name]:
        _refuse(f"{name}: expected an int from 0 to {_MAX[name]}, got {value}")


def _plain(argument: str, path: str, value: Any, depth: int) -> Any:
    """Converts the value at `path` of an argument to dicts, lists and plain JSON values."""
    if isinstance(value, str):
        return _text(path, value)
    if isinstance(value, int):
        return value if value.bit_length() <= _bits() else _refuse(f"{path}: the integer has more digits than Python converts to a str: pass it as a str")
    if isinstance(value, float):
        return value if math.isfinite(value) else _refuse(f"{path}: expected a finite number, got {value}, which JSON cannot represent")
    if isinstance(value, (Mapping, list, tuple)) and not depth:
        _refuse(f"{argument}: nested too deeply: expected at most {_DEPTH} levels of lists and mappings")
    if isinstance(value, Mapping):
        return _object(argument, path, value, depth)
    if isinstance(value, (list, tuple)):
        return [_plain(argument, f"{path}[{index}]", item, depth - 1) for index, item in enumerate(value)]
    return None if value is None else _refuse(f"{path}: expected a value that JSON can represent, got {type(value).__name__}")


def _bits() -> int:
    """Returns how many bits the longest integer that is sent may have."""
    limit = getattr(sys, "get_int_max_str_digits", lambda: 0)() or _DIGITS
    return int(min(limit, _DIGITS) * math.log2(10))


def _object(argument: str, path: str, value: Mapping[Any, Any], depth: int) -> Dict[str, Any]:
    plain = {}
    for key, item in value.items():
        if not isinstance(key, str):
            _refuse(f"{path}: expected keys of type str, got {type(key).__name__}")
        plain[_text(f"a key of {path}", key)] = _plain(argument, f"{path}.{key}", item, depth - 1)
    return plain


def _text(path: str, value: str) -> str:
    return value if is_unicode(value) else _refuse(f"{path} {NOT_UNICODE}")


def _refuse(message: str) -> NoReturn:
    raise InvalidRequestError(message, code="invalid_request", is_local=True)


def decode(operation: str, reply: _native.Reply) -> Any:
    """Decodes the value of a reply."""
    if reply.text is None or operation in _TEXTS:
        return reply.text
    return json.loads(reply.text)


def items(stream: _native.Stream) -> Iterator[Any]:
    """Yields the decoded items of a stream of JSON values."""
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
    """Yields as `items`, for asyncio."""
    try:
        while True:
            try:
                yield json.loads(await next_item(stream))
            except StopAsyncIteration:
                return
    finally:
        _close(stream)


def progress(item: Mapping[str, Any]) -> Any:
    """Reads the change of a step, or the final status of a run."""
    return PipelineStep.from_dict(item["step"]) if "step" in item else PipelineStatus.from_dict(item["ended"])
