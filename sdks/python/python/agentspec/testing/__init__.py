"""A mock server for tests: the program `agentspec-mock`, on a free port, scripted by the test.

    from agentspec import AgentSpecClient
    from agentspec.testing import Answer, MockServer

    with MockServer() as mock:
        mock.answer_next(Answer.error(429, "rate_limited", "Slow down."))
        client = AgentSpecClient(base_url=mock.url)

Under pytest, the fixture `agentspec_mock` is such a server, which is new for each test.
"""

from ._answer import Answer
from ._received import ReceivedRequest
from ._server import MockServer

__all__ = ["Answer", "MockServer", "ReceivedRequest"]
