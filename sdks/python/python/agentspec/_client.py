"""The blocking client."""

from types import TracebackType
from typing import TYPE_CHECKING, Any, Callable, Iterator, Mapping, Optional, Type, TypeVar, Union

from . import _native, _telemetry
from ._base import BaseCaller, BaseClient, BaseHandle, Namespace
from ._calls import AgentCalls, PipelineCalls, ServerCalls, SessionCalls
from ._environment import warn_of_gevent
from ._json import decode, encode, items, progress
from ._options import UNSET, CallOptions, ExtraHeaders, GivenId, MaxRetries, NativeOptions, Policy, Timeout
from ._response import Response, refuse_several, refuse_stream, take_wish, wants_response
from ._streams import EventStream, native_stream
from .types import InvokeOptions, PipelineStatus, PipelineStep, Session, SessionContinueResponse

if TYPE_CHECKING:
    from typing_extensions import ParamSpec

    P = ParamSpec("P")

T = TypeVar("T")


class _Caller(BaseCaller):
    """Makes calls on a client or on one session."""

    def _ask(self, operation: str, arguments: Mapping[str, Any], options: CallOptions) -> _native.Reply:
        warn_of_gevent()
        native = NativeOptions.of(options.over(self._defaults))
        with _telemetry.call(operation, native) as (native, telemetry):
            return _native.call(self._target, operation, encode(arguments), native, telemetry)

    def _call(self, operation: str, arguments: Mapping[str, Any], options: CallOptions, read: Callable[[Any], T]) -> T:
        wish = take_wish()
        wish.reply = reply = self._ask(operation, arguments, options)
        return read(decode(operation, reply))

    def _stream(self, operation: str, arguments: Mapping[str, Any], options: CallOptions) -> EventStream:
        refuse_stream()
        return EventStream(self._ask(operation, arguments, options))

    def _items(self, name: str, operation: str, arguments: Mapping[str, Any], options: CallOptions) -> Iterator[Any]:
        refuse_several(name)
        return items(native_stream(self._ask(operation, arguments, options)))


class Agents(AgentCalls):
    """Agents, each call of which is independent of the others."""


class Sessions(SessionCalls):
    """Conversations in which the agent remembers the previous turns."""

    _client: _Caller

    def open(self, *, agent: str, session_id: str) -> "SessionHandle":
        """A handle on one session, which takes its turns one after the other."""
        return SessionHandle(self._client, agent, session_id)

    def list_all(
        self,
        *,
        agent: str,
        limit: Optional[int] = None,
        offset: Optional[int] = None,
        timeout: Timeout = UNSET,
        deadline: Timeout = UNSET,
        max_retries: MaxRetries = UNSET,
        retry_policy: Policy = UNSET,
        headers: ExtraHeaders = UNSET,
        correlation_id: GivenId = UNSET,
    ) -> Iterator[Session]:
        """All sessions of an agent, newest first: asks for page after page of `limit` sessions (default 100).

        The other arguments are those of one call, here of each that is made: see `with_options` of the client.
        """
        arguments = {"agent": agent, "limit": limit, "offset": offset}
        options = CallOptions(timeout, deadline, max_retries, retry_policy, headers, correlation_id)
        return (Session.from_dict(item) for item in self._client._items("list_all", "all_sessions", arguments, options))


