"""Compares the SDK with httpx and httpx-sse, and with openai-python's decoder, over one mock server: `cargo xtask bench` runs it.

Prints Markdown: what is compared, a table for each kind of answer, and what is reached. AGENTSPEC_MOCK names the agentspec-mock program.
"""

import asyncio
import gc
import json
import os
import platform
import re
import subprocess
import tempfile
import time
from contextlib import contextmanager
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List, NamedTuple, Sequence

from readers import Asyncio, Blocking, Read

ROUNDS = int(os.environ.get("AGENTSPEC_BENCH_ROUNDS", "9"))
TOKENS = 50_000
TOOL_RESULTS = 2_000
TOOL_RESULT_BYTES = 4_096
CALLS = 300

AGENTS = [
    {"name": "writer", "replies": [{"text": " ".join(f"word-{number % 1000}" for number in range(TOKENS))}]},
    {
        "name": "searcher",
        "replies": [{"events": [{"tool_result": {"name": "search", "output": "x" * TOOL_RESULT_BYTES}}] * TOOL_RESULTS + [{"text": "Found."}]}],
    },
    {"name": "caller", "replies": [{"text": "The capital of France is Paris."}]},
]

OURS = "agentspec"
HTTPX_SSE_TYPED = "httpx, httpx-sse, into our types"
HTTPX_SSE = "httpx, httpx-sse, into dicts"
OPENAI = "httpx, openai-python's decoder, into dicts"
HTTPX = "httpx"

#: Why targets are missed.
TOKENS_MISSED = "Tokens: Python makes a dataclass with two dicts for each event, whoever decodes it."
TOOL_RESULTS_MISSED = (
    "Tool results: most of their cost is copying and searching 4 KB, which httpx and `json` do in C too, so that less can be saved than on a token."
)
CALLS_MISSED = "Plain calls: they cross from Python to the SDK's thread and back, which httpx's calls do not."
ASYNCIO_MISSED = "asyncio: `async for` makes a coroutine for each event, and each batch of events crosses to the event loop by a callback."


class Cost(NamedTuple):
    """Seconds."""

    wall: float
    cpu: float


class Target(NamedTuple):
    """A required ratio of costs, and the measured one."""

    what: str
    asked: float
    found: float
    why_missed: str
    """Why the target is missed, in one sentence; printed if it is."""
    is_most: bool = False
    """Whether the ratio is ours to another of ours, and must not be larger; else another client's cost divided by ours, and must not be smaller."""

    def excess(self) -> float:
        return self.found / self.asked if self.is_most else self.asked / self.found

    def is_missed(self) -> bool:
        return self.excess() > 1

    def row(self) -> str:
        verdict = f"missed by {self.excess() - 1:.0%}" if self.is_missed() else "met"
        return f"| {self.what} | {'≤' if self.is_most else '≥'} {self.asked:g} | {self.found:.1f} | {verdict} |"


class Contestant(NamedTuple):
    name: str
    run: Callable[[], Any]


@contextmanager
def mock() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder) / "agents.json"
        config.write_text(json.dumps({"agents": AGENTS}), encoding="utf-8")
        command = [os.environ["AGENTSPEC_MOCK"], "--port", "0", "--pace-ms", "0", "--config", str(config)]
        server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        try:
            assert server.stdout is not None
            found = re.search(r"http://[^ ,]+", server.stdout.readline())
            assert found, "the mock server did not start"
            yield found.group()
        finally:
            server.kill()
            server.wait()


def once(run: Callable[[], Any]) -> Cost:
    gc.collect()
    # The CPU time includes all threads of this process, also those of the SDK.
    wall, cpu = time.perf_counter(), time.process_time()
    run()
    return Cost(time.perf_counter() - wall, time.process_time() - cpu)


def compete(contestants: Sequence[Contestant]) -> Dict[str, Cost]:
    """Returns the minimum cost of all rounds. Each round runs every contestant once, and starts with another one."""
    costs: Dict[str, List[Cost]] = {contestant.name: [] for contestant in contestants}
    for round_ in range(ROUNDS):
        first = round_ % len(contestants)
        for contestant in [*contestants[first:], *contestants[:first]]:
            costs[contestant.name].append(once(contestant.run))
    return {name: Cost(min(cost.wall for cost in all_), min(cost.cpu for cost in all_)) for name, all_ in costs.items()}


def same(contestants: Sequence[Contestant], summary: Callable[[Any], Any]) -> Any:
    """Returns what each delivers, which must be equal. This also opens their connections."""
    first = summary(contestants[0].run())
    for contestant in contestants[1:]:
        found = summary(contestant.run())
        assert found == first, f"{contestant.name}: {str(found)[:200]}, not {str(first)[:200]}"
    return first


def delivered(read: Read) -> Any:
    texts, others = read
    dicts = [event if isinstance(event, dict) else asdict(event) for event in others]
    outputs = [event["output"] for event in dicts if event["type"] == "tool_result"]
    return len(texts) + len(others), "".join(texts), outputs


