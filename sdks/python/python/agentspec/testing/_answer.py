"""Scripted answers. Does not know how they reach the server."""

import base64
import json as _json
from dataclasses import dataclass, field
from typing import Any, Dict, Iterable, Mapping, Optional, Union

from .._options import UNSET
from .._sse import encode_events
from ..types import StreamEvent


@dataclass(frozen=True)
class Answer:
    """An answer in place of the server's own, for `MockServer.answer_next`. `error`, `status` and `events` create one."""

    _command: Mapping[str, Any] = field(repr=False)

    @classmethod
    def error(cls, status: int, code: str, message: str, *, headers: Optional[Mapping[str, str]] = None, delay: float = 0) -> "Answer":
        """Returns an answer with the error body of the server's dialect. `delay` is in seconds, by the server's clock."""
        return cls._new(headers, delay, status=status, error={"code": code, "message": message})

    @classmethod
    def status(
        cls,
        status: int,
        *,
        json: Any = UNSET,
        body: Union[str, bytes, None] = None,
        headers: Optional[Mapping[str, str]] = None,
        delay: float = 0,
    ) -> "Answer":
        """Returns an answer with a status, and with a JSON body, a body without a content type, or none. `delay` is in seconds, by the server's clock."""
        if json is not UNSET and body is not None:
            raise ValueError("json, body: an answer has one body: give one of them")
        content: Dict[str, Any] = {}
        if json is not UNSET:
            content["json"] = json
        elif isinstance(body, bytes):
            content["body_base64"] = base64.b64encode(body).decode()
        elif body is not None:
            content["body"] = body
        return cls._new(headers, delay, status=status, **content)

    @classmethod
    def events(cls, events: Union[str, Iterable[StreamEvent]], *, headers: Optional[Mapping[str, str]] = None, delay: float = 0) -> "Answer":
        """Returns a stream of these events, or of exactly this text, whether it is valid or not. `delay` is in seconds, by the server's clock.

        A stream without `Done` or an `error` event at its end is one that is cut short.
        """
        text = events if isinstance(events, str) else encode_events(events).decode()
        return cls._new(headers, delay, events=text)

    @classmethod
    def _new(cls, headers: Optional[Mapping[str, str]], delay: float, **content: Any) -> "Answer":
        command = {**content, "headers": list((headers or {}).items()), "delay_ms": milliseconds("delay", delay)}
        # A value that is not JSON is refused where the answer is written.
        _json.dumps(command, allow_nan=False)
        return cls(command)

    def __repr__(self) -> str:
        return f"Answer({', '.join(f'{name}={value!r}' for name, value in self._command.items() if value)})"


def milliseconds(name: str, seconds: float) -> int:
    """Returns seconds in milliseconds."""
    if isinstance(seconds, bool) or not isinstance(seconds, (int, float)) or not 0 <= seconds < float("inf"):
        raise ValueError(f"{name}: expected a finite number of seconds, 0 or more, got {seconds!r}")
    return round(seconds * 1000)
