"""What is logged of each call, under `agentspec`: its operation, status, attempts and time, never what was sent or answered."""

import contextlib
import logging
import os
import time
import warnings
from types import TracebackType
from typing import Callable, Iterator, Optional, Type

from . import _native
from ._error import AgentSpecError

logger = logging.getLogger("agentspec")


def configure() -> None:
    """Logs to stderr where `AGENTSPEC_LOG` names a level, as in `AGENTSPEC_LOG=debug`."""
    name = os.environ.get("AGENTSPEC_LOG", "").strip().upper()
    if not name:
        return
    level = int(name) if name.isdecimal() else logging.getLevelName(name)
    if not isinstance(level, int):
        known = "debug, info, warning, error, critical, or a number, as 10"
        warnings.warn(f"AGENTSPEC_LOG={name.lower()} is no level, so nothing is logged: give {known}", RuntimeWarning, stacklevel=3)
        return
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(name)s %(levelname)s %(message)s"))
    logger.addHandler(handler)
    logger.setLevel(level)


def is_on() -> bool:
    """Whether failures are logged."""
    return logger.isEnabledFor(logging.INFO)


@contextlib.contextmanager
def call(operation: str) -> Iterator[Callable[[_native.Reply], _native.Reply]]:
    """Logs the call that is made inside."""
    if not is_on():
        yield lambda reply: reply
        return
    began = time.monotonic()

    def told(reply: _native.Reply) -> _native.Reply:
        seconds = time.monotonic() - began
        logger.debug("%s: status %d, attempt %d, %.3f s, %s", operation, reply.status, reply.attempts, seconds, reply.correlation_id)
        return reply

    try:
        yield told
    except AgentSpecError as error:
        logger.info(
            "%s: %s, status %s, %d attempts, %.3f s, %s",
            operation, error.code, error.status, error.attempts, time.monotonic() - began, error.correlation_id,
        )  # fmt: skip
        raise


class stream:
    """Logs the failure of a stream that is read inside."""

    __slots__ = ()

    def __enter__(self) -> None:
        """There is nothing to prepare."""

    def __exit__(self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]) -> None:
        if isinstance(error, AgentSpecError):
            stream_failed(error)


def stream_failed(error: AgentSpecError) -> None:
    logger.info("stream: %s after %s events, %s", error.code, error.events, error.correlation_id)
