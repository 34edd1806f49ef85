# Generated from openapi.yaml 0.1.0 (sha256 951751469f5121d974c964251c1d20f71e2e9b861817d1c911d4e594ba8da76f) by `cargo xtask codegen`. Not to be edited.
"""The calls of the blocking and the asyncio client: every operation as a method of a namespace or the client, and of a session's handle."""

from typing import Any, AsyncIterator, Iterator, Mapping, Optional, Union

from . import _decode
from ._base_client import Namespace
from ._base_handle import BaseHandle
from ._caller import AsyncCaller, Caller
from ._json import progress
from ._options import UNSET, CallOptions, ExtraHeaders, GivenId, MaxRetries, Policy, Timeout
from ._response import refuse_several
from ._streams import AsyncEventStream, EventStream
from .types import AgentList, Health, InvokeOptions, InvokeResponse, PipelineRunResponse, PipelineStatus, PipelineStep, Session, SessionContinueResponse, SessionList


class Agents:
    """Agents. Each call is independent of the others."""

    def __init__(self, client: Caller) -> None:
        self._client = client

    def list(
        self,
        *,
        timeout: Timeout = UNSET,
        deadline: Timeout = UNSET,
        max_retries: MaxRetries = UNSET,
        retry_policy: Policy = UNSET,
        headers: ExtraHeaders = UNSET,
        correlation_id: GivenId = UNSET,
    ) -> AgentList:
        """List the deployed agents.

        Returns all agents that the caller may use, in the server's own order.

        The other arguments apply to this call only: `timeout` (seconds for one attempt), `deadline` (seconds for the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None also omits the client's), and the ids to send instead of random
        ones. An argument that is left out keeps the client's value, and None never does: see `with_options` of the client.
        """
        return self._client.call(
            "list_agents",
            {},
            CallOptions(timeout=timeout, deadline=deadline, max_retries=max_retries, retry_policy=retry_policy, headers=headers, correlation_id=correlation_id),
            AgentList.from_dict,
        )

    def invoke(
        self,
        *,
        name: str,
        input: str,
        options: Optional[Union[InvokeOptions, Mapping[str, Any]]] = None,
        timeout: Timeout = UNSET,
        deadline: Timeout = UNSET,
        max_retries: MaxRetries = UNSET,
        retry_policy: Policy = UNSET,
        headers: ExtraHeaders = UNSET,
        correlation_id: GivenId = UNSET,
        idempotency_key: GivenId = UNSET,
    ) -> InvokeResponse:
        """Invoke an agent and wait for its whole answer.

        Runs the agent once, with its tools and without memory of earlier calls. The answer arrives when the agent has finished,
        which may take minutes.

        Args:
            name: The agent's name.
            input: The message.
            options: Options for the agent's answer. Any further key is passed on to the agent.

        The other arguments apply to this call only: `timeout` (seconds for one attempt), `deadline` (seconds for the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None also omits the client's), and the ids to send instead of random
        ones. An argument that is left out keeps the client's value, and None never does: see `with_options` of the client.
        """
        return self._client.call(
            "invoke_agent",
            {"name": name, "input": input, "options": options},
            CallOptions(timeout=timeout, deadline=deadline, max_retries=max_retries, retry_policy=retry_policy, headers=headers, correlation_id=correlation_id, idempotency_key=idempotency_key),
            InvokeResponse.from_dict,
        )

    def stream(
        self,
        *,
        name: str,
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
        """Invoke an agent and stream its answer as it is produced.

        Like `agents.invoke`, with the answer as Server-Sent Events (WHATWG HTML, section 9.2). The data of each event is one
        `StreamEvent` as JSON. Comment lines are heartbeats. The stream ends with a `done` or an `error` event; a stream that ends
        without either was cut short.

        Args:
            name: The agent's name.
            input: The message.
            options: Options for the agent's answer. Any further key is passed on to the agent.

        The other arguments apply to this call only: `timeout` (seconds for one attempt), `deadline` (seconds for the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None also omits the client's), the ids to send instead of random
        ones, and the seconds that the stream may receive no byte (`byte_idle_timeout`) and no event (`event_idle_timeout`).
        An argument that is left out keeps the client's value, and None never does: see `with_options` of the client.
        """
        return self._client.stream(
            "stream_agent",
            {"name": name, "input": input, "options": options},
            CallOptions(timeout=timeout, deadline=deadline, max_retries=max_retries, retry_policy=retry_policy, headers=headers, correlation_id=correlation_id, idempotency_key=idempotency_key, byte_idle_timeout=byte_idle_timeout, event_idle_timeout=event_idle_timeout),
        )


class Sessions:
    """Conversations. The agent remembers the previous turns."""

    def __init__(self, client: Caller) -> None:
        self._client = client

    def create(
        self,
        *,
        agent: str,
        metadata: Optional[Mapping[str, Any]] = None,
        timeout: Timeout = UNSET,
        deadline: Timeout = UNSET,
        max_retries: MaxRetries = UNSET,
        retry_policy: Policy = UNSET,
        headers: ExtraHeaders = UNSET,
        correlation_id: GivenId = UNSET,
        idempotency_key: GivenId = UNSET,
    ) -> Session:
        """Start a session with an agent.

        Starts a conversation in which the agent remembers the previous turns. An empty object is a valid body.

        Args:
            agent: The name of the session's agent.
            metadata: The caller's own values, stored with a session unchanged.

        The other arguments apply to this call only: `timeout` (seconds for one attempt), `deadline` (seconds for the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None also omits the client's), and the ids to send instead of random
        ones. An argument that is left out keeps the client's value, and None never does: see `with_options` of the client.
        """
        return self._client.call(
            "create_session",
            {"agent": agent, "metadata": metadata},
            CallOptions(timeout=timeout, deadline=deadline, max_retries=max_retries, retry_policy=retry_policy, headers=headers, correlation_id=correlation_id, idempotency_key=idempotency_key),
            Session.from_dict,
        )

    def list(
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
    ) -> SessionList:
        """List an agent's sessions.

        Returns one page of the agent's sessions, newest first, and their total number.

        Args:
            agent: The name of the session's agent.
            limit: The maximum number of sessions to return.
            offset: The number of sessions to skip, counted from the newest.

        The other arguments apply to this call only: `timeout` (seconds for one attempt), `deadline` (seconds for the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None also omits the client's), and the ids to send instead of random
        ones. An argument that is left out keeps the client's value, and None never does: see `with_options` of the client.
        """
        return self._client.call(
            "list_sessions",
            {"agent": agent, "limit": limit, "offset": offset},
            CallOptions(timeout=timeout, deadline=deadline, max_retries=max_retries, retry_policy=retry_policy, headers=headers, correlation_id=correlation_id),
            SessionList.from_dict,
        )

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
        """List all sessions of an agent, newest first.

        The iterator requests page after page.

        Args:
            agent: The name of the sessions' agent.
            limit: The number of sessions of one page. Default 100.
            offset: The number of sessions to skip, from the newest on.

        The other arguments apply to each request that is made: see `with_options` of the client.
        """
        refuse_several("list_all")
        return self._client.items(
            "all_sessions",
            {"agent": agent, "limit": limit, "offset": offset},
            CallOptions(timeout=timeout, deadline=deadline, max_retries=max_retries, retry_policy=retry_policy, headers=headers, correlation_id=correlation_id),
            Session.from_dict,
        )

    def delete(
        self,
        *,
        agent: str,
        session_id: str,
        timeout: Timeout = UNSET,
        deadline: Timeout = UNSET,
        max_retries: MaxRetries = UNSET,
        retry_policy: Policy = UNSET,
        headers: ExtraHeaders = UNSET,
        correlation_id: GivenId = UNSET,
    ) -> None:
        """Delete a session.

        Deletes the session and its turns. Deleting a session that does not exist is a 404.

        Args:
            agent: The name of the session's agent.
            session_id: The session's id.

        The other arguments apply to this call only: `timeout` (seconds for one attempt), `deadline` (seconds for the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None also omits the client's), and the ids to send instead of random
        ones. An argument that is left out keeps the client's value, and None never does: see `with_options` of the client.
        """
        return self._client.call(
            "delete_session",
            {"agent": agent, "session_id": session_id},
            CallOptions(timeout=timeout, deadline=deadline, max_retries=max_retries, retry_policy=retry_policy, headers=headers, correlation_id=correlation_id),
            _decode.nothing,
        )

    def continue_(
        self,
        *,
        agent: str,
        session_id: str,
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
        """Take the next turn of a session and wait for the whole answer.

        Sends the next message. The agent remembers the previous turns; the message and its answer are recorded as one turn.

        Args:
            agent: The name of the session's agent.
            session_id: The session's id.
            input: The message.
            options: Options for the agent's answer. Any further key is passed on to the agent.

        The other arguments apply to this call only: `timeout` (seconds for one attempt), `deadline` (seconds for the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None also omits the client's), and the ids to send instead of random
        ones. An argument that is left out keeps the client's value, and None never does: see `with_options` of the client.
        """
        return self._client.call(
            "continue_session",
            {"agent": agent, "session_id": session_id, "input": input, "options": options},
            CallOptions(timeout=timeout, deadline=deadline, max_retries=max_retries, retry_policy=retry_policy, headers=headers, correlation_id=correlation_id, idempotency_key=idempotency_key),
            SessionContinueResponse.from_dict,
        )

    def continue_stream(
        self,
        *,
        agent: str,
        session_id: str,
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
        """Take the next turn of a session and stream the answer.

        Like `sessions.continue_`, with the answer as Server-Sent Events in the form that `agents.stream` describes.

        Args:
            agent: The name of the session's agent.
            session_id: The session's id.
            input: The message.
            options: Options for the agent's answer. Any further key is passed on to the agent.

        The other arguments apply to this call only: `timeout` (seconds for one attempt), `deadline` (seconds for the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None also omits the client's), the ids to send instead of random
        ones, and the seconds that the stream may receive no byte (`byte_idle_timeout`) and no event (`event_idle_timeout`).
        An argument that is left out keeps the client's value, and None never does: see `with_options` of the client.
        """
        return self._client.stream(
            "stream_session",
            {"agent": agent, "session_id": session_id, "input": input, "options": options},
            CallOptions(timeout=timeout, deadline=deadline, max_retries=max_retries, retry_policy=retry_policy, headers=headers, correlation_id=correlation_id, idempotency_key=idempotency_key, byte_idle_timeout=byte_idle_timeout, event_idle_timeout=event_idle_timeout),
        )

    def open(self, *, agent: str, session_id: str) -> "SessionHandle":
        """Return a handle on one session, which runs its turns one after the other."""
        return SessionHandle(self._client, agent, session_id)


class Pipelines:
    """Pipelines. A pipeline runs several agents in sequence."""

    def __init__(self, client: Caller) -> None:
        self._client = client

    def run(
        self,
        *,
        name: str,
        input: str,
        options: Optional[Union[InvokeOptions, Mapping[str, Any]]] = None,
        timeout: Timeout = UNSET,
        deadline: Timeout = UNSET,
        max_retries: MaxRetries = UNSET,
        retry_policy: Policy = UNSET,
        headers: ExtraHeaders = UNSET,
        correlation_id: GivenId = UNSET,
        idempotency_key: GivenId = UNSET,
    ) -> PipelineRunResponse:
        """Run a pipeline and wait for its result.

        Runs the pipeline's agents in sequence, each on the output of the previous one. If a step fails, the response is
        a 500 with the code `pipeline_error`, whose body may contain the `steps`.

        Args:
            name: The pipeline's name.
            input: The message.
            options: Options for the agent's answer. Any further key is passed on to the agent.

        The other arguments apply to this call only: `timeout` (seconds for one attempt), `deadline` (seconds for the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None also omits the client's), and the ids to send instead of random
        ones. An argument that is left out keeps the client's value, and None never does: see `with_options` of the client.
        """
        return self._client.call(
            "run_pipeline",
            {"name": name, "input": input, "options": options},
            CallOptions(timeout=timeout, deadline=deadline, max_retries=max_retries, retry_policy=retry_policy, headers=headers, correlation_id=correlation_id, idempotency_key=idempotency_key),
            PipelineRunResponse.from_dict,
        )

    def status(
        self,
        *,
        name: str,
        run_id: Optional[str] = None,
        timeout: Timeout = UNSET,
        deadline: Timeout = UNSET,
        max_retries: MaxRetries = UNSET,
        retry_policy: Policy = UNSET,
        headers: ExtraHeaders = UNSET,
        correlation_id: GivenId = UNSET,
    ) -> PipelineStatus:
        """Read the status of a pipeline's run.

        Returns the status of the run `run_id`, or of the pipeline's most recent run. A pipeline that never ran is a 404.

        Args:
            name: The pipeline's name.
            run_id: The id of the run; without it, the most recent run.

        The other arguments apply to this call only: `timeout` (seconds for one attempt), `deadline` (seconds for the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None also omits the client's), and the ids to send instead of random
        ones. An argument that is left out keeps the client's value, and None never does: see `with_options` of the client.
        """
        return self._client.call(
            "pipeline_status",
            {"name": name, "run_id": run_id},
            CallOptions(timeout=timeout, deadline=deadline, max_retries=max_retries, retry_policy=retry_policy, headers=headers, correlation_id=correlation_id),
            PipelineStatus.from_dict,
        )

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
        """Wait until a run ends, and return its last status.

        Args:
            name: The pipeline's name.
            run_id: The run's id. Default: the most recent run.
            deadline: The maximum number of seconds; after them the call raises TimeoutError, and the run goes on.
            poll_delay: The seconds before the second poll; they double, up to 5, while nothing changes.

        The other arguments apply to each request that is made: see `with_options` of the client.
        """
        refuse_several("wait")
        return self._client.call(
            "wait_for_run",
            {"name": name, "run_id": run_id, "deadline": deadline, "poll_delay": poll_delay},
            CallOptions(timeout=timeout, max_retries=max_retries, retry_policy=retry_policy, headers=headers, correlation_id=correlation_id),
            PipelineStatus.from_dict,
        )

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
        """Watch a run until it ends: yield each change, and at the end the run's last status.

        A change is a step that is new or whose status has changed.

        Args:
            name: The pipeline's name.
            run_id: The run's id. Default: the most recent run.
            deadline: The maximum number of seconds; after them the call raises TimeoutError, and the run goes on.
            poll_delay: The seconds before the second poll; they double, up to 5, while nothing changes.

        The other arguments apply to each request that is made: see `with_options` of the client.
        """
        refuse_several("watch")
        return self._client.items(
            "watch_run",
            {"name": name, "run_id": run_id, "deadline": deadline, "poll_delay": poll_delay},
            CallOptions(timeout=timeout, max_retries=max_retries, retry_policy=retry_policy, headers=headers, correlation_id=correlation_id),
            progress,
        )


class SessionHandle(BaseHandle[Caller]):
    """A conversation with an agent. The handle runs one turn at a time; a streamed turn is over when its stream has ended or is closed.

    A stream that is neither read to its end nor closed blocks the next turn for at most `timeout` seconds. The turn then raises TimeoutError,
    which names the stream by its correlation id. `logging` warns after one second.

    After a turn that the server may have recorded, although its answer did not arrive completely, the next turn raises InvalidRequestError with
    the code `turn_unresolved`: see `unresolved_turn`.

    Attributes:
        agent: The agent's name.
        session_id: The session's id.
    """

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
        """Delete a session.

        Deletes the session and its turns. Deleting a session that does not exist is a 404.

        The call first waits for the current turn. A stream that is neither read to its end nor closed blocks it for at most `timeout` seconds.

        The other arguments apply to this call only: `timeout` (seconds for one attempt), `deadline` (seconds for the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None also omits the client's), and the ids to send instead of random
        ones. An argument that is left out keeps the client's value, and None never does: see `with_options` of the client.
        """
        return self._client.call(
            "delete_session",
            {},
            CallOptions(timeout=timeout, deadline=deadline, max_retries=max_retries, retry_policy=retry_policy, headers=headers, correlation_id=correlation_id),
            _decode.nothing,
        )

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
        """Take the next turn of a session and wait for the whole answer.

        Sends the next message. The agent remembers the previous turns; the message and its answer are recorded as one turn.

        The call first waits for the previous turn, for a streamed one `timeout` seconds at most: read a stream of this handle to its end, or
        close it, before the next turn.

        Args:
            input: The message.
            options: Options for the agent's answer. Any further key is passed on to the agent.

        The other arguments apply to this call only: `timeout` (seconds for one attempt), `deadline` (seconds for the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None also omits the client's), and the ids to send instead of random
        ones. An argument that is left out keeps the client's value, and None never does: see `with_options` of the client.
        """
        return self._client.call(
            "continue_session",
            {"input": input, "options": options},
            CallOptions(timeout=timeout, deadline=deadline, max_retries=max_retries, retry_policy=retry_policy, headers=headers, correlation_id=correlation_id, idempotency_key=idempotency_key),
            SessionContinueResponse.from_dict,
        )

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
        """Take the next turn of a session and stream the answer.

        Like `sessions.continue_`, with the answer as Server-Sent Events in the form that `agents.stream` describes.

        The call first waits for the previous turn, for a streamed one `timeout` seconds at most: read a stream of this handle to its end, or
        close it, before the next turn.

        Args:
            input: The message.
            options: Options for the agent's answer. Any further key is passed on to the agent.

        The other arguments apply to this call only: `timeout` (seconds for one attempt), `deadline` (seconds for the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None also omits the client's), the ids to send instead of random
        ones, and the seconds that the stream may receive no byte (`byte_idle_timeout`) and no event (`event_idle_timeout`).
        An argument that is left out keeps the client's value, and None never does: see `with_options` of the client.
        """
        return self._client.stream(
            "stream_session",
            {"input": input, "options": options},
            CallOptions(timeout=timeout, deadline=deadline, max_retries=max_retries, retry_policy=retry_policy, headers=headers, correlation_id=correlation_id, idempotency_key=idempotency_key, byte_idle_timeout=byte_idle_timeout, event_idle_timeout=event_idle_timeout),
        )

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
        """Send the unresolved turn again, and wait for the whole answer.

        The turn keeps its options and its idempotency key. A server that knows the key runs the turn once; any other may run it twice.
        Raises InvalidRequestError if no turn is unresolved, or if its answer was to be streamed.

        The other arguments apply to this call only: `timeout` (seconds for one attempt), `deadline` (seconds for the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None also omits the client's), and the ids to send instead of random
        ones. An argument that is left out keeps the client's value, and None never does: see `with_options` of the client.
        """
        return self._client.call(
            "send_again",
            {},
            CallOptions(timeout=timeout, deadline=deadline, max_retries=max_retries, retry_policy=retry_policy, headers=headers, correlation_id=correlation_id),
            SessionContinueResponse.from_dict,
        )

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
        """Send the unresolved turn again, and stream the answer as it is made.

        As `send_again`, for a turn whose answer was to be streamed.

        The other arguments apply to this call only: `timeout` (seconds for one attempt), `deadline` (seconds for the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None also omits the client's), the ids to send instead of random
        ones, and the seconds that the stream may receive no byte (`byte_idle_timeout`) and no event (`event_idle_timeout`).
        An argument that is left out keeps the client's value, and None never does: see `with_options` of the client.
        """
        return self._client.stream(
            "send_again_stream",
            {},
            CallOptions(timeout=timeout, deadline=deadline, max_retries=max_retries, retry_policy=retry_policy, headers=headers, correlation_id=correlation_id, byte_idle_timeout=byte_idle_timeout, event_idle_timeout=event_idle_timeout),
        )


class Calls:
    """The namespaces of a client, and the calls of the client itself."""

    _client: Caller

    agents = Namespace(Agents)
    sessions = Namespace(Sessions)
    pipelines = Namespace(Pipelines)

    def _bind(self, client: Caller) -> None:
        self._client = client
        self.agents = Agents(client)
        self.sessions = Sessions(client)
        self.pipelines = Pipelines(client)

    def health(
        self,
        *,
        timeout: Timeout = UNSET,
        deadline: Timeout = UNSET,
        max_retries: MaxRetries = UNSET,
        retry_policy: Policy = UNSET,
        headers: ExtraHeaders = UNSET,
        correlation_id: GivenId = UNSET,
    ) -> Health:
        """Check the server's health.

        Needs no authentication. A degraded server answers 503 with the same body, which is a value and not an error.

        The other arguments apply to this call only: `timeout` (seconds for one attempt), `deadline` (seconds for the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None also omits the client's), and the ids to send instead of random
        ones. An argument that is left out keeps the client's value, and None never does: see `with_options` of the client.
        """
        return self._client.call(
            "health",
            {},
            CallOptions(timeout=timeout, deadline=deadline, max_retries=max_retries, retry_policy=retry_policy, headers=headers, correlation_id=correlation_id),
            Health.from_dict,
        )

    def metrics(
        self,
        *,
        timeout: Timeout = UNSET,
        deadline: Timeout = UNSET,
        max_retries: MaxRetries = UNSET,
        retry_policy: Policy = UNSET,
        headers: ExtraHeaders = UNSET,
        correlation_id: GivenId = UNSET,
    ) -> str:
        """Read the server's metrics.

        Returns the metrics in the Prometheus text exposition format, version 0.0.4. Needs no authentication.

        The other arguments apply to this call only: `timeout` (seconds for one attempt), `deadline` (seconds for the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None also omits the client's), and the ids to send instead of random
        ones. An argument that is left out keeps the client's value, and None never does: see `with_options` of the client.
        """
        return self._client.call(
            "metrics",
            {},
            CallOptions(timeout=timeout, deadline=deadline, max_retries=max_retries, retry_policy=retry_policy, headers=headers, correlation_id=correlation_id),
            _decode.text,
        )


class AsyncAgents:
    """Agents. Each call is independent of the others."""

    def __init__(self, client: AsyncCaller) -> None:
        self._client = client

    async def list(
        self,
        *,
        timeout: Timeout = UNSET,
        deadline: Timeout = UNSET,
        max_retries: MaxRetries = UNSET,
        retry_policy: Policy = UNSET,
        headers: ExtraHeaders = UNSET,
        correlation_id: GivenId = UNSET,
    ) -> AgentList:
        """List the deployed agents.

        Returns all agents that the caller may use, in the server's own order.

        The other arguments apply to this call only: `timeout` (seconds for one attempt), `deadline` (seconds for the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None also omits the client's), and the ids to send instead of random
        ones. An argument that is left out keeps the client's value, and None never does: see `with_options` of the client.
        """
        return await self._client.call(
            "list_agents",
            {},
            CallOptions(timeout=timeout, deadline=deadline, max_retries=max_retries, retry_policy=retry_policy, headers=headers, correlation_id=correlation_id),
            AgentList.from_dict,
        )

    async def invoke(
        self,
        *,
        name: str,
        input: str,
        options: Optional[Union[InvokeOptions, Mapping[str, Any]]] = None,
        timeout: Timeout = UNSET,
        deadline: Timeout = UNSET,
        max_retries: MaxRetries = UNSET,
        retry_policy: Policy = UNSET,
        headers: ExtraHeaders = UNSET,
        correlation_id: GivenId = UNSET,
        idempotency_key: GivenId = UNSET,
    ) -> InvokeResponse:
        """Invoke an agent and wait for its whole answer.

        Runs the agent once, with its tools and without memory of earlier calls. The answer arrives when the agent has finished,
        which may take minutes.

        Args:
            name: The agent's name.
            input: The message.
            options: Options for the agent's answer. Any further key is passed on to the agent.

        The other arguments apply to this call only: `timeout` (seconds for one attempt), `deadline` (seconds for the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None also omits the client's), and the ids to send instead of random
        ones. An argument that is left out keeps the client's value, and None never does: see `with_options` of the client.
        """
        return await self._client.call(
            "invoke_agent",
            {"name": name, "input": input, "options": options},
            CallOptions(timeout=timeout, deadline=deadline, max_retries=max_retries, retry_policy=retry_policy, headers=headers, correlation_id=correlation_id, idempotency_key=idempotency_key),
            InvokeResponse.from_dict,
        )

    def stream(
        self,
        *,
        name: str,
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
        """Invoke an agent and stream its answer as it is produced.

        Like `agents.invoke`, with the answer as Server-Sent Events (WHATWG HTML, section 9.2). The data of each event is one
        `StreamEvent` as JSON. Comment lines are heartbeats. The stream ends with a `done` or an `error` event; a stream that ends
        without either was cut short.

        Args:
            name: The agent's name.
            input: The message.
            options: Options for the agent's answer. Any further key is passed on to the agent.

        The other arguments apply to this call only: `timeout` (seconds for one attempt), `deadline` (seconds for the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None also omits the client's), the ids to send instead of random
        ones, and the seconds that the stream may receive no byte (`byte_idle_timeout`) and no event (`event_idle_timeout`).
        An argument that is left out keeps the client's value, and None never does: see `with_options` of the client.
        """
        return self._client.stream(
            "stream_agent",
            {"name": name, "input": input, "options": options},
            CallOptions(timeout=timeout, deadline=deadline, max_retries=max_retries, retry_policy=retry_policy, headers=headers, correlation_id=correlation_id, idempotency_key=idempotency_key, byte_idle_timeout=byte_idle_timeout, event_idle_timeout=event_idle_timeout),
        )


class AsyncSessions:
    """Conversations. The agent remembers the previous turns."""

    def __init__(self, client: AsyncCaller) -> None:
        self._client = client

    async def create(
        self,
        *,
        agent: str,
        metadata: Optional[Mapping[str, Any]] = None,
        timeout: Timeout = UNSET,
        deadline: Timeout = UNSET,
        max_retries: MaxRetries = UNSET,
        retry_policy: Policy = UNSET,
        headers: ExtraHeaders = UNSET,
        correlation_id: GivenId = UNSET,
        idempotency_key: GivenId = UNSET,
    ) -> Session:
        """Start a session with an agent.

        Starts a conversation in which the agent remembers the previous turns. An empty object is a valid body.

        Args:
            agent: The name of the session's agent.
            metadata: The caller's own values, stored with a session unchanged.

        The other arguments apply to this call only: `timeout` (seconds for one attempt), `deadline` (seconds for the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None also omits the client's), and the ids to send instead of random
        ones. An argument that is left out keeps the client's value, and None never does: see `with_options` of the client.
        """
        return await self._client.call(
            "create_session",
            {"agent": agent, "metadata": metadata},
            CallOptions(timeout=timeout, deadline=deadline, max_retries=max_retries, retry_policy=retry_policy, headers=headers, correlation_id=correlation_id, idempotency_key=idempotency_key),
            Session.from_dict,
        )

    async def list(
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
    ) -> SessionList:
        """List an agent's sessions.

        Returns one page of the agent's sessions, newest first, and their total number.

        Args:
            agent: The name of the session's agent.
            limit: The maximum number of sessions to return.
            offset: The number of sessions to skip, counted from the newest.

        The other arguments apply to this call only: `timeout` (seconds for one attempt), `deadline` (seconds for the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None also omits the client's), and the ids to send instead of random
        ones. An argument that is left out keeps the client's value, and None never does: see `with_options` of the client.
        """
        return await self._client.call(
            "list_sessions",
            {"agent": agent, "limit": limit, "offset": offset},
            CallOptions(timeout=timeout, deadline=deadline, max_retries=max_retries, retry_policy=retry_policy, headers=headers, correlation_id=correlation_id),
            SessionList.from_dict,
        )

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
        """List all sessions of an agent, newest first.

        The iterator requests page after page.

        Args:
            agent: The name of the sessions' agent.
            limit: The number of sessions of one page. Default 100.
            offset: The number of sessions to skip, from the newest on.

        The other arguments apply to each request that is made: see `with_options` of the client.
        """
        refuse_several("list_all")
        return self._client.items(
            "all_sessions",
            {"agent": agent, "limit": limit, "offset": offset},
            CallOptions(timeout=timeout, deadline=deadline, max_retries=max_retries, retry_policy=retry_policy, headers=headers, correlation_id=correlation_id),
            Session.from_dict,
        )

    async def delete(
        self,
        *,
        agent: str,
        session_id: str,
        timeout: Timeout = UNSET,
        deadline: Timeout = UNSET,
        max_retries: MaxRetries = UNSET,
        retry_policy: Policy = UNSET,
        headers: ExtraHeaders = UNSET,
        correlation_id: GivenId = UNSET,
    ) -> None:
        """Delete a session.

        Deletes the session and its turns. Deleting a session that does not exist is a 404.

        Args:
            agent: The name of the session's agent.
            session_id: The session's id.

        The other arguments apply to this call only: `timeout` (seconds for one attempt), `deadline` (seconds for the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None also omits the client's), and the ids to send instead of random
        ones. An argument that is left out keeps the client's value, and None never does: see `with_options` of the client.
        """
        return await self._client.call(
            "delete_session",
            {"agent": agent, "session_id": session_id},
            CallOptions(timeout=timeout, deadline=deadline, max_retries=max_retries, retry_policy=retry_policy, headers=headers, correlation_id=correlation_id),
            _decode.nothing,
        )

    async def continue_(
        self,
        *,
        agent: str,
        session_id: str,
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
        """Take the next turn of a session and wait for the whole answer.

        Sends the next message. The agent remembers the previous turns; the message and its answer are recorded as one turn.

        Args:
            agent: The name of the session's agent.
            session_id: The session's id.
            input: The message.
            options: Options for the agent's answer. Any further key is passed on to the agent.

        The other arguments apply to this call only: `timeout` (seconds for one attempt), `deadline` (seconds for the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None also omits the client's), and the ids to send instead of random
        ones. An argument that is left out keeps the client's value, and None never does: see `with_options` of the client.
        """
        return await self._client.call(
            "continue_session",
            {"agent": agent, "session_id": session_id, "input": input, "options": options},
            CallOptions(timeout=timeout, deadline=deadline, max_retries=max_retries, retry_policy=retry_policy, headers=headers, correlation_id=correlation_id, idempotency_key=idempotency_key),
            SessionContinueResponse.from_dict,
        )

    def continue_stream(
        self,
        *,
        agent: str,
        session_id: str,
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
        """Take the next turn of a session and stream the answer.

        Like `sessions.continue_`, with the answer as Server-Sent Events in the form that `agents.stream` describes.

        Args:
            agent: The name of the session's agent.
            session_id: The session's id.
            input: The message.
            options: Options for the agent's answer. Any further key is passed on to the agent.

        The other arguments apply to this call only: `timeout` (seconds for one attempt), `deadline` (seconds for the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None also omits the client's), the ids to send instead of random
        ones, and the seconds that the stream may receive no byte (`byte_idle_timeout`) and no event (`event_idle_timeout`).
        An argument that is left out keeps the client's value, and None never does: see `with_options` of the client.
        """
        return self._client.stream(
            "stream_session",
            {"agent": agent, "session_id": session_id, "input": input, "options": options},
            CallOptions(timeout=timeout, deadline=deadline, max_retries=max_retries, retry_policy=retry_policy, headers=headers, correlation_id=correlation_id, idempotency_key=idempotency_key, byte_idle_timeout=byte_idle_timeout, event_idle_timeout=event_idle_timeout),
        )

    def open(self, *, agent: str, session_id: str) -> "AsyncSessionHandle":
        """Return a handle on one session, which runs its turns one after the other."""
        return AsyncSessionHandle(self._client, agent, session_id)


class AsyncPipelines:
    """Pipelines. A pipeline runs several agents in sequence."""

    def __init__(self, client: AsyncCaller) -> None:
        self._client = client

    async def run(
        self,
        *,
        name: str,
        input: str,
        options: Optional[Union[InvokeOptions, Mapping[str, Any]]] = None,
        timeout: Timeout = UNSET,
        deadline: Timeout = UNSET,
        max_retries: MaxRetries = UNSET,
        retry_policy: Policy = UNSET,
        headers: ExtraHeaders = UNSET,
        correlation_id: GivenId = UNSET,
        idempotency_key: GivenId = UNSET,
    ) -> PipelineRunResponse:
        """Run a pipeline and wait for its result.

        Runs the pipeline's agents in sequence, each on the output of the previous one. If a step fails, the response is
        a 500 with the code `pipeline_error`, whose body may contain the `steps`.

        Args:
            name: The pipeline's name.
            input: The message.
            options: Options for the agent's answer. Any further key is passed on to the agent.

        The other arguments apply to this call only: `timeout` (seconds for one attempt), `deadline` (seconds for the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None also omits the client's), and the ids to send instead of random
        ones. An argument that is left out keeps the client's value, and None never does: see `with_options` of the client.
        """
        return await self._client.call(
            "run_pipeline",
            {"name": name, "input": input, "options": options},
            CallOptions(timeout=timeout, deadline=deadline, max_retries=max_retries, retry_policy=retry_policy, headers=headers, correlation_id=correlation_id, idempotency_key=idempotency_key),
            PipelineRunResponse.from_dict,
        )

    async def status(
        self,
        *,
        name: str,
        run_id: Optional[str] = None,
        timeout: Timeout = UNSET,
        deadline: Timeout = UNSET,
        max_retries: MaxRetries = UNSET,
        retry_policy: Policy = UNSET,
        headers: ExtraHeaders = UNSET,
        correlation_id: GivenId = UNSET,
    ) -> PipelineStatus:
        """Read the status of a pipeline's run.

        Returns the status of the run `run_id`, or of the pipeline's most recent run. A pipeline that never ran is a 404.

        Args:
            name: The pipeline's name.
            run_id: The id of the run; without it, the most recent run.

        The other arguments apply to this call only: `timeout` (seconds for one attempt), `deadline` (seconds for the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None also omits the client's), and the ids to send instead of random
        ones. An argument that is left out keeps the client's value, and None never does: see `with_options` of the client.
        """
        return await self._client.call(
            "pipeline_status",
            {"name": name, "run_id": run_id},
            CallOptions(timeout=timeout, deadline=deadline, max_retries=max_retries, retry_policy=retry_policy, headers=headers, correlation_id=correlation_id),
            PipelineStatus.from_dict,
        )

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
        """Wait until a run ends, and return its last status.

        Args:
            name: The pipeline's name.
            run_id: The run's id. Default: the most recent run.
            deadline: The maximum number of seconds; after them the call raises TimeoutError, and the run goes on.
            poll_delay: The seconds before the second poll; they double, up to 5, while nothing changes.

        The other arguments apply to each request that is made: see `with_options` of the client.
        """
        refuse_several("wait")
        return await self._client.call(
            "wait_for_run",
            {"name": name, "run_id": run_id, "deadline": deadline, "poll_delay": poll_delay},
            CallOptions(timeout=timeout, max_retries=max_retries, retry_policy=retry_policy, headers=headers, correlation_id=correlation_id),
            PipelineStatus.from_dict,
        )

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
        """Watch a run until it ends: yield each change, and at the end the run's last status.

        A change is a step that is new or whose status has changed.

        Args:
            name: The pipeline's name.
            run_id: The run's id. Default: the most recent run.
            deadline: The maximum number of seconds; after them the call raises TimeoutError, and the run goes on.
            poll_delay: The seconds before the second poll; they double, up to 5, while nothing changes.

        The other arguments apply to each request that is made: see `with_options` of the client.
        """
        refuse_several("watch")
        return self._client.items(
            "watch_run",
            {"name": name, "run_id": run_id, "deadline": deadline, "poll_delay": poll_delay},
            CallOptions(timeout=timeout, max_retries=max_retries, retry_policy=retry_policy, headers=headers, correlation_id=correlation_id),
            progress,
        )


class AsyncSessionHandle(BaseHandle[AsyncCaller]):
    """A conversation with an agent. The handle runs one turn at a time; a streamed turn is over when its stream has ended or is closed.

    A stream that is neither read to its end nor closed blocks the next turn for at most `timeout` seconds. The turn then raises TimeoutError,
    which names the stream by its correlation id. `logging` warns after one second.

    After a turn that the server may have recorded, although its answer did not arrive completely, the next turn raises InvalidRequestError with
    the code `turn_unresolved`: see `unresolved_turn`.

    Attributes:
        agent: The agent's name.
        session_id: The session's id.
    """

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
        """Delete a session.

        Deletes the session and its turns. Deleting a session that does not exist is a 404.

        The call first waits for the current turn. A stream that is neither read to its end nor closed blocks it for at most `timeout` seconds.

        The other arguments apply to this call only: `timeout` (seconds for one attempt), `deadline` (seconds for the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None also omits the client's), and the ids to send instead of random
        ones. An argument that is left out keeps the client's value, and None never does: see `with_options` of the client.
        """
        return await self._client.call(
            "delete_session",
            {},
            CallOptions(timeout=timeout, deadline=deadline, max_retries=max_retries, retry_policy=retry_policy, headers=headers, correlation_id=correlation_id),
            _decode.nothing,
        )

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
        """Take the next turn of a session and wait for the whole answer.

        Sends the next message. The agent remembers the previous turns; the message and its answer are recorded as one turn.

        The call first waits for the previous turn, for a streamed one `timeout` seconds at most: read a stream of this handle to its end, or
        close it, before the next turn.

        Args:
            input: The message.
            options: Options for the agent's answer. Any further key is passed on to the agent.

        The other arguments apply to this call only: `timeout` (seconds for one attempt), `deadline` (seconds for the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None also omits the client's), and the ids to send instead of random
        ones. An argument that is left out keeps the client's value, and None never does: see `with_options` of the client.
        """
        return await self._client.call(
            "continue_session",
            {"input": input, "options": options},
            CallOptions(timeout=timeout, deadline=deadline, max_retries=max_retries, retry_policy=retry_policy, headers=headers, correlation_id=correlation_id, idempotency_key=idempotency_key),
            SessionContinueResponse.from_dict,
        )

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
        """Take the next turn of a session and stream the answer.

        Like `sessions.continue_`, with the answer as Server-Sent Events in the form that `agents.stream` describes.

        The call first waits for the previous turn, for a streamed one `timeout` seconds at most: read a stream of this handle to its end, or
        close it, before the next turn.

        Args:
            input: The message.
            options: Options for the agent's answer. Any further key is passed on to the agent.

        The other arguments apply to this call only: `timeout` (seconds for one attempt), `deadline` (seconds for the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None also omits the client's), the ids to send instead of random
        ones, and the seconds that the stream may receive no byte (`byte_idle_timeout`) and no event (`event_idle_timeout`).
        An argument that is left out keeps the client's value, and None never does: see `with_options` of the client.
        """
        return self._client.stream(
            "stream_session",
            {"input": input, "options": options},
            CallOptions(timeout=timeout, deadline=deadline, max_retries=max_retries, retry_policy=retry_policy, headers=headers, correlation_id=correlation_id, idempotency_key=idempotency_key, byte_idle_timeout=byte_idle_timeout, event_idle_timeout=event_idle_timeout),
        )

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
        """Send the unresolved turn again, and wait for the whole answer.

        The turn keeps its options and its idempotency key. A server that knows the key runs the turn once; any other may run it twice.
        Raises InvalidRequestError if no turn is unresolved, or if its answer was to be streamed.

        The other arguments apply to this call only: `timeout` (seconds for one attempt), `deadline` (seconds for the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None also omits the client's), and the ids to send instead of random
        ones. An argument that is left out keeps the client's value, and None never does: see `with_options` of the client.
        """
        return await self._client.call(
            "send_again",
            {},
            CallOptions(timeout=timeout, deadline=deadline, max_retries=max_retries, retry_policy=retry_policy, headers=headers, correlation_id=correlation_id),
            SessionContinueResponse.from_dict,
        )

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
        """Send the unresolved turn again, and stream the answer as it is made.

        As `send_again`, for a turn whose answer was to be streamed.

        The other arguments apply to this call only: `timeout` (seconds for one attempt), `deadline` (seconds for the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None also omits the client's), the ids to send instead of random
        ones, and the seconds that the stream may receive no byte (`byte_idle_timeout`) and no event (`event_idle_timeout`).
        An argument that is left out keeps the client's value, and None never does: see `with_options` of the client.
        """
        return self._client.stream(
            "send_again_stream",
            {},
            CallOptions(timeout=timeout, deadline=deadline, max_retries=max_retries, retry_policy=retry_policy, headers=headers, correlation_id=correlation_id, byte_idle_timeout=byte_idle_timeout, event_idle_timeout=event_idle_timeout),
        )


class AsyncCalls:
    """The namespaces of a client, and the calls of the client itself."""

    _client: AsyncCaller

    agents = Namespace(AsyncAgents)
    sessions = Namespace(AsyncSessions)
    pipelines = Namespace(AsyncPipelines)

    def _bind(self, client: AsyncCaller) -> None:
        self._client = client
        self.agents = AsyncAgents(client)
        self.sessions = AsyncSessions(client)
        self.pipelines = AsyncPipelines(client)

    async def health(
        self,
        *,
        timeout: Timeout = UNSET,
        deadline: Timeout = UNSET,
        max_retries: MaxRetries = UNSET,
        retry_policy: Policy = UNSET,
        headers: ExtraHeaders = UNSET,
        correlation_id: GivenId = UNSET,
    ) -> Health:
        """Check the server's health.

        Needs no authentication. A degraded server answers 503 with the same body, which is a value and not an error.

        The other arguments apply to this call only: `timeout` (seconds for one attempt), `deadline` (seconds for the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None also omits the client's), and the ids to send instead of random
        ones. An argument that is left out keeps the client's value, and None never does: see `with_options` of the client.
        """
        return await self._client.call(
            "health",
            {},
            CallOptions(timeout=timeout, deadline=deadline, max_retries=max_retries, retry_policy=retry_policy, headers=headers, correlation_id=correlation_id),
            Health.from_dict,
        )

    async def metrics(
        self,
        *,
        timeout: Timeout = UNSET,
        deadline: Timeout = UNSET,
        max_retries: MaxRetries = UNSET,
        retry_policy: Policy = UNSET,
        headers: ExtraHeaders = UNSET,
        correlation_id: GivenId = UNSET,
    ) -> str:
        """Read the server's metrics.

        Returns the metrics in the Prometheus text exposition format, version 0.0.4. Needs no authentication.

        The other arguments apply to this call only: `timeout` (seconds for one attempt), `deadline` (seconds for the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None also omits the client's), and the ids to send instead of random
        ones. An argument that is left out keeps the client's value, and None never does: see `with_options` of the client.
        """
        return await self._client.call(
            "metrics",
            {},
            CallOptions(timeout=timeout, deadline=deadline, max_retries=max_retries, retry_policy=retry_policy, headers=headers, correlation_id=correlation_id),
            _decode.text,
        )

