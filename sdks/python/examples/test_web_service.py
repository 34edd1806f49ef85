"""Tests the service over real connections, with a mock server in place of the agent's: `python -m unittest`. No test waits for time to pass."""

import asyncio
import contextlib
import json
import os
import re
import socket
import subprocess
import tempfile
import threading
import unittest
from pathlib import Path
from typing import Any, Iterator

import httpx
import uvicorn
from agentspec import AsyncAgentSpecClient
from web_service import service

TOKEN = {"chunk": 'data: {"type": "token", "content": "Hi"}\n\n'}
#: A token, then silence or the end of the connection; or silence from the start.
SCENARIOS = {"stalls": [{"stream": "chunked"}, TOKEN, "hang"], "breaks": [{"stream": "chunked"}, TOKEN, "fin"], "silent": ["hang"]}
#: For each prompt, the status of the agent's server, and that of the service.
STATUSES = {"not_found": (404, 404), "unauthorized": (401, 502), "rate_limited": (429, 429), "internal_error": (500, 502)}


@contextlib.contextmanager
def agents() -> Iterator[str]:
    """Yields the URL of a mock server."""
    replies = [
        {"when": {"equals": code}, "error": {"status": status, "code": code, "message": "No.", "retry_after": 7}} for code, (status, _) in STATUSES.items()
    ]
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "config.yaml").write_text(json.dumps({"agents": [{"name": "assistant", "replies": replies}]}), encoding="utf-8")
        Path(folder, "scenarios.yaml").write_text(json.dumps(SCENARIOS), encoding="utf-8")
        command = [os.environ.get("AGENTSPEC_MOCK", "agentspec-mock"), "--port", "0", "--config", "config.yaml", "--scenarios", "scenarios.yaml"]
        with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True) as mock:
            assert mock.stdout is not None
            found = re.search(r"http://[^ ,]+", mock.stdout.readline())
            yield found[0] if found else "the mock server did not start"
            mock.kill()


@contextlib.contextmanager
def browser(agents: str) -> Iterator[httpx.Client]:
    """Yields a client of the service, which runs on a thread."""
    client = AsyncAgentSpecClient(base_url=agents, environment=False, max_retries=0)
    server = uvicorn.Server(uvicorn.Config(service(client), log_level="warning"))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=server.run, args=([listener],))
        thread.start()
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{listener.getsockname()[1]}") as made:
                yield made
        finally:
            server.should_exit = True
            thread.join()


class WebService(unittest.TestCase):
    def run(self, result: Any = None) -> Any:
        with agents() as self.agents:
            return super().run(result)

    def test_a_session_is_streamed(self) -> None:
        with browser(self.agents) as client:
            session = client.post("/sessions").text
            answer = client.post(f"/sessions/{session}", content="What is the capital of France?")
        self.assertEqual((answer.status_code, answer.headers["content-type"]), (200, "text/event-stream; charset=utf-8"))
        events = [json.loads(line[6:]) for line in answer.text.split("\n\n") if line]
        self.assertEqual("".join(event["content"] for event in events[:-1]), "The capital of France is Paris.")
        self.assertEqual(events[-1]["type"], "done")

    def test_each_event_is_forwarded_at_once_and_a_browser_that_disconnects_closes_the_connection_to_the_agent(self) -> None:
        with browser(f"{self.agents}/_scenario/stalls/run") as client:
            with client.stream("POST", "/sessions/sess-1", content="Hello") as answer:
                self.assertEqual(next(answer.iter_lines()), 'data: {"type": "token", "content": "Hi"}')
            self.assertEqual(len(httpx.get(f"{self.agents}/_scenario/run/closed").json()["requests"]), 1)

    def test_a_browser_that_disconnects_before_the_agent_responds_cancels_the_call(self) -> None:
        with browser(f"{self.agents}/_scenario/silent/run") as client:
            with socket.create_connection((client.base_url.host, client.base_url.port or 80)) as leaving:
                leaving.sendall(b"POST /sessions/sess-1 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nHello")
                while not httpx.get(f"{self.agents}/_scenario/run/seen").json()["requests"]:
                    pass
            self.assertEqual(httpx.get(f"{self.agents}/_scenario/run/closed").status_code, 200)

    def test_a_request_that_is_cancelled_cancels_the_call(self) -> None:
        async def main() -> None:
            async with contextlib.AsyncExitStack() as stack:
                client = AsyncAgentSpecClient(base_url=f"{self.agents}/_scenario/silent/run", environment=False, max_retries=0)
                app = service(await stack.enter_async_context(client))
                http = await stack.enter_async_context(httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://service"))
                mock = await stack.enter_async_context(httpx.AsyncClient(base_url=f"{self.agents}/_scenario/run"))
                posting = asyncio.ensure_future(http.post("/sessions/sess-1", content="Hello"))
                while not (await mock.get("/seen")).json()["requests"]:
                    pass
                posting.cancel()
                self.assertEqual((await mock.get("/closed")).status_code, 200)

        asyncio.run(main())

    def test_a_failure_has_its_status_before_the_first_byte(self) -> None:
        with browser(self.agents) as client:
            session = client.post("/sessions").text
            for code, (_, status) in STATUSES.items():
                answer = client.post(f"/sessions/{session}", content=code)
                self.assertEqual((answer.status_code, answer.json()["code"], answer.headers["retry-after"]), (status, code, "7"))
            self.assertEqual(client.post("/sessions/%5C", content="Hello").status_code, 400)
        with browser("http://127.0.0.1:1") as client:
            self.assertEqual(client.post("/sessions").status_code, 503)

    def test_a_failure_after_the_first_byte_is_an_event(self) -> None:
        with browser(f"{self.agents}/_scenario/breaks/run") as client:
            answer = client.post("/sessions/sess-1", content="Hello").text
        self.assertIn('{"type": "error", "code": "stream_interrupted", ', answer)


if __name__ == "__main__":
    unittest.main()