class Pipelines(PipelineCalls):
    """Pipelines, which run several agents in sequence."""

    _client: _Caller

    def wait(
        self,
        *,
        name: str,
        run_id: Optional[str] = None,
        deadline: Optional[float] = None,
        poll_delay: float = 0.2,
        timeout: Timeout = UNSET,
        max_retries: MaxRetries = UNSET,
        retry_policy: Policy = UNSET,
        headers: ExtraHeaders = UNSET,
        correlation_id: GivenId = UNSET,
    ) -> PipelineStatus:
        """Watches a run until it ends: the most recent one, unless `run_id` names another.

        Args:
            deadline: The most seconds to watch; then it raises TimeoutError, and the run goes on.
            poll_delay: The seconds before the second look (default 0.2); it doubles, up to 5, while nothing changes.

        The other arguments are those of one call, here of each that is made: see `with_options` of the client.
        """
        arguments = {"name": name, "run_id": run_id, "deadline": deadline, "poll_delay": poll_delay}
        options = CallOptions(timeout, UNSET, max_retries, retry_policy, headers, correlation_id)
        refuse_several("wait")
        return self._client._call("wait_for_run", arguments, options, PipelineStatus.from_dict)

    def watch(
        self,
        *,
        name: str,
        run_id: Optional[str] = None,
        deadline: Optional[float] = None,
        poll_delay: float = 0.2,
        timeout: Timeout = UNSET,
        max_retries: MaxRetries = UNSET,
        retry_policy: Policy = UNSET,
        headers: ExtraHeaders = UNSET,
        correlation_id: GivenId = UNSET,
    ) -> Iterator[Union[PipelineStep, PipelineStatus]]:
        """As `wait`, with each change on the way: each step that is new or has another status, and the run's last status in the end."""
        arguments = {"name": name, "run_id": run_id, "deadline": deadline, "poll_delay": poll_delay}
        options = CallOptions(timeout, UNSET, max_retries, retry_policy, headers, correlation_id)
        return (progress(item) for item in self._client._items("watch", "watch_run", arguments, options))


