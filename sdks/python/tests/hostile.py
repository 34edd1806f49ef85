"""The client process of `tests/hostile`: makes calls of all kinds, blocking and for asyncio, until the time is over. Prints the result of each as a line of JSON."""

import asyncio
import collections.abc
import json
import logging
import os
import pickle
import random
import re
import threading
import time
import traceback
from typing import Any, Callable, Dict, Iterator, List, Optional, Tuple

from agentspec import AgentSpecClient, AsyncAgentSpecClient, exceptions

HOSTILE = os.environ["AGENTSPEC_HOSTILE_SERVER"]
WELL = os.environ["AGENTSPEC_HOSTILE_WELL"]
KEY = os.environ["AGENTSPEC_HOSTILE_KEY"]
#: The text that must not be shown: even half of the key is too much.
NEEDLE = KEY[: len(KEY) // 2]
#: Control characters except those of plain text, and direction-changing or invisible characters.
UNSAFE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]")
SEED = os.environ["AGENTSPEC_HOSTILE_SEED"]
END = time.monotonic() + float(os.environ["AGENTSPEC_HOSTILE_SECONDS"])
OPTIONS: Dict[str, Any] = {
    "environment": False,
    "api_key": KEY,
    "timeout": float(os.environ["AGENTSPEC_HOSTILE_TIMEOUT"]),
    "byte_idle_timeout": float(os.environ["AGENTSPEC_HOSTILE_IDLE"]),
    "event_idle_timeout": float(os.environ["AGENTSPEC_HOSTILE_IDLE"]),
    "answer_limit": int(os.environ["AGENTSPEC_HOSTILE_ANSWER_LIMIT"]),
    "event_limit": int(os.environ["AGENTSPEC_HOSTILE_EVENT_LIMIT"]),
    "retry_delay": 0.01,
    "max_retry_delay": 0.05,
    "retry_budget": None,
}

THREADS = 2
TASKS = 4

#: One in so many calls has a tiny timeout.
HASTY = 12

#: The options of a call: of a GET or DELETE, and of a POST.
Options = Dict[str, Any]
Ask = Callable[[Any, Options, Options], Any]

#: The calls, which are the same for both clients, by their names in the Rust client process.
ASKS: Dict[str, Ask] = {
    "List": lambda client, get, post: client.agents.list(**get),
    "Invoke": lambda client, get, post: client.agents.invoke(name="a", input="Hello", **post),
    "InvokeAtLength": lambda client, get, post: client.agents.invoke(name="a", input="at length " * 40_000, **post),
    "Text": lambda client, get, post: client.agents.stream(name="a", input="Hello", **post).text(),
    "Events": lambda client, get, post: client.agents.stream(name="a", input="Hello", **post),
    "FinalResponse": lambda client, get, post: client.agents.stream(name="a", input="Hello", **post).final_response(),
    "Create": lambda client, get, post: client.sessions.create(agent="a", metadata={"key": 1}, **post),
    "Sessions": lambda client, get, post: client.sessions.list(agent="a", limit=10, **get),
    "Continue": lambda client, get, post: client.sessions.continue_(agent="a", session_id="s", input="Hello", **post),
    "ContinueStream": lambda client, get, post: client.sessions.continue_stream(agent="a", session_id="s", input="Hello", **post),
    "Handle": lambda client, get, post: client.sessions.open(agent="a", session_id="s").continue_(input="Hello", **post),
    "Delete": lambda client, get, post: client.sessions.delete(agent="a", session_id="s", **get),
    "Run": lambda client, get, post: client.pipelines.run(name="p", input="Hello", **post),
    "Status": lambda client, get, post: client.pipelines.status(name="p", **get),
    "Health": lambda client, get, post: client.health(**get),
    "Metrics": lambda client, get, post: client.metrics(**get),
}

_printing = threading.Lock()


def report(line: Dict[str, Any]) -> None:
    with _printing:
        print(json.dumps(line), flush=True)


class Watch(logging.Handler):
    """Looks for the key in all that is logged."""

    def emit(self, record: logging.LogRecord) -> None:
        text = f"{record.getMessage()} {vars(record)!r}"
        if NEEDLE in text:
            report({"breach": f"the key is logged: {text}"})


