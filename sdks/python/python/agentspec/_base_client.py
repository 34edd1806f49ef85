"""The common base of the blocking and the asyncio client, and of their namespaces. Makes no call."""

import os
from typing import Any, ClassVar, Generic, List, Literal, Mapping, Optional, Tuple, Type, TypeVar, Union, overload

from . import _native
from ._caller import BaseCaller
from ._credential import GivenCredential, Redacted, make_credential
from ._environment import ProcessBound
from ._options import UNSET, CallOptions, ExtraHeaders, MaxRetries, NativeOptions, Policy, Timeout, Unset, mapping
from .exceptions import ConfigurationError, InvalidRequestError

C = TypeVar("C", bound="BaseClient")
N = TypeVar("N")
#: The path of a file, as `open` takes it.
FilePath = Union[str, bytes, "os.PathLike[str]", "os.PathLike[bytes]"]
#: The dialect of the API that a server speaks.
Dialect = Literal["documented", "runtime", "auto"]


class Namespace(Generic[N]):
    """A group of a client's calls: one object for the life of the client. Tests may replace it by `patch.object(client, "agents")`."""

    def __init__(self, kind: Type[N]) -> None:
        self.__doc__ = kind.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, client: None, owner: type) -> "Namespace[N]": ...

    @overload
    def __get__(self, client: object, owner: type) -> N: ...

    def __get__(self, client: Optional[object], owner: type) -> "Union[Namespace[N], N]":
        if client is None:
            return self
        try:
            return vars(client)[self._name]  # type: ignore[no-any-return]
        except KeyError:
            raise AttributeError(f"{owner.__name__!r} object has no attribute {self._name!r}") from None

    def __set__(self, client: object, value: N) -> None:
        vars(client)[self._name] = value

    def __delete__(self, client: object) -> None:
        vars(client).pop(self._name, None)


