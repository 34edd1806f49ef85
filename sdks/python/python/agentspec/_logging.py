"""What is logged under `agentspec`: what the Rust client tells of each call by `tracing`."""

import contextlib
import logging
import os
import sys
import warnings
from typing import Dict, Iterator, Literal, Sequence, Tuple, Union

logger = logging.getLogger("agentspec")

Field = Union[str, int, float]
#: By the names that the Rust client gives them; a field that says nothing is not there.
Fields = Dict[str, Field]
#: What happened: a span begins or ends, or an event. Then which span, the one around it (0: none), its name or the message, and seconds since 1970.
Entry = Tuple[Literal["begin", "end", "event"], int, int, str, Fields, float]


def configure() -> None:
    """Logs to stderr where `AGENTSPEC_LOG` names a level, as in `AGENTSPEC_LOG=debug`."""
    name = os.environ.get("AGENTSPEC_LOG", "").strip().upper()
    if not name:
        return
    level = int(name) if name.isdecimal() else logging.getLevelName(name)
    if not isinstance(level, int):
        known = "debug, info, warning, error, critical, or a number, as 10"
        warnings.warn(f"AGENTSPEC_LOG={name.lower()} is not a level, so nothing is logged: expected {known}", RuntimeWarning, stacklevel=3)
        return
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(name)s %(levelname)s %(message)s"))
    logger.addHandler(handler)
    logger.setLevel(level)


def tell(records: Sequence[Entry]) -> None:
    """Logs what was heard, a line a record, with all its fields in the attribute `agentspec` of the log's record, and the time at which it was."""
    for what, _, _, name, fields, at in records:
        if what == "begin" and name != "agentspec.attempt":
            continue
        level, line = _read(what, name, fields)
        if logger.isEnabledFor(level):
            try:
                logger.handle(_record(level, line, fields, at))
            except Exception:
                # The answer of a call that was made stays what it is.
                _report(level, line)


def _record(level: int, line: str, fields: Fields, at: float) -> logging.LogRecord:
    record = logger.makeRecord(logger.name, level, __file__, 0, "%s", (line,), None, None, {"agentspec": fields})
    record.relativeCreated -= (record.created - at) * 1000
    record.created, record.msecs = at, float(int(at % 1 * 1000))
    return record


def _report(level: int, line: str) -> None:
    """Tells what a handler, filter or formatter has just raised as `logging` does: on stderr, unless `logging.raiseExceptions` is off."""
    with contextlib.suppress(Exception):
        logging.Handler().handleError(logging.LogRecord(logger.name, level, __file__, 0, "%s", (line,), sys.exc_info()))


def _read(what: str, name: str, fields: Fields) -> Tuple[int, str]:
    """The level and the line of a span, by its name, or of an event, by its message."""
    if what == "begin":
        return logging.DEBUG, _line(fields["otel.name"], _begun(fields))
    if name == "agentspec.call":
        return logging.DEBUG if fields["agentspec.outcome"] == "succeeded" else logging.INFO, _line(fields["otel.name"], _call(fields))
    if name == "agentspec.attempt":
        return logging.DEBUG, _line(fields["otel.name"], _attempt(fields))
    if "agentspec.attempt" in fields:
        # What the server said comes escaped, but may be of several lines.
        said = " ".join(str(fields["error.message"]).split())
        return logging.INFO, f"{_line(_addressee(fields), _decision(fields))}: {said}"
    return logging.WARNING, f"{name} ({fields['server.address']})"


def _addressee(fields: Fields) -> str:
    """The operation, and the agent or pipeline that it speaks to."""
    name = fields.get("gen_ai.agent.name", fields.get("agentspec.pipeline"))
    return f"{fields['agentspec.operation']} {name}" if name is not None else str(fields["agentspec.operation"])


def _line(who: Field, parts: Iterator[str]) -> str:
    # A name may hold a line break.
    return f"{repr(who)[1:-1]}: {', '.join(parts)}"


def _call(fields: Fields) -> Iterator[str]:
    yield _came_to(fields)
    if "agentspec.attempts" in fields:
        yield _several(fields["agentspec.attempts"], "attempt")
    if "agentspec.events" in fields:
        yield f"{_several(fields['agentspec.events'], 'event')} from {fields['agentspec.time_to_first_event']:.3f} s on"
    yield f"{fields['agentspec.duration']:.3f} s"
    if "gen_ai.usage.input_tokens" in fields:
        yield f"{fields['gen_ai.usage.input_tokens']} + {fields['gen_ai.usage.output_tokens']} tokens"
    # It has none where it was refused before it had one.
    if "agentspec.correlation_id" in fields:
        yield str(fields["agentspec.correlation_id"])


def _begun(fields: Fields) -> Iterator[str]:
    yield f"attempt {fields['agentspec.attempt']} begins"
    yield _server(fields)
    yield str(fields["agentspec.correlation_id"])


def _server(fields: Fields) -> str:
    return f"{fields['server.address']}:{fields['server.port']}"


def _attempt(fields: Fields) -> Iterator[str]:
    yield f"attempt {fields['agentspec.attempt']} {_came_to(fields)}"
    if "http.response.status_code" in fields:
        yield f"status {fields['http.response.status_code']}"
    # It has none where it was given up.
    if "agentspec.duration" in fields:
        yield f"{fields['agentspec.duration']:.3f} s"
    yield str(fields["agentspec.correlation_id"])


def _decision(fields: Fields) -> Iterator[str]:
    yield f"attempt {fields['agentspec.attempt']} {_came_to(fields)}"
    if "agentspec.retry_delay" in fields:
        yield f"made again after {fields['agentspec.retry_delay']:.3f} s"
    else:
        yield f"not made again because of {fields['agentspec.stopped_by']}"
    yield _server(fields)
    if "http.response.status_code" in fields:
        yield f"status {fields['http.response.status_code']}"
    yield str(fields["agentspec.correlation_id"])


def _came_to(fields: Fields) -> str:
    """The outcome and the error, if it is one; that of an attempt may be its status, which stands beside it."""
    outcome, error = fields.get("agentspec.outcome", "dropped"), str(fields.get("error.type", ""))
    return f"{outcome} ({error})" if error and not error.isdecimal() else str(outcome)


def _several(count: Field, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"
