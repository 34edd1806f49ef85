"""What the tests share: a mock server each, as users have one."""

import os
import re
import subprocess
from types import TracebackType
from typing import Optional, Type

KEY = "your-api-key"
TOKEN = "your-bearer-token"


class Mock:
    """An agentspec-mock program, on a free port or on the document's own."""

    def __init__(self, *arguments: str, port: int = 0) -> None:
        program = os.environ.get("AGENTSPEC_MOCK")
        if not program:
            raise AssertionError("AGENTSPEC_MOCK must name the agentspec-mock program: run `cargo xtask python`")
        command = [program, "--port", str(port), "--pace-ms", "0", "--api-key", KEY, "--token", TOKEN, *arguments]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        found = re.search(r" on (http://[^\s,]+)", line)
        if not found:
            self.stop()
            raise AssertionError(f"the mock server did not start: {line!r}")
        self.url = found[1]

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()

    def __enter__(self) -> "Mock":
        return self

    def __exit__(self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]) -> None:
        self.stop()


