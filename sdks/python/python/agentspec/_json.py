"""Arguments to JSON for the native half, and its JSON back."""

import json
from typing import Any, AsyncIterator, Iterator, Mapping

from . import _native
from ._streams import next_item
from .exceptions import InvalidRequestError
from .types import PipelineStatus, PipelineStep

#: The operation whose answer is text and not JSON.
_TEXTS = {"metrics"}


def encode(arguments: Mapping[str, Any]) -> str:
    """The arguments as JSON."""
    try:
        return json.dumps(arguments, allow_nan=False, default=_mapping)
    except (TypeError, ValueError) as problem:
        raise InvalidRequestError(f"the arguments cannot be sent as JSON: {problem}", code="invalid_request") from None


def _mapping(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} is not JSON")


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
        stream.close()


async def async_items(stream: _native.Stream) -> AsyncIterator[Any]:
    """The same for asyncio."""
    try:
        while True:
            try:
                yield json.loads(await next_item(stream))
            except StopAsyncIteration:
                return
    finally:
        stream.close()


def progress(item: Mapping[str, Any]) -> Any:
    """A change of a step, or the end of a run."""
    return PipelineStep.from_dict(item["step"]) if "step" in item else PipelineStatus.from_dict(item["ended"])
