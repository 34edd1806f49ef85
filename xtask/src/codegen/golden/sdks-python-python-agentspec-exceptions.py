# Generated from openapi.yaml 0.3.0 (sha256 cfe406612298effb3ccfe983d58d34d294c95c51493b3b008bce816356338215) by `cargo xtask codegen`. Not to be edited.
"""What a call can fail with. Every class is an AgentSpecError."""

import builtins
from typing import Dict, Type

from ._error import AgentSpecError

__all__ = [
    "AgentSpecError",
    "NotFoundError",
    "ServerError",
    "ConnectionError",
    "TimeoutError",
]


class NotFoundError(AgentSpecError):
    """No such book."""


class ServerError(AgentSpecError):
    """The server failed; or the server, or one behind it, failed."""


class ConnectionError(AgentSpecError, builtins.ConnectionError):
    """."""


class TimeoutError(ConnectionError, builtins.TimeoutError):
    """It took too long."""


#: The class of each kind of error.
KINDS: Dict[str, Type[AgentSpecError]] = {
    "NotFound": NotFoundError,
    "Server": ServerError,
    "Status": AgentSpecError,
    "Timeout": TimeoutError,
}

#: The class of each code that a stream's `error` event may have; of any other, ServerError.
CODES: Dict[str, Type[AgentSpecError]] = {
    "not_found": NotFoundError,
    "gone": NotFoundError,
    "internal_error": ServerError,
}
