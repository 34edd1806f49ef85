"""What the blocking and the asyncio client, and their handles, have in common. Makes no call."""

from typing import Any, Mapping, Optional, TypeVar, Union

from . import _native
from ._options import UNSET, CallOptions, Timeout

C = TypeVar("C", bound="BaseClient")
Target = Union[_native.Client, _native.Session]


class BaseClient:
    """How a client is made, and made differently."""

    def __init__(
        self,
        *,
        base_url: Optional[str] = None,
        api_key: Optional[str] = None,
        token: Optional[str] = None,
        timeout: Optional[float] = 120.0,
        max_retries: int = 3,
        retry_delay: float = 1.0,
        byte_idle_timeout: Optional[float] = 300.0,
        event_idle_timeout: Optional[float] = 900.0,
        event_limit: int = 16 * 1024 * 1024,
        environment: bool = True,
        proxy: Optional[str] = None,
        ca_file: Optional[str] = None,
    ) -> None:
        """What is not given comes from the environment (`AGENTSPEC_BASE_URL`, `AGENTSPEC_API_KEY`, `AGENTSPEC_TOKEN`), else from the default.

        Args:
            base_url: Where the server is. Default `http://localhost:8080`.
            api_key: The key, sent as `X-API-Key`.
            token: The token, sent as `Authorization: Bearer`; not together with `api_key`.
            timeout: Seconds that one attempt may take, on a stream to its headers. Default 120; None is no limit.
            max_retries: Attempts after the first. Default 3.
            retry_delay: Seconds before the first retry; it doubles with each. Default 1.
            byte_idle_timeout: Seconds that a stream may be without a byte while it is read. Default 300; None is no limit.
            event_idle_timeout: Seconds that it may be without an event, though bytes keep coming, as comments do. Default 900; None is no limit.
            event_limit: The largest event of a stream, in bytes; a larger one raises DecodeError. Default 16 MiB.
            environment: Whether what is not given comes from the environment. Default True.
            proxy: The URL of a proxy for all requests. Default: the system's (`HTTP_PROXY`, `NO_PROXY`), but not for a server on this machine.
            ca_file: A file of certificates in PEM to trust beside the system's.

        Raises:
            ConfigurationError: an argument or a variable cannot be used; the message says which, and how to mend it.
        """
        self._native = _native.Client(
            base_url,
            api_key,
            token,
            timeout,
            max_retries,
            retry_delay,
            byte_idle_timeout,
            event_idle_timeout,
            event_limit,
            environment,
            proxy,
            ca_file,
        )
        self._target: Target = self._native
        self._defaults = CallOptions()
        self._client: Any = self

    def with_options(
        self: C,
        *,
        timeout: Timeout = UNSET,
        max_retries: Optional[int] = None,
        headers: Optional[Mapping[str, str]] = None,
    ) -> C:
        """The same client, whose calls have other defaults. It shares the connections: closing one of the two closes both.

        Each of these is an argument of every call too, which also takes:

        - `correlation_id`: the `X-Correlation-ID`; visible ASCII characters. Default: a random one.
        - `idempotency_key`, on what is a POST: the `Idempotency-Key`; visible ASCII characters. Default: a random one.

        Args:
            timeout: Seconds that one attempt may take; None is no limit.
            max_retries: Attempts after the first.
            headers: Headers to send as well.
        """
        copy = object.__new__(type(self))
        copy.__dict__.update(self.__dict__)
        copy._defaults = CallOptions(timeout, max_retries, headers).over(self._defaults)
        copy._client = copy
        return copy

    def __repr__(self) -> str:
        return f"<{type(self).__name__}{' closed' if self._native.is_closed else ''}>"


class BaseHandle:
    """Which session a handle is on."""

    agent: str
    """The agent's name."""
    session_id: str
    """The session's id."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}(agent={self.agent!r}, session_id={self.session_id!r})"
