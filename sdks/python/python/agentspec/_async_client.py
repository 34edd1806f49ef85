"""The client for asyncio."""

from types import TracebackType
from typing import TYPE_CHECKING, Any, AsyncIterator, Awaitable, Callable, Mapping, Optional, Type, TypeVar, Union

from . import _bridge, _native, _telemetry
from ._base import BaseCaller, BaseClient, BaseHandle, Namespace
from ._calls import AsyncAgentCalls, AsyncPipelineCalls, AsyncServerCalls, AsyncSessionCalls
from ._json import async_items, decode, encode, progress
from ._options import UNSET, CallOptions, ExtraHeaders, GivenId, MaxRetries, NativeOptions, Policy, Timeout
from ._response import Response, refuse_several, refuse_stream, take_wish, wants_response
from ._streams import AsyncEventStream, native_stream
from .types import InvokeOptions, PipelineStatus, PipelineStep, Session, SessionContinueResponse

if TYPE_CHECKING:
    from typing_extensions import ParamSpec

    P = ParamSpec("P")

T = TypeVar("T")


class _AsyncCaller(BaseCaller):
    """Makes calls on a client or on one session."""

    async def _ask(
        self, operation: str, arguments: Union[str, Mapping[str, Any]], options: CallOptions, record: Optional[_native.CallRecord] = None
    ) -> _native.Reply:
        native = NativeOptions.of(options.over(self._defaults))
        with _telemetry.call(operation, native) as (native, telemetry):
            json = arguments if isinstance(arguments, str) else encode(arguments)
            return await _bridge.wait(lambda loop, resolve: _native.start(self._target, operation, json, native, telemetry, record, loop, resolve))  # type: ignore[no-any-return]

    async def _call(self, operation: str, arguments: Mapping[str, Any], options: CallOptions, read: Callable[[Any], T]) -> T:
        wish = take_wish()
        wish.reply = reply = await self._ask(operation, arguments, options)
        return read(decode(operation, reply))

    def _stream(self, operation: str, arguments: Mapping[str, Any], options: CallOptions) -> AsyncEventStream:
        refuse_stream()
        # The task that opens it has none of the caller's frames: a bad argument is refused, and a misspelt option warned of, here.
        with _telemetry.refusal(operation):
            json = encode(arguments)
        return AsyncEventStream(lambda record: self._ask(operation, json, options, record))

    def _items(self, name: str, operation: str, arguments: Mapping[str, Any], options: CallOptions) -> AsyncIterator[Any]:
        refuse_several(name)
        return self._read_items(operation, arguments, options)

    async def _read_items(self, operation: str, arguments: Mapping[str, Any], options: CallOptions) -> AsyncIterator[Any]:
        async for item in async_items(native_stream(await self._ask(operation, arguments, options))):
            yield item


class AsyncAgents(AsyncAgentCalls):
    """Agents, each call of which is independent of the others."""


class AsyncSessions(AsyncSessionCalls):
    """Conversations in which the agent remembers the previous turns."""

    _client: _AsyncCaller

    def open(self, *, agent: str, session_id: str) -> "AsyncSessionHandle":
        """A handle on one session, which takes its turns one after the other."""
        return AsyncSessionHandle(self._client, agent, session_id)

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
    ) -> AsyncIterator[Session]:
        """All sessions of an agent, newest first: asks for page after page of `limit` sessions (default 100).

        The other arguments are those of one call, here of each that is made: see `with_options` of the client.
        """
        arguments = {"agent": agent, "limit": limit, "offset": offset}
        options = CallOptions(timeout, deadline, max_retries, retry_policy, headers, correlation_id)
        return (Session.from_dict(item) async for item in self._client._items("list_all", "all_sessions", arguments, options))


class AsyncPipelines(AsyncPipelineCalls):
    """Pipelines, which run several agents in sequence."""

    _client: _AsyncCaller

    async def wait(
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
        return await self._client._call("wait_for_run", arguments, options, PipelineStatus.from_dict)

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
    ) -> AsyncIterator[Union[PipelineStep, PipelineStatus]]:
        """As `wait`, with each change on the way: each step that is new or has another status, and the run's last status in the end."""
        arguments = {"name": name, "run_id": run_id, "deadline": deadline, "poll_delay": poll_delay}
        options = CallOptions(timeout, UNSET, max_retries, retry_policy, headers, correlation_id)
        return (progress(item) async for item in self._client._items("watch", "watch_run", arguments, options))


