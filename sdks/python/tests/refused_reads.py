"""Shared parts of the tests of row 51: what the error of a refused read knows of its request."""

from typing import Any, Callable, Optional, Type

from agentspec import exceptions
from scenarios import Run, ScenarioTest

OPEN = "51-open-stream"
ENDED = "51-whole-stream"
TO_BE_OPENED = "51-stream-to-be-opened"


class RefusedReads(ScenarioTest):
    def check(self, error: BaseException, run: Run, kind: Type[Exception], code: str, events: Optional[int], attempts: int = 2) -> None:
        """Checks that the error has what is known of the last request of this run, before which one was rejected."""
        assert isinstance(error, exceptions.AgentSpecError), error
        self.assertIs(type(error), kind, error)
        self.assertEqual((error.code, error.is_local, error.events), (code, True, events), error)
        outcome = "partial" if events else "unknown"
        self.assertEqual((error.outcome, error.may_have_run, error.attempts), (outcome, True, attempts), error)
        self.assertEqual([attempt.outcome for attempt in error.history], ["rejected", outcome][:attempts])
        headers = {name.lower(): value for name, value in run.seen()["requests"][-1]["headers"]}
        self.assertEqual(error.sent_correlation_id, headers["x-correlation-id"])
        self.assertEqual(error.idempotency_key, headers["idempotency-key"])

    def refused(self, run: Run, read: Callable[[], Any], kind: Type[Exception], code: str, events: Optional[int]) -> exceptions.AgentSpecError:
        with self.assertRaises(exceptions.AgentSpecError) as caught:
            read()
        self.check(caught.exception, run, kind, code, events)
        return caught.exception
