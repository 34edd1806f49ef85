"""Spans of OpenTelemetry, where `opentelemetry-api` is installed: of what the Rust client tells of a call. Nothing where it is not."""

import contextlib
import functools
import importlib
import re
from typing import Any, Dict, Iterator, List, NamedTuple, Optional, Sequence, Tuple

from . import _native
from ._logging import Fields, Entry, logger

#: What makes several calls, each with a span of its own within that of the whole: those that are over when they return, and those that are iterated.
WAITED_FOR = {"wait_for_run"}
_ITERATED = {"all_sessions", "watch_run"}
#: What the fields are of that a span has by itself: its name, kind and status.
_OF_SPAN = "otel."
#: A header's name.
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


class _Api(NamedTuple):
    """What is used of `opentelemetry-api`."""

    trace: Any
    propagate: Any


@functools.lru_cache(maxsize=None)
def _api() -> Optional[_Api]:
    """None where it is not installed. It is looked for once."""
    try:
        trace = importlib.import_module("opentelemetry.trace")
        propagate = importlib.import_module("opentelemetry.propagate")
        return _Api(trace, propagate)
    except ImportError:
        return None
    except Exception:
        logger.warning("OpenTelemetry cannot be used, so there are no spans", exc_info=True)
        return None


@contextlib.contextmanager
def _costs_no_answer() -> Iterator[None]:
    try:
        yield
    except Exception:
        logger.warning("a span could not be recorded", exc_info=True)


def begin(operation: str) -> Optional["Trace"]:
    """The trace of a call, whose parent is the current span."""
    api = _api()
    if api is None:
        return None
    with _costs_no_answer():
        return Trace(api, operation)
    return None


class Trace:
    """The spans of one call of Python.

    Its own span is there from the start, so that every attempt carries its id; the spans of its attempts are made when their records arrive.
    """

    def __init__(self, api: _Api, operation: str) -> None:
        self._api = api
        self._is_several = operation in WAITED_FOR | _ITERATED
        self._spans: Dict[int, Any] = {}
        self._has_ended = False
        kind = api.trace.SpanKind.INTERNAL if self._is_several else api.trace.SpanKind.CLIENT
        # Not kept: a program may set another provider.
        self._tracer = api.trace.get_tracer("agentspec", _native.__version__)
        self._span = self._tracer.start_span(operation, kind=kind)
        self._within = api.trace.set_span_in_context(self._span)
        carrier: Dict[str, str] = {}
        api.propagate.inject(carrier, context=self._within)
        self.headers: List[Tuple[str, str]] = [(name, value) for name, value in carrier.items() if _is_header(name, value)]
        self.is_recorded: bool = self._span.is_recording()

    def tell(self, records: Sequence[Entry]) -> None:
        """Makes spans and events of what was heard."""
        for what, span, around, name, fields, at in records:
            with _costs_no_answer():
                if what == "begin":
                    self._begin(span, around, fields, at)
                elif what == "end":
                    self._end(self._spans.pop(span, None), fields, at)
                else:
                    self._spans.get(span, self._span).add_event(name, fields, timestamp=_nanoseconds(at))

    def _begin(self, number: int, around: int, fields: Fields, at: float) -> None:
        name = str(fields.get("otel.name"))
        if not around and not self._is_several and not self._has_ended:
            self._span.update_name(name)
            self._spans[number] = self._span
        else:
            outer = self._spans.get(around)
            within = self._within if outer is None else self._api.trace.set_span_in_context(outer)
            kind = self._api.trace.SpanKind.CLIENT
            self._spans[number] = self._tracer.start_span(name, context=within, kind=kind, start_time=_nanoseconds(at))
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
        """Ends what has not ended: of a call that was refused before its request, or that was several."""
        if self._has_ended:
            return
        self._has_ended = True
        with _costs_no_answer():
            if error is not None:
                self._span.set_attribute("error.type", getattr(error, "code", None) or type(error).__name__)
                self._span.set_status(self._api.trace.StatusCode.ERROR)
            self._span.end()

    def __del__(self) -> None:
        # An iterator over several calls that was never begun is gone.
        if hasattr(self, "is_recorded"):
            self.end()


def _is_header(name: Any, value: Any) -> bool:
    """Whether it can be sent: a propagator that writes anything else costs no call."""
    return isinstance(name, str) and isinstance(value, str) and _NAME.fullmatch(name) is not None and value.isascii() and value.isprintable()


def _attributes(fields: Fields) -> Fields:
    return {name: value for name, value in fields.items() if not name.startswith(_OF_SPAN)}


def _nanoseconds(seconds: float) -> int:
    return int(seconds * 1e9)
