"""OpenTelemetry spans, made of the Rust client's spans and events. Does nothing unless `opentelemetry-api` is installed."""

import contextlib
import functools
import importlib
import re
from typing import Any, Dict, Iterator, List, NamedTuple, Optional, Sequence, Tuple

from . import _native
from ._logging import Entry, Fields, logger

#: The operations that make several calls, each with its own span within the operation's span: those that have ended when they return, and
#: those that return an iterator.
WAITED_FOR = {"wait_for_run"}
_ITERATED = {"all_sessions", "watch_run"}
#: The prefix of the fields that are a span's name, kind and status, not its attributes.
_SPAN_PREFIX = "otel."
#: A valid header name.
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


class _Api(NamedTuple):
    """The modules of `opentelemetry-api` that are used."""

    trace: Any
    propagate: Any


@functools.lru_cache(maxsize=None)
def _api() -> Optional[_Api]:
    """Imports the API once; None if it is not installed."""
    try:
        trace = importlib.import_module("opentelemetry.trace")
        propagate = importlib.import_module("opentelemetry.propagate")
        return _Api(trace, propagate)
    except ImportError:
        return None
    except Exception:
        logger.warning("no spans are recorded, because OpenTelemetry cannot be imported", exc_info=True)
        return None


@contextlib.contextmanager
def _failures_logged() -> Iterator[None]:
    """Logs a failure of OpenTelemetry, which must not fail the call."""
    try:
        yield
    except Exception:
        logger.warning("a span could not be recorded", exc_info=True)


def begin(operation: str) -> Optional["Trace"]:
    """Begins the trace of a call, whose parent is the current span."""
    api = _api()
    if api is None:
        return None
    with _failures_logged():
        return Trace(api, operation)
    return None


class Trace:
    """The spans of one Python call.

    The call's span begins before the request, so that every attempt carries its id; the spans of attempts are created when their entries arrive.
    """

    def __init__(self, api: _Api, operation: str) -> None:
        self._api = api
        self._is_several = operation in WAITED_FOR | _ITERATED
        self._spans: Dict[int, Any] = {}
        self._has_ended = False
        kind = api.trace.SpanKind.INTERNAL if self._is_several else api.trace.SpanKind.CLIENT
        # Not cached: a program may set another provider.
        self._tracer = api.trace.get_tracer("agentspec", _native.__version__)
        self._span = self._tracer.start_span(operation, kind=kind)
        self._context = api.trace.set_span_in_context(self._span)
        carrier: Dict[str, str] = {}
        api.propagate.inject(carrier, context=self._context)
        self.headers: List[Tuple[str, str]] = [(name, value) for name, value in carrier.items() if _is_header(name, value)]
        self.is_recorded: bool = self._span.is_recording()

    def record(self, entries: Sequence[Entry]) -> None:
        """Records the entries as spans and span events."""
        for kind, span, parent, name, fields, at in entries:
            with _failures_logged():
                if kind == "begin":
                    self._begin(span, parent, fields, at)
                elif kind == "end":
                    self._end(self._spans.pop(span, None), fields, at)
                else:
                    self._spans.get(span, self._span).add_event(name, fields, timestamp=_nanoseconds(at))

    def _begin(self, number: int, parent: int, fields: Fields, at: float) -> None:
        name = str(fields.get("otel.name"))
        if not parent and not self._is_several and not self._has_ended:
            self._span.update_name(name)
            self._spans[number] = self._span
        else:
            outer = self._spans.get(parent)
            context = self._context if outer is None else self._api.trace.set_span_in_context(outer)
            kind = self._api.trace.SpanKind.CLIENT
            self._spans[number] = self._tracer.start_span(name, context=context, kind=kind, start_time=_nanoseconds(at))
        self._spans[number].set_attributes(_attributes(fields))

    def _end(self, span: Any, fields: Fields, at: float) -> None:
        if span is None:
            return
        self._has_ended = self._has_ended or span is self._span
        span.set_attributes(_attributes(fields))
        if fields.get("otel.status_code") == "ERROR":
            span.set_status(self._api.trace.StatusCode.ERROR)
        span.end(_nanoseconds(at))

    def end(self, error: Optional[BaseException] = None) -> None:
        """Ends the call's span if it has not ended: that of a call refused before its request, or of an operation of several calls."""
        if self._has_ended:
            return
        self._has_ended = True
        with _failures_logged():
            if error is not None:
                self._span.set_attribute("error.type", getattr(error, "code", None) or type(error).__name__)
                self._span.set_status(self._api.trace.StatusCode.ERROR)
            self._span.end()

    def __del__(self) -> None:
        # An iterator over several calls may be dropped before its first item.
        if hasattr(self, "is_recorded"):
            self.end()


def _is_header(name: Any, value: Any) -> bool:
    """Whether it is a valid header. A propagator that writes anything else must not fail the call."""
    return isinstance(name, str) and isinstance(value, str) and _NAME.fullmatch(name) is not None and value.isascii() and value.isprintable()


def _attributes(fields: Fields) -> Fields:
    return {name: value for name, value in fields.items() if not name.startswith(_SPAN_PREFIX)}


def _nanoseconds(seconds: float) -> int:
    return int(seconds * 1e9)