class Call:
    """A call and its report."""

    def __init__(self, client: str, number: int, ask: Optional[str] = None, retries: Optional[int] = None) -> None:
        self.id = f"{client}-{number}"
        chance = random.Random(f"{SEED}-{self.id}")
        self.ask = ask or chance.choice(list(ASKS))
        self.retries = chance.randrange(1, 3) if retries is None else retries
        # Some timeouts are so short that the call may end before anything is sent.
        self.hasty: Options = {"timeout": chance.uniform(0.000001, 0.005)} if ask is None and chance.randrange(HASTY) == 0 else {}
        self._began = time.monotonic()

    def make(self, client: Any) -> Any:
        get = {"correlation_id": self.id, "max_retries": self.retries, **self.hasty}
        return ASKS[self.ask](client, get, {**get, "idempotency_key": self.id})

    def succeeded(self, value: Any) -> None:
        # The deletion of a session returns None.
        self._report(bears_id=value is None or self.id in repr(value))

    def read(self, events: List[Any]) -> None:
        text = "".join(event.content for event in events if event.type == "token")
        last = events[-1].type if events else None
        self._report(bears_id=text.startswith(self.id), end=last if last in ("done", "error") else None)

    def failed(self, error: exceptions.AgentSpecError) -> None:
        fields = {"outcome": error.outcome.value, "attempts": error.attempts, "events": error.events, "text": f"{type(error).__name__} {error}"}
        self._report(bears_id=False, error={**fields, "shows": shown(error)})

    def broke(self) -> None:
        report({"breach": f"{self.id}, {self.ask}: no AgentSpecError: {traceback.format_exc()}"})

    def _report(self, bears_id: bool, end: Optional[str] = None, error: Optional[Dict[str, Any]] = None) -> None:
        milliseconds = int((time.monotonic() - self._began) * 1000)
        report({"id": self.id, "ask": self.ask, "ms": milliseconds, "retries": self.retries, "bears_id": bears_id, "end": end, "error": error})


def shown(error: exceptions.AgentSpecError) -> List[str]:
    """Returns the parts of an error that show the key, and its text if it contains unsafe characters."""
    views: List[Tuple[str, str]] = [
        ("str", str(error)),
        ("repr", repr(error)),
        ("args", repr(error.args)),
        ("body", (error.body or b"").decode(errors="replace")),
        ("traceback", "".join(traceback.format_exception(type(error), error, error.__traceback__))),
        ("pickle", pickle.dumps(error).decode("latin-1")),
        *((name, f"{value} {value!r}") for name, value in vars(error).items()),
        *(("headers", f"{name} {error.headers.get_all(name)!r}") for name in error.headers),
    ]
    shows = [name for name, text in views if NEEDLE in text]
    if UNSAFE.search(str(error)):
        shows.append("a control character in str")
    return shows


def numbers(first: int, step: int) -> Iterator[int]:
    number = first
    while time.monotonic() < END:
        yield number
        number += step


def blocking(client: AgentSpecClient, thread: int) -> None:
    for number in numbers(thread, THREADS):
        call = Call("sync", number)
        try:
            made = call.make(client)
            if isinstance(made, collections.abc.Iterator):
                call.read(list(made))
            else:
                call.succeeded(made)
        except exceptions.AgentSpecError as error:
            call.failed(error)
        except BaseException:
            call.broke()


async def waiting(client: AsyncAgentSpecClient, task: int) -> None:
    for number in numbers(task, TASKS):
        call = Call("asyncio", number)
        try:
            made = call.make(client)
            if isinstance(made, collections.abc.AsyncIterator):
                call.read([event async for event in made])
            else:
                call.succeeded(await made)
        except exceptions.AgentSpecError as error:
            call.failed(error)
        except BaseException:
            call.broke()


def beside(client: AgentSpecClient) -> None:
    """Makes calls of a healthy server, one after the other, in parallel to all other calls."""
    pause = threading.Event()
    for number in numbers(0, 1):
        call = Call("beside", number, "List", 0)
        try:
            call.succeeded(call.make(client))
        except exceptions.AgentSpecError as error:
            call.failed(error)
        pause.wait(0.02)


async def on_a_loop() -> None:
    async with AsyncAgentSpecClient(base_url=HOSTILE, **OPTIONS) as client:
        await asyncio.gather(*(waiting(client, task) for task in range(TASKS)))


def main() -> None:
    logger = logging.getLogger("agentspec")
    logger.setLevel(logging.DEBUG)
    logger.addHandler(Watch())
    logger.propagate = False
    with AgentSpecClient(base_url=HOSTILE, **OPTIONS) as client, AgentSpecClient(base_url=WELL, **OPTIONS) as well:
        threads = [threading.Thread(target=blocking, args=(client, thread)) for thread in range(THREADS)]
        threads.append(threading.Thread(target=beside, args=(well,)))
        for thread in threads:
            thread.start()
        asyncio.run(on_a_loop())
        for thread in threads:
            thread.join()


if __name__ == "__main__":
    main()
