# Generated from openapi.yaml 0.1.0 (sha256 951751469f5121d974c964251c1d20f71e2e9b861817d1c911d4e594ba8da76f) by `cargo xtask codegen`. Not to be edited.
"""The exceptions of the SDK. Every class is an AgentSpecError."""

import builtins
from typing import Dict, Type

from ._error import AgentSpecError

__all__ = [
    "AgentSpecError",
    "InvalidRequestError",
    "AuthenticationError",
    "PermissionDeniedError",
    "NotFoundError",
    "RateLimitError",
    "ServerError",
    "ConnectionError",
    "TimeoutError",
    "StreamInterruptedError",
    "DecodeError",
    "ConfigurationError",
]


class InvalidRequestError(AgentSpecError):
    """The request is invalid; or a name, id, header or option cannot be sent, the previous turn is unresolved, or a stream is consumed or in use elsewhere."""

    default_code = "invalid_request"


class AuthenticationError(AgentSpecError):
    """The key or token is missing or wrong."""

    default_code = "unauthorized"


class PermissionDeniedError(AgentSpecError):
    """The caller may not do this."""

    default_code = "forbidden"


class NotFoundError(AgentSpecError):
    """No such agent, session, pipeline or run."""

    default_code = "not_found"


class RateLimitError(AgentSpecError):
    """Too many requests, or the budget is used up."""

    default_code = "rate_limited"


class ServerError(AgentSpecError):
    """The server or the agent failed; or the server, or a server behind it, failed."""

    default_code = "internal_error"


class ConnectionError(AgentSpecError, builtins.ConnectionError):
    """No connection to the server; or the connection broke before the response was complete, or the response is not HTTP."""

    default_code = "connection_error"


class TimeoutError(ConnectionError, builtins.TimeoutError):
    """A time limit was reached."""

    default_code = "timeout"


class StreamInterruptedError(AgentSpecError):
    """A stream broke, ended without `done` or `error`, or was read after it was closed."""

    default_code = "stream_interrupted"


class DecodeError(AgentSpecError):
    """The response cannot be read; or a response above `answer_limit` (64 MiB by default), a stream event above `event_limit` (16 MiB), values of either that take more than twice as much memory, or more headers than the HTTP library reads."""

    default_code = "decode_error"


class ConfigurationError(AgentSpecError):
    """The client is misconfigured, its credential source fails (`credential_unavailable`), a blocking client waits in a task of an async runtime, or an async client is used outside a runtime."""

    default_code = "configuration_error"


#: The class of each kind of error.
KINDS: Dict[str, Type[AgentSpecError]] = {
    "InvalidRequest": InvalidRequestError,
    "Authentication": AuthenticationError,
    "PermissionDenied": PermissionDeniedError,
    "NotFound": NotFoundError,
    "RateLimit": RateLimitError,
    "Server": ServerError,
    "Status": AgentSpecError,
    "Connect": ConnectionError,
    "Transport": ConnectionError,
    "Timeout": TimeoutError,
    "Interrupted": StreamInterruptedError,
    "Decode": DecodeError,
    "TooLarge": DecodeError,
    "Configuration": ConfigurationError,
}

#: The class of each code of a stream's `error` event. Any other code is a ServerError.
CODES: Dict[str, Type[AgentSpecError]] = {
    "invalid_request": InvalidRequestError,
    "unauthorized": AuthenticationError,
    "forbidden": PermissionDeniedError,
    "not_found": NotFoundError,
    "rate_limited": RateLimitError,
    "budget_exceeded": RateLimitError,
    "internal_error": ServerError,
    "pipeline_error": ServerError,
}