class AsyncSessionHandle(BaseHandle):
    """A conversation with an agent. Its turns are taken one after the other, a streamed one until its stream has ended or is closed.

    A stream that is neither read to its end nor closed therefore holds up the next turn, for `timeout` seconds at most: then the turn raises
    TimeoutError, which names the stream by its correlation id. `logging` warns of it after a second.

    After a turn that the server may have recorded, though its whole answer did not arrive, the next one raises InvalidRequestError with the code
    `turn_unresolved`: see `unresolved_turn`.

    Attributes:
        agent: The agent's name.
        session_id: The session's id.
    """

    def __init__(self, caller: _AsyncCaller, agent: str, session_id: str) -> None:
        self.agent = agent
        self.session_id = session_id
        self._session = _native.Session(caller._native, agent, session_id)
        self._caller = _AsyncCaller(caller._native, caller._defaults, self._session)

    async def continue_(
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
        return await self._caller._call("continue_session", arguments, of_call, SessionContinueResponse.from_dict)

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
    ) -> AsyncEventStream:
        """Takes the next turn and streams the answer as it is made.

        It waits for the turn before it, for a stream `timeout` seconds at most: read a stream of this handle to its end, or close it, before the next turn.
        The other arguments are those of every call: see `with_options` of the client.
        """
        of_call = CallOptions(
            timeout, deadline, max_retries, retry_policy, headers, correlation_id, idempotency_key, byte_idle_timeout=byte_idle_timeout, event_idle_timeout=event_idle_timeout
        )
        return self._caller._stream("stream_session", {"input": input, "options": options}, of_call)

    async def send_again(
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
        return await self._caller._call("send_again", {}, of_call, SessionContinueResponse.from_dict)

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
    ) -> AsyncEventStream:
        """As `send_again`, for a turn that was streamed, with the answer streamed as it is made."""
        of_call = CallOptions(
            timeout, deadline, max_retries, retry_policy, headers, correlation_id, byte_idle_timeout=byte_idle_timeout, event_idle_timeout=event_idle_timeout
        )
        return self._caller._stream("send_again_stream", {}, of_call)

    async def delete(
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
        await self._caller._call("delete_session", {}, CallOptions(timeout, deadline, max_retries, retry_policy, headers, correlation_id), lambda nothing: None)


class AsyncAgentSpecClient(BaseClient, AsyncServerCalls):
    """A client of an AgentSpec server, for asyncio. Use one for the whole program: from any loop, it shares its connections."""

    _is_async = True

    agents = Namespace(AsyncAgents)
    sessions = Namespace(AsyncSessions)
    pipelines = Namespace(AsyncPipelines)

    def _use(self, defaults: CallOptions) -> None:
        self._client = caller = _AsyncCaller(self._native, defaults)
        self.agents, self.sessions, self.pipelines = AsyncAgents(caller), AsyncSessions(caller), AsyncPipelines(caller)

    async def with_response(self, call: "Callable[P, Awaitable[T]]", *args: "P.args", **kwargs: "P.kwargs") -> Response[T]:
        """Makes a call, and returns its value together with the answer's status, headers, correlation id and number of attempts.

        If it makes several calls, the response is that of the first. A stream is refused, since it has these properties itself, and so is a method
        that makes several calls.

        `(await client.with_response(client.agents.invoke, name="assistant", input="Hello")).attempts`
        """
        with wants_response() as wish:
            value = await call(*args, **kwargs)
        return wish.response(value)

    async def close(self) -> None:
        """Ends the client and its copies by `with_options`, which share its connections: a call after this raises. Streams under way go on."""
        self._native.close()

    async def __aenter__(self) -> "AsyncAgentSpecClient":
        return self

    async def __aexit__(self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]) -> None:
        await self.close()
