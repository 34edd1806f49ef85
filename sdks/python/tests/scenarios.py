"""Shared parts of the fault tests: a mock server that plays `tests/scenarios.yaml`, and a way to make the same calls with both clients."""

import asyncio
import collections.abc
import contextlib
import itertools
import json
import time
import unittest
import urllib.request
from pathlib import Path
from typing import Any, Callable, Iterator, List, NamedTuple, Optional, Sequence, Tuple, Type

from agentspec import AgentSpecClient, AsyncAgentSpecClient, Outcome, exceptions, types
from support import Clock, Mock, until

SCENARIOS = Path(__file__).parent.parent.parent.parent / "tests" / "scenarios.yaml"

NEURAL = types.Token(content="Neural")
NETWORKS = types.Token(content=" networks")
USAGE = types.Usage(input_tokens=8, output_tokens=2, total_tokens=10)
DONE = types.Done(usage=USAGE)
WHOLE = [NEURAL, NETWORKS, DONE]
#: The same, as the result of a plain call.
INVOKED = types.InvokeResponse(output="Neural networks", usage=USAGE)
#: A result that is also valid for a list of agents.
SUCCESS = types.InvokeResponse(output="Neural networks", usage=USAGE, extra={"agents": []})

NOT_SENT, REJECTED, UNKNOWN, PARTIAL = Outcome

_numbers = itertools.count(1)


class Run:
    """A run of a scenario, isolated from any other."""

    def __init__(self, mock: Mock, scenario: str) -> None:
        name = f"run-{next(_numbers)}"
        self.url = f"{mock.url}/_scenario/{scenario}/{name}"
        self._seen = f"{mock.url}/_scenario/{name}/seen"
        self._began = time.monotonic()

    def seen(self) -> Any:
        """Returns what the server has received."""
        with urllib.request.urlopen(self._seen) as answer:
            return json.load(answer)

    def connections(self) -> List[int]:
        """Returns the connection of each request."""
        return [request["connection"] for request in self.seen()["requests"]]

    def saw_close(self) -> bool:
        """Whether the client closes all its connections within a second from now, by the server's clock, which started no earlier than this run."""
        latest = (time.monotonic() - self._began + 1) * 1000
        closed: List[Optional[int]] = []

        def are_closed() -> bool:
            closed[:] = [connection["closed_ms"] for connection in self.seen()["connections"]]
            return bool(closed) and None not in closed

        return until(are_closed, 10) and all(milliseconds is not None and milliseconds <= latest for milliseconds in closed)


#: Returns how many requests of a run have arrived that get no response in time.
Late = Callable[[Run], int]


def each_request(run: Run) -> int:
    return len(run.connections())


def the_first_request(run: Run) -> int:
    return min(1, each_request(run))


class Result(NamedTuple):
    """The items of a call, and its error."""

    items: List[Any]
    error: Optional[exceptions.AgentSpecError]


#: A call, which is the same for both clients.
Ask = Callable[[Any], Any]


def stream(client: Any) -> Any:
    return client.agents.stream(name="a", input="b")


def text(client: Any) -> Any:
    return stream(client).text()


def text_stream(client: Any) -> Any:
    return stream(client).text_stream()


def final_response(client: Any) -> Any:
    return stream(client).final_response()


def invoke(client: Any) -> Any:
    return client.agents.invoke(name="a", input="b")


def list_agents(client: Any) -> Any:
    return client.agents.list()


def delete(client: Any) -> Any:
    return client.sessions.delete(agent="a", session_id="s")


#: A GET, a DELETE, a POST, and a POST whose response is a stream.
WHOLE_ANSWERS = (list_agents, delete, invoke)
EVERY_CALL = (*WHOLE_ANSWERS, stream)

#: The calls that are retried.
NEVER: Sequence[Ask] = ()
GET_AND_DELETE: Sequence[Ask] = (list_agents, delete)
ALWAYS: Sequence[Ask] = EVERY_CALL


def ask_blocking(client: AgentSpecClient, ask: Ask) -> Result:
    items: List[Any] = []
    try:
        answered = ask(client)
        if isinstance(answered, collections.abc.Iterator):
            for item in answered:
                items.append(item)
        else:
            items.append(answered)
    except exceptions.AgentSpecError as error:
        return Result(items, error)
    return Result(items, None)


