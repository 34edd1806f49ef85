# Generated from openapi.yaml 0.3.0 (sha256 f61f941429092fca4695cb8b34bf9a2939b16f633dac2ca76662ab4d9a406902) by `cargo xtask codegen`. Not to be edited.
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

#: The class of each code that a stream's `error` event may have; of any other, ServerError.
CODES: Dict[str, Type[AgentSpecError]] = {
    "not_found": NotFoundError,
    "gone": NotFoundError,
    "internal_error": ServerError,
}
