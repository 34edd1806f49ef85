"""What is logged of each call, under `agentspec`: its operation, status, attempts and time, never what was sent or answered."""

import contextlib
import logging
import os
import time
from typing import Callable, Iterator

from . import _native
from ._error import AgentSpecError

logger = logging.getLogger("agentspec")


def configure() -> None:
    """Logs to stderr where `AGENTSPEC_LOG` names a level, as in `AGENTSPEC_LOG=debug`."""
    name = os.environ.get("AGENTSPEC_LOG", "").upper()
    level = logging.getLevelName(name) if name else None
    if isinstance(level, int):
        handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter("%(asctime)s %(name)s %(levelname)s %(message)s"))
        logger.addHandler(handler)
        logger.setLevel(level)


@contextlib.contextmanager
def call(operation: str) -> Iterator[Callable[[_native.Reply], _native.Reply]]:
    """Logs the call that is made inside."""
    if not logger.isEnabledFor(logging.INFO):
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