async def ask_asyncio(client: AsyncAgentSpecClient, ask: Ask) -> Result:
    items: List[Any] = []
    try:
        answered = ask(client)
        if isinstance(answered, collections.abc.AsyncIterator):
            async for item in answered:
                items.append(item)
        else:
            items.append(await answered)
    except exceptions.AgentSpecError as error:
        return Result(items, error)
    return Result(items, None)


def with_both(url: Callable[[], str], *asked: Ask, **options: Any) -> Iterator[Tuple[str, List[Result]]]:
    """Yields the results of each client for these calls, one after the other, in a run of its own."""
    given: Any = {"environment": False, "retry_delay": 0, **options}
    with AgentSpecClient(base_url=url(), **given) as client:
        yield "blocking", [ask_blocking(client, ask) for ask in asked]

    async def main() -> List[Result]:
        async with AsyncAgentSpecClient(base_url=url(), **given) as client:
            return [await ask_asyncio(client, ask) for ask in asked]

    yield "asyncio", asyncio.run(main())


class ScenarioTest(unittest.TestCase):
    """Tests with a server that plays scenarios."""

    mock: Mock

    @classmethod
    def setUpClass(cls) -> None:
        cls.mock = Mock("--scenarios", str(SCENARIOS))
        cls.addClassCleanup(cls.mock.stop)

    def run_of(self, scenario: str) -> Run:
        return Run(self.mock, scenario)

    def each(self, scenario: str, *asked: Ask, late: Optional[Late] = None, **options: Any) -> Iterator[Tuple[List[Result], Run]]:
        """Yields the results of each client for a scenario, and its run, before the client is closed. `late` requests time out by a test clock."""
        runs: List[Run] = []
        time_passes = contextlib.ExitStack()
        self.addCleanup(time_passes.close)
        if late is not None:
            clock = time_passes.enter_context(Clock())
            time_passes.enter_context(clock.passes(options["timeout"], lambda: sum(map(late, runs))))

        def url() -> str:
            runs.append(self.run_of(scenario))
            return runs[-1].url

        for name, outcomes in with_both(url, *asked, **options):
            with self.subTest(scenario, client=name):
                yield outcomes, runs[-1]
        time_passes.close()

    def gives(self, scenario: str, items: List[Any], ask: Ask = stream, **options: Any) -> None:
        """Asserts that both clients get these items without an error, by one request."""
        for (outcome,), run in self.each(scenario, ask, **options):
            self.assertEqual((outcome.error, outcome.items), (None, items))
            self.assertEqual(len(run.connections()), 1)

    def fails(
        self,
        scenario: str,
        kind: Type[Exception],
        code: str,
        outcome: Outcome,
        items: List[Any],
        ask: Ask = stream,
        *,
        requests: int = 1,
        **options: Any,
    ) -> List[exceptions.AgentSpecError]:
        """Asserts that both clients get these items, then this error, which counts the events of a stream, by so many requests."""
        errors = []
        for (result,), run in self.each(scenario, ask, **options):
            self.assertEqual(result.items, items)
            error = self.failed(result, kind, code, outcome, requests)
            if ask is stream and items:
                self.assertEqual((error.events, error.status), (len(items), 200))
            self.assertEqual(len(run.connections()), requests)
            errors.append(error)
        return errors

    def failed(self, result: Result, kind: Type[Exception], code: str, outcome: Outcome, attempts: int) -> exceptions.AgentSpecError:
        """Checks the error of a call all of whose attempts failed equally."""
        error = result.error
        assert error is not None, result
        self.assertIs(type(error), kind, error)
        self.assertEqual((error.code, error.outcome, error.attempts), (code, outcome, attempts), error)
        self.assertEqual(error.may_have_run, outcome in (UNKNOWN, PARTIAL))
        self.assertEqual([(attempt.kind, attempt.outcome) for attempt in error.history], [(kind.__name__, outcome)] * attempts)
        return error

    def row(
        self, scenario: str, kind: Type[Exception], code: str, outcome: Outcome, retried: Sequence[Ask], *, asked: Sequence[Ask] = EVERY_CALL, **options: Any
    ) -> List[exceptions.AgentSpecError]:
        """Checks a row of the contract's table: the error of each call, and whether the call is retried."""
        given: Any = {"max_retries": 2, **options}
        errors = []
        for ask in asked:
            requests = 1 + given["max_retries"] if ask in retried else 1
            errors += self.fails(scenario, kind, code, outcome, [], ask, requests=requests, **given)
        return errors
