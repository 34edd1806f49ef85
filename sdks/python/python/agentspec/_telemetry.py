"""Connects a call to `logging`, and to OpenTelemetry if it is installed. Adds the headers of the trace context, and changes nothing else that is sent."""

import contextlib
import logging
from typing import Iterator, Optional, Sequence, Tuple

from . import _logging, _native, _tracing
from ._logging import Entry
from ._options import NativeOptions


class Listener:
    """Receives the spans and events of one Python call: of each of its requests as it happens, and of a stream until its end."""

    def __init__(self, trace: _tracing.Trace) -> None:
        self._trace = trace

    def end(self) -> None:
        """Ends the span of an operation of several calls, when their iterator is exhausted or closed."""
        self._trace.end()

    def __call__(self, entries: Sequence[Entry]) -> None:
        self._trace.record(entries)
        _logging.log(entries)


@contextlib.contextmanager
def refusal(operation: str) -> Iterator[None]:
    """Traces a call that the block refuses by an exception. Any other call is traced when it is made."""
    try:
        yield
    except BaseException as error:
        trace = _tracing.begin(operation)
        if trace is not None:
            trace.end(error)
        raise


@contextlib.contextmanager
def call(operation: str, options: NativeOptions, warns: bool) -> Iterator[Tuple[NativeOptions, Optional[_native.Telemetry]]]:
    """Logs and traces the call that the block makes, however it ends. Yields its options with the headers of its trace, and its telemetry.

    `warns` tells whether it may log a warning: otherwise nothing is collected for a logger that logs only warnings.
    """
    trace = _tracing.begin(operation)
    if trace is not None:
        sent = {name.lower() for name, _ in options.headers}
        # `tracestate` belongs to our `traceparent`: it is left out if the program sends another `traceparent`.
        sent |= {"tracestate"} if "traceparent" in sent else set()
        added = [(name, value) for name, value in trace.headers if name.lower() not in sent]
        options = options._replace(headers=[*added, *options.headers])
    telemetry: Optional[_native.Telemetry] = None
    if trace is not None and trace.is_recorded:
        telemetry = _native.Telemetry(Listener(trace), True)
    elif _logging.logger.isEnabledFor(logging.WARNING if warns else logging.INFO):
        telemetry = _native.Telemetry(_logging.log, _logging.logger.isEnabledFor(logging.DEBUG))
    try:
        yield options, telemetry
    except BaseException as error:
        if telemetry is not None:
            telemetry.deliver()
        if trace is not None:
            trace.end(error)
        raise
    if telemetry is not None:
        telemetry.deliver()
    if trace is not None and operation in _tracing.WAITED_FOR:
        trace.end()