class SessionHandle(BaseHandle):
    """A conversation with an agent. Its turns are taken one after the other, a streamed one until its stream has ended or is closed.

    A stream that is neither read to its end nor closed therefore holds up the next turn, for `timeout` seconds at most: then the turn raises
    TimeoutError, which names the stream by its correlation id. `logging` warns of it after a second.

    After a turn that the server may have recorded, though its whole answer did not arrive, the next one raises InvalidRequestError with the code
    `turn_unresolved`: see `unresolved_turn`.

    Attributes:
        agent: The agent's name.
        session_id: The session's id.
    """

    def __init__(self, caller: _Caller, agent: str, session_id: str) -> None:
        self.agent = agent
        self.session_id = session_id
        self._session = _native.Session(caller._native, agent, session_id)
        self._caller = _Caller(caller._native, caller._defaults, self._session)

    def continue_(
        self,
        *,
        input: str,
        options: Optional[Union[InvokeOptions, Mapping[str, Any]]] = None,
        timeout: Timeout = UNSET,
        deadline: Timeout = UNSET,
        max_retries: MaxRetries = UNSET,
        retry_policy: Policy = UNSET,
        headers: ExtraHeaders = UNSET,
        correlation_id: GivenId = UNSET,
        idempotency_key: GivenId = UNSET,
    ) -> SessionContinueResponse:
        """Takes the next turn and waits for the whole answer.

        It waits for the turn before it, for a stream `timeout` seconds at most: read a stream of this handle to its end, or close it, before the next turn.
        The other arguments are those of every call: see `with_options` of the client.
        """
        arguments = {"input": input, "options": options}
        of_call = CallOptions(timeout, deadline, max_retries, retry_policy, headers, correlation_id, idempotency_key)
        return self._caller._call("continue_session", arguments, of_call, SessionContinueResponse.from_dict)

    def continue_stream(
        self,
        *,
        input: str,
        options: Optional[Union[InvokeOptions, Mapping[str, Any]]] = None,
        timeout: Timeout = UNSET,
        deadline: Timeout = UNSET,
        max_retries: MaxRetries = UNSET,
        retry_policy: Policy = UNSET,
        headers: ExtraHeaders = UNSET,
        correlation_id: GivenId = UNSET,
        idempotency_key: GivenId = UNSET,
        byte_idle_timeout: Timeout = UNSET,
        event_idle_timeout: Timeout = UNSET,
    ) -> EventStream:
        """Takes the next turn and streams the answer as it is made.

        It waits for the turn before it, for a stream `timeout` seconds at most: read a stream of this handle to its end, or close it, before the next turn.
        The other arguments are those of every call: see `with_options` of the client.
        """
        of_call = CallOptions(
            timeout, deadline, max_retries, retry_policy, headers, correlation_id, idempotency_key, byte_idle_timeout=byte_idle_timeout, event_idle_timeout=event_idle_timeout
        )
        return self._caller._stream("stream_session", {"input": input, "options": options}, of_call)

    def send_again(
        self,
        *,
        timeout: Timeout = UNSET,
        deadline: Timeout = UNSET,
        max_retries: MaxRetries = UNSET,
        retry_policy: Policy = UNSET,
        headers: ExtraHeaders = UNSET,
        correlation_id: GivenId = UNSET,
    ) -> SessionContinueResponse:
        """Sends the unresolved turn again, with its options and under its idempotency key, and waits for the whole answer.

        A server that knows the key takes the turn once; another may take it twice. Where no turn is unresolved, or one that was streamed, it
        raises InvalidRequestError.
        The other arguments are those of every call: see `with_options` of the client.
        """
        of_call = CallOptions(timeout, deadline, max_retries, retry_policy, headers, correlation_id)
        return self._caller._call("send_again", {}, of_call, SessionContinueResponse.from_dict)

    def send_again_stream(
        self,
        *,
        timeout: Timeout = UNSET,
        deadline: Timeout = UNSET,
        max_retries: MaxRetries = UNSET,
        retry_policy: Policy = UNSET,
        headers: ExtraHeaders = UNSET,
        correlation_id: GivenId = UNSET,
        byte_idle_timeout: Timeout = UNSET,
        event_idle_timeout: Timeout = UNSET,
    ) -> EventStream:
        """As `send_again`, for a turn that was streamed, with the answer streamed as it is made."""
        of_call = CallOptions(
            timeout, deadline, max_retries, retry_policy, headers, correlation_id, byte_idle_timeout=byte_idle_timeout, event_idle_timeout=event_idle_timeout
        )
        return self._caller._stream("send_again_stream", {}, of_call)

    def delete(
        self,
        *,
        timeout: Timeout = UNSET,
        deadline: Timeout = UNSET,
        max_retries: MaxRetries = UNSET,
        retry_policy: Policy = UNSET,
        headers: ExtraHeaders = UNSET,
        correlation_id: GivenId = UNSET,
    ) -> None:
        """Deletes the session and its turns, after the turn that is being taken: a stream that is neither read to its end nor closed holds it up, for `timeout` seconds at most.

        The other arguments are those of every call: see `with_options` of the client.
        """
        self._caller._call("delete_session", {}, CallOptions(timeout, deadline, max_retries, retry_policy, headers, correlation_id), lambda nothing: None)


class AgentSpecClient(BaseClient, ServerCalls):
    """A client of an AgentSpec server. Use one for the whole program: from any thread, it shares its connections."""

    agents = Namespace(Agents)
    sessions = Namespace(Sessions)
    pipelines = Namespace(Pipelines)

    def _use(self, defaults: CallOptions) -> None:
        self._client = caller = _Caller(self._native, defaults)
        self.agents, self.sessions, self.pipelines = Agents(caller), Sessions(caller), Pipelines(caller)

    def with_response(self, call: "Callable[P, T]", *args: "P.args", **kwargs: "P.kwargs") -> Response[T]:
        """Makes a call, and returns its value together with the answer's status, headers, correlation id and number of attempts.

        If it makes several calls, the response is that of the first. A stream is refused, since it has these properties itself, and so is a method
        that makes several calls.

        `client.with_response(client.agents.invoke, name="assistant", input="Hello").attempts`
        """
        with wants_response() as wish:
            value = call(*args, **kwargs)
        return wish.response(value)

    def close(self) -> None:
        """Ends the client and its copies by `with_options`, which share its connections: a call after this raises. Streams under way go on."""
        self._native.close()

    def __enter__(self) -> "AgentSpecClient":
        return self

    def __exit__(self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]) -> None:
        self.close()