def streams(
    title: str, asked: float, why_missed: str, agent: str, loop: asyncio.AbstractEventLoop, blocking: Blocking, asyncio_: Asyncio
) -> List[Target]:
    targets = []
    ours = []
    print(f"### {title}\n")
    print("| | client | events a second | CPU an event | its CPU ÷ ours |\n|---|---|---:|---:|---:|")

    def awaited(read: Callable[[str], Any]) -> Callable[[], Any]:
        return lambda: loop.run_until_complete(read(agent))

    for kind, contestants in [
        (
            "blocking",
            [
                Contestant(OURS, lambda: blocking.agentspec(agent)),
                Contestant(HTTPX_SSE_TYPED, lambda: blocking.httpx_sse_typed(agent)),
                Contestant(HTTPX_SSE, lambda: blocking.httpx_sse(agent)),
                Contestant(OPENAI, lambda: blocking.openai(agent)),
            ],
        ),
        (
            "asyncio",
            [
                Contestant(OURS, awaited(asyncio_.agentspec)),
                Contestant(HTTPX_SSE_TYPED, awaited(asyncio_.httpx_sse_typed)),
                Contestant(HTTPX_SSE, awaited(asyncio_.httpx_sse)),
                Contestant(OPENAI, awaited(asyncio_.openai)),
            ],
        ),
    ]:
        events = same(contestants, delivered)[0]
        costs = compete(contestants)
        for name, cost in costs.items():
            ratio = cost.cpu / costs[OURS].cpu
            print(f"| {kind} | {name} | {events / cost.wall:,.0f} | {cost.cpu / events * 1e6:.2f} µs | {ratio:.1f} |", flush=True)
        ours.append(costs[OURS].cpu)
        targets.append(Target(f"{title}, {kind}: {HTTPX_SSE_TYPED}, CPU", asked, costs[HTTPX_SSE_TYPED].cpu / costs[OURS].cpu, why_missed))
    print()
    return [*targets, Target(f"{title}: our CPU by asyncio ÷ blocking", 1.2, ours[1] / ours[0], ASYNCIO_MISSED, is_most=True)]


def calls(loop: asyncio.AbstractEventLoop, blocking: Blocking, asyncio_: Asyncio) -> List[Target]:
    targets = []
    print("### Plain calls\n")
    print("| | client | time a call | CPU a call | its time ÷ ours | its CPU ÷ ours |\n|---|---|---:|---:|---:|---:|")

    def repeated(call: Callable[[str], str]) -> Callable[[], Any]:
        return lambda: [call("caller") for _ in range(CALLS)]

    def awaited(call: Callable[[str], Any]) -> Callable[[], Any]:
        async def all_() -> List[str]:
            return [await call("caller") for _ in range(CALLS)]

        return lambda: loop.run_until_complete(all_())

    for kind, contestants in [
        ("blocking", [Contestant(OURS, repeated(blocking.agentspec_call)), Contestant(HTTPX, repeated(blocking.httpx_call))]),
        ("asyncio", [Contestant(OURS, awaited(asyncio_.agentspec_call)), Contestant(HTTPX, awaited(asyncio_.httpx_call))]),
    ]:
        same(contestants, set)
        costs = compete(contestants)
        ours = costs[OURS]
        for name, cost in costs.items():
            ratios = f"{cost.wall / ours.wall:.1f} | {cost.cpu / ours.cpu:.1f}"
            print(f"| {kind} | {name} | {cost.wall / CALLS * 1e6:.0f} µs | {cost.cpu / CALLS * 1e6:.0f} µs | {ratios} |", flush=True)
        targets.append(Target(f"Plain calls, {kind}: {HTTPX}, CPU", 4, costs[HTTPX].cpu / ours.cpu, CALLS_MISSED))
    print()
    return targets


def main() -> None:
    packages = ", ".join(f"{package} {version(package)}" for package in ["httpx", "httpx-sse", "openai"])
    print(f"CPython {platform.python_version()}, {packages}; the least of {ROUNDS} rounds.\n")
    loop = asyncio.new_event_loop()
    with mock() as url:
        clients = Blocking(url), Asyncio(url)
        targets = streams(f"A stream of {TOKENS:,} tokens", 12, TOKENS_MISSED, "writer", loop, *clients)
        tool_results = f"A stream of {TOOL_RESULTS:,} tool results of {TOOL_RESULT_BYTES:,} bytes"
        targets += streams(tool_results, 7, TOOL_RESULTS_MISSED, "searcher", loop, *clients)
        targets += calls(loop, *clients)
    print("### Targets\n\nOf another client's cost, how many times ours it is.\n")
    print("| target: the cost of | ÷ ours, required | measured | result |\n|---|---:|---:|---|")
    for target in targets:
        print(target.row())
    reasons = {target.why_missed: None for target in targets if target.is_missed()}
    if reasons:
        print("\nWhy targets are missed:\n")
        for reason in reasons:
            print(f"- {reason}")


if __name__ == "__main__":
    main()
