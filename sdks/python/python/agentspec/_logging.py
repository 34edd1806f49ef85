"""The logger `agentspec`: logs the spans and events that the Rust client emits by `tracing`."""

import contextlib
import logging
import os
import sys
import warnings
from typing import Dict, Iterator, Literal, Sequence, Tuple, Union

logger = logging.getLogger("agentspec")

Field = Union[str, int, float]
#: Fields by their names in the Rust client; an empty field is left out.
Fields = Dict[str, Field]
#: The begin or end of a span, or an event: its kind, the span's number, its parent's (0: none), its name or the message, its fields, and the
#: Unix time in seconds.
Entry = Tuple[Literal["begin", "end", "event"], int, int, str, Fields, float]


def configure() -> None:
    """Logs to stderr if `AGENTSPEC_LOG` is set to a level, as in `AGENTSPEC_LOG=debug`."""
    name = os.environ.get("AGENTSPEC_LOG", "").strip().upper()
    if not name:
        return
    level = int(name) if name.isdecimal() else logging.getLevelName(name)
    if not isinstance(level, int):
        expected = "debug, info, warning, error, critical, or a number such as 10"
        warnings.warn(f"AGENTSPEC_LOG: expected a level ({expected}), got {name.lower()}; nothing is logged", RuntimeWarning, stacklevel=3)
        return
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(name)s %(levelname)s %(message)s"))
    logger.addHandler(handler)
    logger.setLevel(level)


def log(entries: Sequence[Entry]) -> None:
    """Logs a line for each entry. The log record has the time of the entry, and its fields in the attribute `agentspec`."""
    for kind, _, _, name, fields, at in entries:
        if kind == "begin" and name != "agentspec.attempt":
            continue
        level, line = _format(kind, name, fields)
        if logger.isEnabledFor(level):
            try:
                logger.handle(_record(level, line, fields, at))
            except Exception:
                # A failure to log must not fail the call.
                _report(level, line)


def _record(level: int, line: str, fields: Fields, at: float) -> logging.LogRecord:
    record = logger.makeRecord(logger.name, level, __file__, 0, "%s", (line,), None, None, {"agentspec": fields})
    record.relativeCreated -= (record.created - at) * 1000
    record.created, record.msecs = at, float(int(at % 1 * 1000))
    return record


def _report(level: int, line: str) -> None:
    """Reports the exception of a handler, filter or formatter as `logging` does: on stderr, unless `logging.raiseExceptions` is False."""
    with contextlib.suppress(Exception):
        logging.Handler().handleError(logging.LogRecord(logger.name, level, __file__, 0, "%s", (line,), sys.exc_info()))


def _format(kind: str, name: str, fields: Fields) -> Tuple[int, str]:
    """Returns the level and the line of a span, by its name, or of an event, by its message."""
    if kind == "begin":
        return logging.DEBUG, _line(fields["otel.name"], _attempt_begin(fields))
    if name == "agentspec.call":
        return logging.DEBUG if fields["agentspec.outcome"] == "succeeded" else logging.INFO, _line(fields["otel.name"], _call(fields))
    if name == "agentspec.attempt":
        return logging.DEBUG, _line(fields["otel.name"], _attempt_end(fields))
    if "agentspec.attempt" in fields:
        # The server's message is already escaped, but may have several lines.
        message = " ".join(str(fields["error.message"]).split())
        return logging.INFO, f"{_line(_operation(fields), _decision(fields))}: {message}"
    return logging.WARNING, f"{name} ({fields['server.address']})"


def _operation(fields: Fields) -> str:
    """Returns the operation, with the name of its agent or pipeline."""
    name = fields.get("gen_ai.agent.name", fields.get("agentspec.pipeline"))
    return f"{fields['agentspec.operation']} {name}" if name is not None else str(fields["agentspec.operation"])


def _line(subject: Field, parts: Iterator[str]) -> str:
    # A name may contain a line break.
    return f"{repr(subject)[1:-1]}: {', '.join(parts)}"


def _call(fields: Fields) -> Iterator[str]:
    yield _result(fields)
    if "agentspec.attempts" in fields:
        yield _counted(fields["agentspec.attempts"], "attempt")
    if "agentspec.events" in fields:
        yield f"{_counted(fields['agentspec.events'], 'event')} (first after {fields['agentspec.time_to_first_event']:.3f} s)"
    yield f"{fields['agentspec.duration']:.3f} s"
    if "gen_ai.usage.input_tokens" in fields:
        yield f"{fields['gen_ai.usage.input_tokens']} + {fields['gen_ai.usage.output_tokens']} tokens"
    # A call that was refused early has no id yet.
    if "agentspec.correlation_id" in fields:
        yield str(fields["agentspec.correlation_id"])


def _attempt_begin(fields: Fields) -> Iterator[str]:
    yield f"attempt {fields['agentspec.attempt']} begins"
    yield _server(fields)
    yield str(fields["agentspec.correlation_id"])


def _server(fields: Fields) -> str:
    return f"{fields['server.address']}:{fields['server.port']}"


def _attempt_end(fields: Fields) -> Iterator[str]:
    yield f"attempt {fields['agentspec.attempt']} {_result(fields)}"
    if "http.response.status_code" in fields:
        yield f"status {fields['http.response.status_code']}"
    # An attempt that was cancelled has no duration.
    if "agentspec.duration" in fields:
        yield f"{fields['agentspec.duration']:.3f} s"
    yield str(fields["agentspec.correlation_id"])


def _decision(fields: Fields) -> Iterator[str]:
    yield f"attempt {fields['agentspec.attempt']} {_result(fields)}"
    if "agentspec.retry_delay" in fields:
        yield f"retrying after {fields['agentspec.retry_delay']:.3f} s"
    else:
        yield f"not retried because of {fields['agentspec.stopped_by']}"
    yield _server(fields)
    if "http.response.status_code" in fields:
        yield f"status {fields['http.response.status_code']}"
    yield str(fields["agentspec.correlation_id"])


def _result(fields: Fields) -> str:
    """Returns the outcome, with the error type if there is one. The error type of an attempt may be its status, which the line has already."""
    outcome, error = fields.get("agentspec.outcome", "dropped"), str(fields.get("error.type", ""))
    return f"{outcome} ({error})" if error and not error.isdecimal() else str(outcome)


def _counted(count: Field, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
