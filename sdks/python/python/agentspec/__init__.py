"""A client of AgentSpec servers: agents, sessions, pipelines, streams of typed events.

    from agentspec import AgentSpecClient

    client = AgentSpecClient(base_url="http://localhost:8080", api_key="your-api-key")
    print(client.agents.invoke(name="assistant", input="What is the capital of France?").output)

`AsyncAgentSpecClient` is the same for asyncio. The types are in `agentspec.types`, the exceptions in `agentspec.exceptions`.
"""

from ._environment import require_main_interpreter

require_main_interpreter()

# The native module is imported from here on.
from . import _logging, exceptions, types
from ._async_client import AsyncAgentSpecClient
from ._base_handle import UnresolvedTurn
from ._calls import Agents, AsyncAgents, AsyncPipelines, AsyncSessionHandle, AsyncSessions, Pipelines, SessionHandle, Sessions
from ._client import AgentSpecClient
from ._headers import Headers
from ._native import __version__
from ._options import UNSET, Timeout
from ._outcome import FailedAttempt, Outcome
from ._response import Response
from ._retry import FailedCall, RetryPolicy
from ._streams import AsyncEventStream, EventStream

__all__ = [
    "UNSET",
    "AgentSpecClient",
    "Agents",
    "AsyncAgentSpecClient",
    "AsyncAgents",
    "AsyncEventStream",
    "AsyncPipelines",
    "AsyncSessionHandle",
    "AsyncSessions",
    "EventStream",
    "FailedAttempt",
    "FailedCall",
    "Headers",
    "Outcome",
    "Pipelines",
    "Response",
    "RetryPolicy",
    "SessionHandle",
    "Sessions",
    "Timeout",
    "UnresolvedTurn",
    "__version__",
    "exceptions",
    "types",
]

_logging.configure()
