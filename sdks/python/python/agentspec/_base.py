"""What the blocking and the asyncio client, and their handles, have in common. Makes no call."""

import abc
import os
from dataclasses import dataclass
from typing import Any, AsyncIterator, Callable, ClassVar, Generic, Iterator, List, Mapping, Optional, Tuple, Type, TypeVar, Union, overload

from . import _native
from ._credential import GivenCredential, Redacted, make_credential
from ._environment import ProcessBound
from ._options import UNSET, CallOptions, ExtraHeaders, MaxRetries, NativeOptions, Policy, Timeout, Unset, mapping
from ._retry import RetryPolicy
from ._streams import AsyncEventStream, EventStream
from .exceptions import ConfigurationError, InvalidRequestError

R = TypeVar("R", bound="BaseCaller")
C = TypeVar("C", bound="BaseClient")
H = TypeVar("H", bound="BaseHandle[Any]")
N = TypeVar("N")
T = TypeVar("T")
#: What Python takes for the path of a file.
FilePath = Union[str, bytes, "os.PathLike[str]", "os.PathLike[bytes]"]
Target = Union[_native.Client, _native.Session]


class BaseCaller(ProcessBound):
    """What calls are made on: a client or one session, and the defaults of its calls. It cannot be changed, so a copy is itself."""

    _instead = "it would hold the credential: make a client in each process, from its configuration"
    _called = "client"

    def __init__(self, client: _native.Client, defaults: CallOptions, session: Optional[_native.Session] = None) -> None:
        self._native = client
        self._target: Target = session or client
        self._defaults = defaults

    def open_session(self, agent: str, session_id: str) -> _native.Session:
        """Opens a session, which sends nothing."""
        return _native.Session(self._native, agent, session_id)

    def on_session(self: R, session: _native.Session) -> R:
        """Returns a caller on the session."""
        return type(self)(self._native, self._defaults, session)

    def __copy__(self: R) -> R:
        return self

    def __deepcopy__(self: R, memo: Any) -> R:
        return self


class Caller(BaseCaller, abc.ABC):
    """Makes blocking calls."""

    @abc.abstractmethod
    def call(self, operation: str, arguments: Mapping[str, Any], options: CallOptions, read: Callable[[Any], T]) -> T:
        """Makes a call, and returns its value, which `read` makes of the JSON."""

    @abc.abstractmethod
    def stream(self, operation: str, arguments: Mapping[str, Any], options: CallOptions) -> EventStream:
        """Opens a stream."""

    @abc.abstractmethod
    def items(self, operation: str, arguments: Mapping[str, Any], options: CallOptions, read: Callable[[Any], T]) -> Iterator[T]:
        """Makes a call of several requests, and yields its items, each of which `read` makes of the JSON."""


class AsyncCaller(BaseCaller, abc.ABC):
    """Makes calls for asyncio, as `Caller` makes blocking ones."""

    @abc.abstractmethod
    async def call(self, operation: str, arguments: Mapping[str, Any], options: CallOptions, read: Callable[[Any], T]) -> T: ...

    @abc.abstractmethod
    def stream(self, operation: str, arguments: Mapping[str, Any], options: CallOptions) -> AsyncEventStream: ...

    @abc.abstractmethod
    def items(self, operation: str, arguments: Mapping[str, Any], options: CallOptions, read: Callable[[Any], T]) -> AsyncIterator[T]: ...