class BaseClient(ProcessBound):
    """The construction of a client, and of its copies with other options."""

    _instead = BaseCaller._instead

    _client: Any
    _is_async: ClassVar[bool] = False

    def __init__(
        self,
        *,
        base_url: Optional[str] = None,
        api_key: Optional[GivenCredential] = None,
        token: Optional[GivenCredential] = None,
        timeout: Optional[float] = 120.0,
        deadline: Optional[float] = None,
        max_retries: int = 3,
        retry_delay: float = 1.0,
        max_retry_delay: float = 60.0,
        retry_budget: Optional[int] = 100,
        retry_policy: Policy = UNSET,
        byte_idle_timeout: Optional[float] = 300.0,
        event_idle_timeout: Optional[float] = 900.0,
        event_limit: int = 16 * 1024 * 1024,
        answer_limit: int = 64 * 1024 * 1024,
        environment: bool = True,
        proxy: Optional[str] = None,
        ca_file: Optional[FilePath] = None,
        client_cert: Union[FilePath, Tuple[FilePath, FilePath], None] = None,
        connect_timeout: Optional[float] = 10.0,
        pool_idle_timeout: Optional[float] = 90.0,
        pool_max_idle_per_host: Optional[int] = None,
        headers: Optional[Mapping[str, str]] = None,
        trace_content: bool = False,
        dialect: Optional[Dialect] = None,
    ) -> None:
        """Creates a client. An argument that is left out takes its value from the environment (`AGENTSPEC_BASE_URL`, `AGENTSPEC_API_KEY`, `AGENTSPEC_TOKEN`, `AGENTSPEC_DIALECT`), else its default.

        None means no limit for a limit, and is the same as leaving out the argument for the server's address and dialect, the connection and the credential.
        No other argument may be None.

        Args:
            base_url: The URL of the server. Default `http://localhost:8080`.
            api_key: The key, sent as `X-API-Key`. A key of four bytes or more is redacted where the server echoes it. Or a function that returns
                the key, called for each attempt, so that an expiring key needs no new client; for an AsyncAgentSpecClient also a coroutine
                function, which runs on the event loop of its call. A function runs on a thread of the SDK that drives no request, so it may
                block, also on a call of a client with another credential, and several calls may run it at once. Both see the context variables
                of their call. If it raises, nothing is sent, and the call raises ConfigurationError from that exception, with the code
                `credential_unavailable`; KeyboardInterrupt and SystemExit propagate unchanged.
            token: The token, sent as `Authorization: Bearer`, or a function that returns it, as for `api_key`. Not together with `api_key`.
            timeout: The seconds that one attempt may take; for a stream, until its headers. Default 120; None is no limit.
            deadline: The seconds that a whole call may take, including its retries and the wait for a session's turn; for a stream, until its
                headers. 0 sends nothing. Default None: no limit.
            max_retries: The number of attempts after the first. Default 3.
            retry_delay: The seconds before the first retry. The delay doubles with each retry, and jitter adds up to a quarter. Default 1. A delay
                that the server asks for by `Retry-After` is used instead, plus up to a tenth.
            max_retry_delay: The longest delay before a retry, in seconds. If the server asks for more, the call fails at once. Default 60.
            retry_budget: The number of retries that all calls of the client share. One returns every second, and one for every ten calls that
                succeed. A single call at a time retries without it. Default 100; None is no limit.
            retry_policy: The policy that decides whether a failed attempt is retried: "standard", the default; "strict", which never resends a POST
                that may have run, as after 502 and 504, the default if the server speaks the dialect "runtime"; "none"; or a callable that takes a `FailedCall` and returns the seconds before the next
                attempt, or None to stop. The callable runs on the SDK's own thread and must not block, as that blocks all calls. The call raises
                what the callable raises.
            byte_idle_timeout: The seconds that a stream may receive no byte while it is read. Default 300; None is no limit.
            event_idle_timeout: The seconds that a stream may receive no event, even if bytes arrive, such as comments. Default 900; None is no
                limit.
            event_limit: The largest event of a stream, in bytes. A larger event raises DecodeError, and so does an event whose values would take
                more than twice as much memory. Default 16 MiB.
            answer_limit: The same limit for any other response, after decompression. Default 64 MiB.
            environment: Whether arguments that are left out come from the environment. Default True.
            proxy: The URL of a proxy for all requests. Default: the system's proxy (`HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY`, `NO_PROXY`), except
                for a server on this machine. A variable that applies to the server and is not the URL of a proxy raises ConfigurationError.
                `NO_PROXY=*` covers names and addresses.
            ca_file: The path of a PEM file, a str, bytes or `os.PathLike`, with certificates to trust in addition to the system's: of certificate
                authorities, or self-signed ones of servers, which must match their host and not be expired. The file of `SSL_CERT_FILE` is
                trusted in the same way.
            client_cert: The client's certificate, for a server that requires one (mTLS): the path of a PEM file that also holds the private key, or
                a tuple of two paths, of the certificate and of its key. The key must not be encrypted. Default None.
            connect_timeout: The seconds that connecting may take, including TLS, as part of `timeout`. Default 10; with None only `timeout` applies.
            pool_idle_timeout: The seconds that an unused connection is kept. Default 90; None is as long as the server keeps it.
            pool_max_idle_per_host: The number of unused connections that are kept; 0 keeps none. Default None: no limit. It does not limit the
                number of concurrent calls.
            headers: Headers for each request. Headers of the same name in `with_options` and in a call replace them.
            trace_content: Whether prompts and answers are among the fields of log records; they are never in the message. Default False.
            dialect: The dialect of the API that the server speaks: "documented", the default; "runtime", that of the public AgentSpec runtime; or
                "auto", which finds it out by one `GET /healthz` before the first request, without a credential.

        `logging` warns if a key or token would be sent over plain http to another machine.

        Raises:
            ConfigurationError: An argument or a variable is invalid; the message names it and how to correct it.
        """
        # No local variable holds a possible secret, as an exception keeps the frame alive.
        given = Redacted(base_url=base_url, api_key=api_key, token=token, proxy=proxy, headers=headers)
        del base_url, api_key, token, proxy, headers
        credential = make_credential(given, self._is_async, accepts_fixed=False)
        self._native = _native.Client(
            given.base_url,
            given.api_key if credential is None else None,
            given.token if credential is None else None,
            timeout,
            deadline,
            max_retries,
            retry_delay,
            max_retry_delay,
            retry_budget,
            "standard" if retry_policy is UNSET else retry_policy,
            byte_idle_timeout,
            event_idle_timeout,
            event_limit,
            answer_limit,
            environment,
            given.proxy,
            ca_file,
            trace_content,
            client_cert,
            connect_timeout,
            pool_idle_timeout,
            pool_max_idle_per_host,
            _headers(given),
            credential,
            dialect,
        )
        defaults = CallOptions(retry_policy=retry_policy, headers=UNSET if given.headers is None else given.headers)
        self._use(defaults if credential is None else defaults._replace(credential=credential))

    def _use(self, defaults: CallOptions) -> None:
        """Creates the caller and the namespaces. They do not refer to the client, so that it is freed as soon as nothing refers to it."""
        raise NotImplementedError

    def with_options(
        self: C,
        *,
        timeout: Timeout = UNSET,
        deadline: Timeout = UNSET,
        max_retries: MaxRetries = UNSET,
        retry_policy: Policy = UNSET,
        headers: ExtraHeaders = UNSET,
        byte_idle_timeout: Timeout = UNSET,
        event_idle_timeout: Timeout = UNSET,
        api_key: Union[GivenCredential, None, Unset] = UNSET,
        token: Union[GivenCredential, None, Unset] = UNSET,
    ) -> C:
        """Returns a copy of the client whose calls have other defaults. Both share their connections: closing one closes the other.

        Each of these arguments except `api_key` and `token` is also an argument of every call, the idle timeouts only of streams. A call also
        takes:

        - `correlation_id`: the `X-Correlation-ID`; visible ASCII characters. None, the default, is a random id.
        - `idempotency_key`, for a POST: the `Idempotency-Key`; visible ASCII characters. None, the default, is a random key.

        An argument that is left out, or `UNSET`, keeps the client's value. None never does: it is no limit, or no header.

        Args:
            timeout: The seconds that one attempt may take; None is no limit.
            deadline: The seconds that the whole call may take, including the wait for a session's turn; 0 sends nothing, None is no limit.
            max_retries: The number of attempts after the first; never None.
            retry_policy: The policy that decides whether a failed attempt is retried: "standard", "strict", "none", or a callable; never None.
            headers: Headers to send in addition to the client's; None sends neither.
            byte_idle_timeout: The seconds that a stream may receive no byte; None is no limit.
            event_idle_timeout: The seconds that a stream may receive no event; None is no limit.
            api_key: The key to send instead of the client's key or token, or a function that returns it, for a program that acts for many users.
                None sends no credential.
            token: The token to send instead, likewise.

        Raises:
            ConfigurationError: A key or token is empty or cannot be sent, or both are set.
            InvalidRequestError: Another argument is invalid.
        """
        given = Redacted(api_key=api_key, token=token)
        del api_key, token
        options = CallOptions(
            timeout, deadline, max_retries, retry_policy, headers, byte_idle_timeout=byte_idle_timeout, event_idle_timeout=event_idle_timeout
        )
        if given.api_key is not UNSET or given.token is not UNSET:
            given = Redacted(**{name: None if value is UNSET else value for name, value in vars(given).items()})
            options = options._replace(credential=make_credential(given, self._is_async, accepts_fixed=True) or UNSET)
        defaults = options.over(self._client._defaults)
        _native.check_options(NativeOptions.of(defaults))
        copy = object.__new__(type(self))
        copy.__dict__.update(self.__dict__)
        copy._use(defaults)
        return copy

    @property
    def base_url(self) -> str:
        """The URL of the server, without a trailing slash. It contains no credential: a URL with a user name or password is refused."""
        return self._native.base_url

    @property
    def dialect(self) -> Dialect:
        """The dialect that was set, by the argument or `AGENTSPEC_DIALECT`: "documented", "runtime" or "auto"."""
        return self._native.dialect

    def __copy__(self: C) -> C:
        """Returns another client over the same connections, as `with_options`."""
        return self.with_options()

    def __deepcopy__(self: C, memo: Any) -> C:
        return self.with_options()

    def __repr__(self) -> str:
        native = self.__dict__.get("_native")
        if native is None:
            return f"<{type(self).__name__} uninitialized>"
        return f"<{type(self).__name__} of {native.base_url}{' closed' if native.is_closed else ''}>"


def _headers(given: Redacted) -> List[Tuple[str, str]]:
    try:
        return list(mapping(given.headers).items())
    except InvalidRequestError as error:
        raise ConfigurationError(error.message, code="configuration_error") from None
