"""The vectors that every language reads: tests/vectors, or the folder that AGENTSPEC_VECTORS names.

The format of streams is in the vectors of Rust, which decodes them for this SDK.
"""

import base64
import dataclasses
import email.utils
import json
import os
import unittest
import urllib.parse
from pathlib import Path
from typing import Any, Dict, Iterator, List, Optional, Tuple, Type

from agentspec import AgentSpecClient, EventStream, exceptions, types
from support import INVOKED, Answer, Scripted, answer, environment, events, refusal

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


def response_of(row: Dict[str, Any]) -> Answer:
    """Returns the response of a row of error bodies."""
    body = base64.b64decode(row["body_b64"]) if "body_b64" in row else row.get("body", "").encode()
    headers = {"content-length": str(len(body)), "connection": "close", **row.get("headers", {})}
    head = f"HTTP/1.1 {row['status']} {row.get('status_text', '')}\r\n" + "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return Answer(head.encode() + b"\r\n" + body)


#: The class of each kind, written here and not taken from the SDK, which may be wrong.
KINDS: Dict[str, Type[exceptions.AgentSpecError]] = {
    "invalid_request": exceptions.InvalidRequestError,
    "authentication": exceptions.AuthenticationError,
    "permission_denied": exceptions.PermissionDeniedError,
    "not_found": exceptions.NotFoundError,
    "rate_limit": exceptions.RateLimitError,
    "server": exceptions.ServerError,
    "status": exceptions.AgentSpecError,
    "connect": exceptions.ConnectionError,
    "transport": exceptions.ConnectionError,
    "timeout": exceptions.TimeoutError,
    "interrupted": exceptions.StreamInterruptedError,
    "decode": exceptions.DecodeError,
    "too_large": exceptions.DecodeError,
    "configuration": exceptions.ConfigurationError,
}


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

    def test_error_body(self) -> None:
        for row in rows("error_body.jsonl"):
            with self.subTest(row["name"]), Scripted(response_of(row)) as server:
                with self.assertRaises(exceptions.AgentSpecError) as caught:
                    AgentSpecClient(base_url=server.url, max_retries=0).agents.list()
                error = caught.exception
                self.assertIs(type(error), KINDS[row["kind"]])
                self.assertEqual((error.code, error.outcome, error.is_unsupported), (row["code"], row["outcome"], row["is_unsupported"]))
                self.assertEqual((error.status, len(error.steps)), (row["status"], row["steps"]))
                # The URL of the request precedes it.
                message = error.message.partition(": ")[2] if row["is_unsupported"] else error.message
                self.assertEqual(message, row["message"])

    def test_config(self) -> None:
        for row in rows("config.jsonl"):
            options = row.get("options", {})
            with self.subTest(row["name"]), environment(**row.get("environment", {})), Scripted(answer(200, {"agents": []})) as server:
                if "refusal" in row:
                    with self.assertRaises(exceptions.ConfigurationError) as caught:
                        AgentSpecClient(**options)
                    self.assertEqual(caught.exception.message, row["refusal"])
                    continue
                self.assertEqual(AgentSpecClient(**options).base_url, row["base_url"])
                AgentSpecClient(**{**options, "base_url": server.url}).agents.list()
                sent = {name: value for name, value in server.received[0].headers.items() if name in ("x-api-key", "authorization")}
                header = row["header"]
                self.assertEqual(sent, {header["name"]: header["value"]} if header else {})

    def test_text(self) -> None:
        for row in rows("text.jsonl"):
            data = base64.b64decode(row["stream_b64"]) if "stream_b64" in row else row["stream"].encode()
            with self.subTest(row["name"]):
                if "response" in row:
                    self.assertEqual(EventStream.from_bytes(data).final_response().to_dict(), row["response"])
                    self.assertEqual(EventStream.from_bytes(data).text(), row["response"]["output"])
                    continue
                for collect in (EventStream.final_response, EventStream.text):
                    with self.assertRaises(exceptions.AgentSpecError) as caught:
                        collect(EventStream.from_bytes(data))
                    error, expected = caught.exception, row["error"]
                    self.assertIs(type(error), KINDS[expected["kind"]])
                    for name in ("code", "message", "outcome", "events", "partial_text"):
                        self.assertEqual(getattr(error, name), expected[name], name)

    def test_secrets(self) -> None:
        for row in rows("secrets.jsonl"):
            if len(row["secrets"]) > 1 or "end" in row:
                continue  # A client has one credential, and a message is complete.
            with self.subTest(row["name"]), Scripted(refusal(400, "echoed", row["text"])) as server:
                with self.assertRaises(exceptions.InvalidRequestError) as caught:
                    AgentSpecClient(base_url=server.url, api_key=row["secrets"][0]).agents.list()
                self.assertEqual(caught.exception.message, row["shown"])

    def test_escape(self) -> None:
        for row in rows("escape.jsonl"):
            with self.subTest(row["name"]), Scripted(refusal(400, "code", row["text"])) as server:
                with self.assertRaises(exceptions.InvalidRequestError) as caught:
                    AgentSpecClient(base_url=server.url).agents.list()
                self.assertEqual(caught.exception.message, row.get("message", row["text"]))
                self.assertEqual(str(caught.exception), f"code: {row['shown']} (status 400)")


if __name__ == "__main__":
    unittest.main()