class Namespace(Generic[N]):
    """A group of a client's calls: one object for the life of the client, which a test may replace by `patch.object(client, "agents")`."""

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
    """How a client is made, and made differently."""

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
        retry_policy: RetryPolicy = "standard",
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
    ) -> None:
        """What is not given comes from the environment (`AGENTSPEC_BASE_URL`, `AGENTSPEC_API_KEY`, `AGENTSPEC_TOKEN`), else from the default.

        None is no limit where an argument is a limit, and is the same as not given where it says where the server is, how to reach it, or who asks.
        Any other argument is never None.

        Args:
            base_url: Where the server is. Default `http://localhost:8080`.
            api_key: The key, sent as `X-API-Key`. One of four bytes or more is hidden where the server says it back. Or a function that returns it,
                which is called for each attempt, so that a key that expires needs no new client; of an AsyncAgentSpecClient a coroutine
                function too, which runs on the event loop of its call. A function runs on a thread of the SDK's that drives no request, so
                that it may wait, also for a call of a client with another credential, and several calls may run it at once; both see
                the context variables of their call. Where it raises, nothing is sent, and the call raises ConfigurationError from that, with
                the code `credential_unavailable`; KeyboardInterrupt and SystemExit are raised as they are.
            token: The token, sent as `Authorization: Bearer`, or what returns it, as of `api_key`; not together with `api_key`.
            timeout: Seconds that one attempt may take, on a stream to its headers. Default 120; None is no limit.
            deadline: Seconds that a whole call may take, its retries and the wait for a session's turn included; of a stream, until its headers.
                0 sends nothing. Default None: no limit.
            max_retries: Attempts after the first. Default 3.
            retry_delay: Seconds before the first retry; it doubles with each, and jitter adds up to a quarter. Default 1. Where the server asks for a
                delay by `Retry-After`, that is waited for, with up to a tenth more.
            max_retry_delay: The most seconds before a retry. Where the server asks for more, the call gives up at once. Default 60.
            retry_budget: How many retries all calls together may have in hand; each second brings one back, and every ten calls that succeed.
                One call at a time retries without. Default 100; None is no limit.
            retry_policy: What decides whether a failed attempt is made again: "standard", the default; "strict", which never sends a POST
                again that may have run, as after 502 and 504; "none"; or a callable that is given a `FailedCall`, and returns the seconds
                before the next attempt, or None to give up. It runs on the SDK's own thread, and must not wait: all calls would. What it
                raises, the call raises.
            byte_idle_timeout: Seconds that a stream may be without a byte while it is read. Default 300; None is no limit.
            event_idle_timeout: Seconds that it may be without an event, though bytes keep coming, as comments do. Default 900; None is no limit.
            event_limit: The largest event of a stream, in bytes; a larger one raises DecodeError, and so does one whose values would take more than
                twice as much memory. Default 16 MiB.
            answer_limit: The same for an answer that is no stream, once it is decompressed. Default 64 MiB.
            environment: Whether what is not given comes from the environment. Default True.
            proxy: The URL of a proxy for all requests. Default: the system's (`HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY`, `NO_PROXY`), but not for a
                server on this machine. A variable that leads to the server and is not the URL of a proxy raises ConfigurationError.
                `NO_PROXY=*` is for names and addresses alike.
            ca_file: The path of a file, a str, bytes or `os.PathLike`, of certificates in PEM to trust beside the system's: of authorities, or of servers by themselves, self-signed, which
                must be for their host and not out of date. The file of `SSL_CERT_FILE` is trusted in the same way.
            client_cert: The certificate by which the client proves who it is to a server that demands one (mTLS): the path of a file in PEM, with the
                private key in it too; or a tuple of two paths, the certificate's and its key's. The key is not encrypted. Default None.
            connect_timeout: Seconds that connecting may take, TLS included, as a part of `timeout`. Default 10; None is no limit but that.
            pool_idle_timeout: Seconds that a connection is kept which no call uses. Default 90; None is as long as the server keeps it.
            pool_max_idle_per_host: How many connections are kept that no call uses; 0 keeps none. Default None: no limit. It does not bound how many
                calls there may be at once.
            headers: Headers to send with each request. Those of `with_options` and of a call are sent in place of those of the same name.
            trace_content: Whether prompts and answers are among the fields of what is logged; never in its line. Default False.

        A key or token that would be sent over plain http to another machine is warned of, by `logging`.

        Raises:
            ConfigurationError: an argument or a variable cannot be used; the message says which, and how to mend it.
        """
        # What may hold a secret is in no variable of a frame that a failure leaves behind.
        given = Redacted(base_url=base_url, api_key=api_key, token=token, proxy=proxy, headers=headers)
        del base_url, api_key, token, proxy, headers
        asked = make_credential(given, self._is_async, accepts_fixed=False)
        self._native = _native.Client(
            given.base_url,
            given.api_key if asked is None else None,
            given.token if asked is None else None,
            timeout,
            deadline,
            max_retries,
            retry_delay,
            max_retry_delay,
            retry_budget,
            retry_policy,
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
            asked,
        )
        defaults = CallOptions(retry_policy=retry_policy, headers=UNSET if given.headers is None else given.headers)
        self._use(defaults if asked is None else defaults._replace(credential=asked))

    def _use(self, defaults: CallOptions) -> None:
        """Makes what calls are made on: without a cycle, so that a client that nobody refers to is gone at once."""
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
        """The same client, whose calls have other defaults. It shares the connections: closing one of the two closes both.

        Each of these but `api_key` and `token` is an argument of every call too, the idle timeouts of streams alone, and a call also takes:

        - `correlation_id`: the `X-Correlation-ID`; visible ASCII characters. None, and by default: a random one.
        - `idempotency_key`, on what is a POST: the `Idempotency-Key`; visible ASCII characters. None, and by default: a random one.

        What is left out, or `UNSET`, is as this client has it. None is never that: it is no limit, or no header.

        Args:
            timeout: Seconds that one attempt may take; None is no limit.
            deadline: Seconds that the whole call may take, its wait for a session's turn included; 0 sends nothing, None is no limit.
            max_retries: Attempts after the first; never None.
            retry_policy: What decides whether a failed attempt is made again: "standard", "strict", "none", or a callable; never None.
            headers: Headers to send as well, beside those of this client; None is none, of this client's neither.
            byte_idle_timeout: Seconds that a stream may be without a byte; None is no limit.
            event_idle_timeout: Seconds that a stream may be without an event; None is no limit.
            api_key: The key to send in place of this client's key or token, or what returns it: for a program that acts for many users. None sends
                none.
            token: The same of a token.

        Raises:
            ConfigurationError: a key or token is empty or cannot be sent, or both are set.
            InvalidRequestError: another argument is one that no call can have.
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
        """Where the server is, without a slash at its end. It holds no credential: a user name or password in it is refused."""
        return self._native.base_url

    def __copy__(self: C) -> C:
        """As `with_options`: another client over the same connections."""
        return self.with_options()

    def __deepcopy__(self: C, memo: Any) -> C:
        return self.with_options()

    def __repr__(self) -> str:
        native = self.__dict__.get("_native")
        if native is None:
            return f"<{type(self).__name__} not made>"
        return f"<{type(self).__name__} of {native.base_url}{' closed' if native.is_closed else ''}>"


def _headers(given: Redacted) -> List[Tuple[str, str]]:
    try:
        return list(mapping(given.headers).items())
    except InvalidRequestError as error:
        raise ConfigurationError(error.message, code="configuration_error") from None


@dataclass(frozen=True)
class UnresolvedTurn:
    """A turn that the server may have recorded, though its whole answer did not arrive.

    Attributes:
        input: What was said.
        idempotency_key: The `Idempotency-Key` that it was sent with.
        is_streamed: Whether its answer was to be streamed: then `send_again_stream` sends it again, else `send_again`.
    """

    input: str
    idempotency_key: str
    is_streamed: bool


class BaseHandle(ProcessBound, Generic[R]):
    """A handle on one session, without the methods that make calls.

    Attributes:
        agent: The agent's name.
        session_id: The session's id.
    """

    agent: str
    session_id: str

    _instead = "open the session in the other process, by client.sessions.open(agent=…, session_id=…)"

    def __init__(self, client: R, agent: str, session_id: str) -> None:
        self.agent = agent
        self.session_id = session_id
        self._session = client.open_session(agent, session_id)
        self._client = client.on_session(self._session)

    @property
    def unresolved_turn(self) -> Optional[UnresolvedTurn]:
        """The turn that the server may have recorded, though its whole answer did not arrive: a stream broke or was closed, a call ran out of
        time or was cancelled; what has arrived of a stream counts, whether it was taken or not. None where the last turn was answered or refused, and while one is being taken.

        While there is one, the next turn raises InvalidRequestError with the code `turn_unresolved`, for what the agent remembers is not known.
        Decide by `send_again`, `send_again_stream` or `go_on`.

        A forked child shares no handle with its parent: there it is None, whatever the parent's is, until the child has taken a turn of its own.
        """
        turn = self._session.unresolved_turn
        return None if turn is None else UnresolvedTurn(*turn)

    def __copy__(self: H) -> H:
        """Itself: copies would take turns of one session at the same time."""
        return self

    def __deepcopy__(self: H, memo: Any) -> H:
        return self

    def go_on(self) -> None:
        """Leaves the unresolved turn as it is, recorded or not: the next one may be taken. Sends nothing."""
        self._session.go_on()

    def __repr__(self) -> str:
        return f"{type(self).__name__}(agent={self.agent!r}, session_id={self.session_id!r})"
