# Generated from openapi.yaml 0.1.0 (sha256 028b440b5dad2ddc241a07609efe35d5b2c93cd65c7810e1d0edbcfd2b62da8f) by `cargo xtask codegen`. Not to be edited.
"""Every operation as a method, for the blocking and for the asyncio client: the bases of `Agents`, `AsyncAgents` and so on."""

from typing import Any, Mapping, Optional, Union

from . import _decode
from ._options import UNSET, AsyncCaller, Caller, CallOptions, ExtraHeaders, GivenId, MaxRetries, Policy, Timeout
from ._streams import AsyncEventStream, EventStream
from .types import AgentList, Health, InvokeOptions, InvokeResponse, PipelineRunResponse, PipelineStatus, Session, SessionContinueResponse, SessionList


class AgentCalls:
    """Agents. Each call is independent of the others."""

    def __init__(self, client: "Caller") -> None:
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

        The other arguments are of this call alone: `timeout` (seconds of one attempt) and `deadline` (of the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None is none of the client's either), and the ids that are sent
        instead of random ones. What is left out is as the client has it, which None never means: see `with_options` of the client.
        """
        return self._client._call(
            "list_agents",
            {},
            CallOptions(timeout, deadline, max_retries, retry_policy, headers, correlation_id),
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

        The other arguments are of this call alone: `timeout` (seconds of one attempt) and `deadline` (of the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None is none of the client's either), and the ids that are sent
        instead of random ones. What is left out is as the client has it, which None never means: see `with_options` of the client.
        """
        return self._client._call(
            "invoke_agent",
            {"name": name, "input": input, "options": options},
            CallOptions(timeout, deadline, max_retries, retry_policy, headers, correlation_id, idempotency_key),
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

        The other arguments are of this call alone: `timeout` (seconds of one attempt) and `deadline` (of the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None is none of the client's either), and the ids that are sent
        instead of random ones, and how many seconds the stream may be without a byte (`byte_idle_timeout`) and without an event
        (`event_idle_timeout`). What is left out is as the client has it, which None never means: see `with_options` of the client.
        """
        return self._client._stream(
            "stream_agent",
            {"name": name, "input": input, "options": options},
            CallOptions(timeout, deadline, max_retries, retry_policy, headers, correlation_id, idempotency_key, byte_idle_timeout=byte_idle_timeout, event_idle_timeout=event_idle_timeout),
        )



class SessionCalls:
    """Conversations. The agent remembers the previous turns."""

    def __init__(self, client: "Caller") -> None:
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

        The other arguments are of this call alone: `timeout` (seconds of one attempt) and `deadline` (of the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None is none of the client's either), and the ids that are sent
        instead of random ones. What is left out is as the client has it, which None never means: see `with_options` of the client.
        """
        return self._client._call(
            "create_session",
            {"agent": agent, "metadata": metadata},
            CallOptions(timeout, deadline, max_retries, retry_policy, headers, correlation_id, idempotency_key),
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

        The other arguments are of this call alone: `timeout` (seconds of one attempt) and `deadline` (of the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None is none of the client's either), and the ids that are sent
        instead of random ones. What is left out is as the client has it, which None never means: see `with_options` of the client.
        """
        return self._client._call(
            "list_sessions",
            {"agent": agent, "limit": limit, "offset": offset},
            CallOptions(timeout, deadline, max_retries, retry_policy, headers, correlation_id),
            SessionList.from_dict,
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

        The other arguments are of this call alone: `timeout` (seconds of one attempt) and `deadline` (of the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None is none of the client's either), and the ids that are sent
        instead of random ones. What is left out is as the client has it, which None never means: see `with_options` of the client.
        """
        return self._client._call(
            "delete_session",
            {"agent": agent, "session_id": session_id},
            CallOptions(timeout, deadline, max_retries, retry_policy, headers, correlation_id),
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

        The other arguments are of this call alone: `timeout` (seconds of one attempt) and `deadline` (of the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None is none of the client's either), and the ids that are sent
        instead of random ones. What is left out is as the client has it, which None never means: see `with_options` of the client.
        """
        return self._client._call(
            "continue_session",
            {"agent": agent, "session_id": session_id, "input": input, "options": options},
            CallOptions(timeout, deadline, max_retries, retry_policy, headers, correlation_id, idempotency_key),
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

        The other arguments are of this call alone: `timeout` (seconds of one attempt) and `deadline` (of the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None is none of the client's either), and the ids that are sent
        instead of random ones, and how many seconds the stream may be without a byte (`byte_idle_timeout`) and without an event
        (`event_idle_timeout`). What is left out is as the client has it, which None never means: see `with_options` of the client.
        """
        return self._client._stream(
            "stream_session",
            {"agent": agent, "session_id": session_id, "input": input, "options": options},
            CallOptions(timeout, deadline, max_retries, retry_policy, headers, correlation_id, idempotency_key, byte_idle_timeout=byte_idle_timeout, event_idle_timeout=event_idle_timeout),
        )



class PipelineCalls:
    """Pipelines. A pipeline runs several agents in sequence."""

    def __init__(self, client: "Caller") -> None:
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

        The other arguments are of this call alone: `timeout` (seconds of one attempt) and `deadline` (of the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None is none of the client's either), and the ids that are sent
        instead of random ones. What is left out is as the client has it, which None never means: see `with_options` of the client.
        """
        return self._client._call(
            "run_pipeline",
            {"name": name, "input": input, "options": options},
            CallOptions(timeout, deadline, max_retries, retry_policy, headers, correlation_id, idempotency_key),
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

        The other arguments are of this call alone: `timeout` (seconds of one attempt) and `deadline` (of the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None is none of the client's either), and the ids that are sent
        instead of random ones. What is left out is as the client has it, which None never means: see `with_options` of the client.
        """
        return self._client._call(
            "pipeline_status",
            {"name": name, "run_id": run_id},
            CallOptions(timeout, deadline, max_retries, retry_policy, headers, correlation_id),
            PipelineStatus.from_dict,
        )



class ServerCalls:
    """The calls of the client itself."""

    _client: "Caller"

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

        The other arguments are of this call alone: `timeout` (seconds of one attempt) and `deadline` (of the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None is none of the client's either), and the ids that are sent
        instead of random ones. What is left out is as the client has it, which None never means: see `with_options` of the client.
        """
        return self._client._call(
            "health",
            {},
            CallOptions(timeout, deadline, max_retries, retry_policy, headers, correlation_id),
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

        The other arguments are of this call alone: `timeout` (seconds of one attempt) and `deadline` (of the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None is none of the client's either), and the ids that are sent
        instead of random ones. What is left out is as the client has it, which None never means: see `with_options` of the client.
        """
        return self._client._call(
            "metrics",
            {},
            CallOptions(timeout, deadline, max_retries, retry_policy, headers, correlation_id),
            _decode.text,
        )



class AsyncAgentCalls:
    """Agents. Each call is independent of the others."""

    def __init__(self, client: "AsyncCaller") -> None:
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

        The other arguments are of this call alone: `timeout` (seconds of one attempt) and `deadline` (of the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None is none of the client's either), and the ids that are sent
        instead of random ones. What is left out is as the client has it, which None never means: see `with_options` of the client.
        """
        return await self._client._call(
            "list_agents",
            {},
            CallOptions(timeout, deadline, max_retries, retry_policy, headers, correlation_id),
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

        The other arguments are of this call alone: `timeout` (seconds of one attempt) and `deadline` (of the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None is none of the client's either), and the ids that are sent
        instead of random ones. What is left out is as the client has it, which None never means: see `with_options` of the client.
        """
        return await self._client._call(
            "invoke_agent",
            {"name": name, "input": input, "options": options},
            CallOptions(timeout, deadline, max_retries, retry_policy, headers, correlation_id, idempotency_key),
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

        The other arguments are of this call alone: `timeout` (seconds of one attempt) and `deadline` (of the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None is none of the client's either), and the ids that are sent
        instead of random ones, and how many seconds the stream may be without a byte (`byte_idle_timeout`) and without an event
        (`event_idle_timeout`). What is left out is as the client has it, which None never means: see `with_options` of the client.
        """
        return self._client._stream(
            "stream_agent",
            {"name": name, "input": input, "options": options},
            CallOptions(timeout, deadline, max_retries, retry_policy, headers, correlation_id, idempotency_key, byte_idle_timeout=byte_idle_timeout, event_idle_timeout=event_idle_timeout),
        )



class AsyncSessionCalls:
    """Conversations. The agent remembers the previous turns."""

    def __init__(self, client: "AsyncCaller") -> None:
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

        The other arguments are of this call alone: `timeout` (seconds of one attempt) and `deadline` (of the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None is none of the client's either), and the ids that are sent
        instead of random ones. What is left out is as the client has it, which None never means: see `with_options` of the client.
        """
        return await self._client._call(
            "create_session",
            {"agent": agent, "metadata": metadata},
            CallOptions(timeout, deadline, max_retries, retry_policy, headers, correlation_id, idempotency_key),
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

        The other arguments are of this call alone: `timeout` (seconds of one attempt) and `deadline` (of the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None is none of the client's either), and the ids that are sent
        instead of random ones. What is left out is as the client has it, which None never means: see `with_options` of the client.
        """
        return await self._client._call(
            "list_sessions",
            {"agent": agent, "limit": limit, "offset": offset},
            CallOptions(timeout, deadline, max_retries, retry_policy, headers, correlation_id),
            SessionList.from_dict,
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

        The other arguments are of this call alone: `timeout` (seconds of one attempt) and `deadline` (of the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None is none of the client's either), and the ids that are sent
        instead of random ones. What is left out is as the client has it, which None never means: see `with_options` of the client.
        """
        return await self._client._call(
            "delete_session",
            {"agent": agent, "session_id": session_id},
            CallOptions(timeout, deadline, max_retries, retry_policy, headers, correlation_id),
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

        The other arguments are of this call alone: `timeout` (seconds of one attempt) and `deadline` (of the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None is none of the client's either), and the ids that are sent
        instead of random ones. What is left out is as the client has it, which None never means: see `with_options` of the client.
        """
        return await self._client._call(
            "continue_session",
            {"agent": agent, "session_id": session_id, "input": input, "options": options},
            CallOptions(timeout, deadline, max_retries, retry_policy, headers, correlation_id, idempotency_key),
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

        The other arguments are of this call alone: `timeout` (seconds of one attempt) and `deadline` (of the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None is none of the client's either), and the ids that are sent
        instead of random ones, and how many seconds the stream may be without a byte (`byte_idle_timeout`) and without an event
        (`event_idle_timeout`). What is left out is as the client has it, which None never means: see `with_options` of the client.
        """
        return self._client._stream(
            "stream_session",
            {"agent": agent, "session_id": session_id, "input": input, "options": options},
            CallOptions(timeout, deadline, max_retries, retry_policy, headers, correlation_id, idempotency_key, byte_idle_timeout=byte_idle_timeout, event_idle_timeout=event_idle_timeout),
        )



class AsyncPipelineCalls:
    """Pipelines. A pipeline runs several agents in sequence."""

    def __init__(self, client: "AsyncCaller") -> None:
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

        The other arguments are of this call alone: `timeout` (seconds of one attempt) and `deadline` (of the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None is none of the client's either), and the ids that are sent
        instead of random ones. What is left out is as the client has it, which None never means: see `with_options` of the client.
        """
        return await self._client._call(
            "run_pipeline",
            {"name": name, "input": input, "options": options},
            CallOptions(timeout, deadline, max_retries, retry_policy, headers, correlation_id, idempotency_key),
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

        The other arguments are of this call alone: `timeout` (seconds of one attempt) and `deadline` (of the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None is none of the client's either), and the ids that are sent
        instead of random ones. What is left out is as the client has it, which None never means: see `with_options` of the client.
        """
        return await self._client._call(
            "pipeline_status",
            {"name": name, "run_id": run_id},
            CallOptions(timeout, deadline, max_retries, retry_policy, headers, correlation_id),
            PipelineStatus.from_dict,
        )



class AsyncServerCalls:
    """The calls of the client itself."""

    _client: "AsyncCaller"

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

        The other arguments are of this call alone: `timeout` (seconds of one attempt) and `deadline` (of the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None is none of the client's either), and the ids that are sent
        instead of random ones. What is left out is as the client has it, which None never means: see `with_options` of the client.
        """
        return await self._client._call(
            "health",
            {},
            CallOptions(timeout, deadline, max_retries, retry_policy, headers, correlation_id),
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

        The other arguments are of this call alone: `timeout` (seconds of one attempt) and `deadline` (of the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None is none of the client's either), and the ids that are sent
        instead of random ones. What is left out is as the client has it, which None never means: see `with_options` of the client.
        """
        return await self._client._call(
            "metrics",
            {},
            CallOptions(timeout, deadline, max_retries, retry_policy, headers, correlation_id),
            _decode.text,
        )


