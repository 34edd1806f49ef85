"""The vectors that every language reads: tests/vectors, or the folder that AGENTSPEC_VECTORS names.

The format of streams is in the vectors of Rust, which decodes them for this SDK.
"""

import dataclasses
import email.utils
import json
import os
import unittest
import urllib.parse
from pathlib import Path
from typing import Any, Dict, Iterator, List, Optional, Tuple

from agentspec import AgentSpecClient, exceptions, types
from support import INVOKED, Answer, Scripted, answer, events, refusal

SHOWN = 5

COUNT_BITS = 64
"""The width of counts in this SDK."""


def rows(file: str) -> Iterator[Dict[str, Any]]:
    named = os.environ.get("AGENTSPEC_VECTORS")
    folder = Path(named) if named else Path(__file__).parents[3] / "tests" / "vectors"
    if named and folder.is_dir() and not (folder / file).exists():
        return
    for line in (folder / file).read_text(encoding="utf-8").split("\n"):
        if line.strip():
            yield json.loads(line)


def plain(event: types.StreamEvent) -> Any:
    """Returns the JSON of an event."""
    if isinstance(event, types.UnknownEvent):
        return event.raw
    fields = dataclasses.asdict(event)
    if isinstance(event, types.Done):
        fields["usage"].update(fields["usage"].pop("extra"))
    extra = fields.pop("extra")
    return {"type": event.type, **fields, **extra}


def text(value: Any) -> str:
    """Returns JSON text, which distinguishes 1 from 1.0, and the order of keys."""
    return json.dumps(value)


def stream_of(row: Dict[str, Any]) -> Answer:
    name = f"event: {row['event_name']}\n" if "event_name" in row else ""
    return Answer(events().data + (name + "".join(f"data: {line}\n" for line in row["data"].split("\n"))).encode() + b"\n")


def read(client: AgentSpecClient) -> Tuple[List[Any], Optional[exceptions.AgentSpecError]]:
    """Returns the events of a stream, and the error that ends it."""
    received: List[Any] = []
    try:
        for event in client.agents.stream(name="a", input="b"):
            received.append(plain(event))
    except exceptions.AgentSpecError as error:
        return received, error
    return received, None


class Vectors(unittest.TestCase):
    def test_events(self) -> None:
        wrong: List[str] = []
        vectors = list(rows("events.jsonl"))
        with Scripted(*(stream_of(row) for row in vectors)) as server, AgentSpecClient(base_url=server.url) as client:
            for row in vectors:
                received, error = read(client)
                is_error = row.get("error") or row.get("count_bits", 0) > COUNT_BITS
                expected = [] if is_error or "event" not in row else [row["event"]]
                is_end = bool(expected) and expected[0]["type"] in ("done", "error")
                kind = None if is_end else exceptions.DecodeError if is_error else exceptions.StreamInterruptedError
                if text(received) != text(expected) or (type(error) if error else None) is not kind:
                    wrong.append(f"{row['name']}: {row['data'][:200]}\n  expected  {expected}, {kind}\n  received {received}, {error!r}")
        self.assertFalse(wrong, f"{len(wrong)} of {len(vectors)} rows\n" + "\n".join(wrong[:SHOWN]))

    def test_path(self) -> None:
        for row in rows("path.jsonl"):
            with self.subTest(row["segment"]), Scripted(answer(200, INVOKED)) as server:
                client = AgentSpecClient(base_url=server.url)
                if row["rejected"]:
                    self.assertRaises(exceptions.InvalidRequestError, client.agents.invoke, name=row["segment"], input="b")
                    self.assertEqual(server.received, [])
                    continue
                client.agents.invoke(name=row["segment"], input="b")
                _, _, _, segment, last = server.received[0].path.split("/")
                self.assertEqual((urllib.parse.unquote(segment, errors="strict"), last), (row["segment"], "invoke"))

    def test_retry_after(self) -> None:
        for row in rows("retry_after.jsonl"):
            date = row.get("date") or email.utils.formatdate(row["now"], usegmt=True)
            if not email.utils.parsedate(date):
                continue  # The delay is then relative to this machine's time of day, which no argument sets.
            with self.subTest(row["header"], date=date), Scripted(refusal(503, "busy", Retry_After=row["header"], Date=date)) as server:
                with self.assertRaises(exceptions.ServerError) as caught:
                    AgentSpecClient(base_url=server.url, max_retries=0).agents.list()
                self.assertEqual(caught.exception.retry_after, row["expected_delay_s"])


if __name__ == "__main__":
    unittest.main()
