"""Who hears of a call: `logging`, and OpenTelemetry where it is installed. Decides what is kept, and nothing of what is sent but its trace context."""

import contextlib
import logging
from typing import Iterator, Optional, Sequence, Tuple

from . import _logging, _native, _tracing
from ._logging import Entry
from ._options import NativeOptions


class Listener:
    """Hears of one call of Python: of each request for it as it happens, a stream's until its end."""

    def __init__(self, trace: _tracing.Trace) -> None:
        self._trace = trace

    def end(self) -> None:
        """Ends the span around several calls: their iterator is at its end, or is closed."""
        self._trace.end()

    def __call__(self, records: Sequence[Entry]) -> None:
        self._trace.tell(records)
        _logging.tell(records)


@contextlib.contextmanager
def refusal(operation: str) -> Iterator[None]:
    """Traces a call that is refused within. One that is not is traced as it is made."""
    try:
        yield
    except BaseException as error:
        trace = _tracing.begin(operation)
        if trace is not None:
            trace.end(error)
        raise


@contextlib.contextmanager
def call(operation: str, options: NativeOptions) -> Iterator[Tuple[NativeOptions, Optional[_native.Telemetry]]]:
    """Logs and traces the call that is made within, however it ends. Yields its options with the headers of its trace, and what listens to it."""
    trace = _tracing.begin(operation)
    if trace is not None:
        sent = {name.lower() for name, _ in options.headers}
        # The state is that of the parent: beside another's it would be a lie.
        sent |= {"tracestate"} if "traceparent" in sent else set()
        ours = [(name, value) for name, value in trace.headers if name.lower() not in sent]
        options = options._replace(headers=[*ours, *options.headers])
    telemetry: Optional[_native.Telemetry] = None
    if trace is not None and trace.is_recorded:
        telemetry = _native.Telemetry(Listener(trace), True)
    elif _logging.logger.isEnabledFor(logging.INFO):
        telemetry = _native.Telemetry(_logging.tell, _logging.logger.isEnabledFor(logging.DEBUG))
    try:
        yield options, telemetry
    except BaseException as error:
        if telemetry is not None:
            telemetry.tell()
        if trace is not None:
            trace.end(error)
        raise
    if telemetry is not None:
        telemetry.tell()
    if trace is not None and operation in _tracing.WAITED_FOR:
        trace.end()
