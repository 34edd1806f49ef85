"""The mock server that a test holds."""

import http.client
import json
import tempfile
from os import PathLike
from pathlib import Path
from types import TracebackType
from typing import Any, List, Mapping, Optional, Type, Union
from urllib.parse import urlsplit

from ._answer import Answer, milliseconds
from ._program import Running, find
from ._received import ReceivedRequest

#: Of a request to the server on this machine, in seconds.
_TIMEOUT = 30

#: A file, or its contents.
Setting = Union[Mapping[str, Any], str, "PathLike[str]", None]


class MockServer:
    """An AgentSpec server without a model, on a free port of this machine, for `with` and `async with`.

    It is a process of its own, the program `agentspec-mock`. The methods are for tests of both clients: each is one short exchange with that process
    and needs no event loop, so they are not awaited. At the end of the block the server is stopped, and `verify` is called unless the block has raised.

    Args:
        config: Agents, replies, pipelines and limits: the path of a YAML file, or its contents as plain data. The README of `agentspec-mock` has the keys.
        scenarios: Scenarios, which determine each byte of a response: the path of a YAML file, or its contents as plain data.
        api_key: The key that clients must send. Without a key and a token, every client is accepted.
        token: The bearer token that clients must send.
        dialect: `runtime` for the API of the public AgentSpec runtime; by default, the documented one.
        program: The path of the program. By default, the variable `AGENTSPEC_MOCK` names it; otherwise it is the one that is installed in this
            environment, or found on `PATH`.
        verify: Whether the end of the block calls `verify`.

    Raises:
        FileNotFoundError: The program was not found.
        RuntimeError: The program did not start.
    """

    def __init__(
        self,
        *,
        config: Setting = None,
        scenarios: Setting = None,
        api_key: Optional[str] = None,
        token: Optional[str] = None,
        dialect: Optional[str] = None,
        program: Union[str, "PathLike[str]", None] = None,
        verify: bool = True,
    ) -> None:
        self._verifies = verify
        with tempfile.TemporaryDirectory() as folder:
            arguments: List[str] = [] if dialect is None else ["--dialect", dialect]
            for option, setting in (("config", config), ("scenarios", scenarios)):
                if setting is not None:
                    arguments += [f"--{option}", _path(setting, Path(folder) / f"{option}.json")]
            # An empty variable counts as unset, and keeps the surrounding one out.
            environment = {"AGENTSPEC_MOCK_API_KEY": api_key or "", "AGENTSPEC_MOCK_TOKEN": token or ""}
            self._running: Optional[Running] = Running(find(program), arguments, environment)
        self._url = self._running.url

    @property
    def url(self) -> str:
        """The base URL, such as `http://127.0.0.1:41234`."""
        return self._url

    def answer_next(self, answer: Answer) -> None:
        """Scripts the answer to the next request, of any operation.

        Scripted answers are used in the order of these calls, one per request; then the server answers again.
        """
        self._control("POST", "answers", answer._command)

    def answer_next_to(self, operation: str, answer: Answer) -> None:
        """Scripts the answer to the next request for an operation, by its `operationId`, such as `invoke_agent`. Raises ValueError if it is unknown."""
        self._control("POST", "answers", {**answer._command, "operation": operation})

    def slow_step(self, pipeline: str, step: str, seconds: float) -> None:
        """Makes a step take this long in the pipeline's next run, by the server's clock. Raises ValueError if there is no such step."""
        self._control("POST", "steps", {"pipeline": pipeline, "step": step, "delay_ms": milliseconds("seconds", seconds)})

    def fail_step(self, pipeline: str, step: str, code: str, message: str) -> None:
        """Makes a step fail in the pipeline's next run. Raises ValueError if there is no such step."""
        self._control("POST", "steps", {"pipeline": pipeline, "step": step, "fail": {"code": code, "message": message}})

    def advance(self, seconds: float) -> None:
        """Advances the server's clock: sessions expire, rate limits end, and delays and slow steps pass, without waiting."""
        self._control("POST", "advance", {"ms": milliseconds("seconds", seconds)})

    def received(self) -> List[ReceivedRequest]:
        """Returns the received requests, in order, including refused ones and those with scripted answers."""
        return [ReceivedRequest._of(wire) for wire in self._control("GET", "received")["requests"]]

    def verify(self) -> None:
        """Raises AssertionError if a scripted answer, or a slow or failing step, was not used: the code under test has sent fewer requests."""
        unused: List[str] = self._control("GET", "unused")["unused"]
        if unused:
            raise AssertionError(f"scripted and not used: {'; '.join(unused)}")

    def close(self) -> None:
        """Stops the server. Does not verify. Later calls do nothing."""
        if self._running is not None:
            self._running.stop()
            self._running = None

    def _control(self, method: str, route: str, command: Optional[Mapping[str, Any]] = None) -> Any:
        if self._running is None:
            raise RuntimeError("the mock server is stopped: use it in the block of its `with`")
        address = urlsplit(self._url)
        connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=_TIMEOUT)
        try:
            body = None if command is None else json.dumps(command).encode()
            connection.request(method, f"/_control/{route}", body, {"Content-Type": "application/json"})
            response = connection.getresponse()
            content = response.read()
        finally:
            connection.close()
        if response.status == 204:
            return None
        answer = json.loads(content)
        if response.status != 200:
            raise ValueError(answer["error"]["message"])
        return answer

    def __enter__(self) -> "MockServer":
        return self

    def __exit__(self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]) -> None:
        try:
            if self._verifies and kind is None and self._running is not None:
                self.verify()
        finally:
            self.close()

    async def __aenter__(self) -> "MockServer":
        return self

    async def __aexit__(self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]) -> None:
        self.__exit__(kind, error, trace)

    def __repr__(self) -> str:
        return f"MockServer(url={self._url!r})"


def _path(setting: Union[Mapping[str, Any], str, "PathLike[str]"], file: Path) -> str:
    """Returns the path of a setting, whose contents are written to `file` if they are given."""
    if not isinstance(setting, Mapping):
        return str(Path(setting))
    file.write_text(json.dumps(setting, allow_nan=False), encoding="utf-8")
    return str(file)
