# Generated from openapi.yaml 0.3.0 (sha256 6997978b3a9a1e2fee8dcada9a6477a2136ef95ada501d4b899659f35b1c87e0) by `cargo xtask codegen`. Not to be edited.
"""The exceptions of the SDK. Every class is an AgentSpecError."""

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

    default_code = "not_found"


class ServerError(AgentSpecError):
    """The server failed; or the server, or one behind it, failed."""

    default_code = "internal_error"


class ConnectionError(AgentSpecError, builtins.ConnectionError):
    """."""


class TimeoutError(ConnectionError, builtins.TimeoutError):
    """It took too long."""

    default_code = "timeout"


#: The class of each kind of error.
KINDS: Dict[str, Type[AgentSpecError]] = {
    "NotFound": NotFoundError,
    "Server": ServerError,
    "Status": AgentSpecError,
    "Timeout": TimeoutError,
}

#: The class of each code of a stream's `error` event. Any other code is a ServerError.
CODES: Dict[str, Type[AgentSpecError]] = {
    "not_found": NotFoundError,
    "gone": NotFoundError,
    "internal_error": ServerError,
}
