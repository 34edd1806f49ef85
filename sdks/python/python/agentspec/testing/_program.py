"""Finds and runs the program `agentspec-mock`."""

import os
import re
import shutil
import subprocess
import sysconfig
import tempfile
from pathlib import Path
from typing import IO, List, Mapping, Union

NAME = "agentspec-mock"
#: Names the program.
VARIABLE = "AGENTSPEC_MOCK"
#: In seconds. It ends at once, unless a response is in progress.
_GRACE = 5


def find(program: Union[str, "os.PathLike[str]", None]) -> str:
    """Returns the path of the program: the given one, or that of the variable, of this environment, or of PATH."""
    given = program or os.environ.get(VARIABLE)
    if given:
        return os.fspath(given)
    installed = shutil.which(NAME, path=sysconfig.get_path("scripts")) or shutil.which(NAME)
    if installed is None:
        message = (
            f"the program {NAME} was not found: install its wheel in this environment, or put it on PATH, "
            f"or name it by the variable {VARIABLE} or by MockServer(program=…)"
        )
        raise FileNotFoundError(message)
    return installed


class Running:
    """The running program."""

    def __init__(self, program: str, arguments: List[str], environment: Mapping[str, str]) -> None:
        self._errors: IO[bytes] = tempfile.TemporaryFile()
        try:
            self._process = subprocess.Popen(
                # Its input ends with this process, however this one ends.
                [program, "--port", "0", "--control", "--until-stdin-ends", *arguments],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._errors,
                env={**os.environ, **environment},
            )
        except OSError as problem:
            self._errors.close()
            raise RuntimeError(f"the mock server cannot be started: {problem}") from problem
        assert self._process.stdout is not None
        line = self._process.stdout.readline().decode("utf-8", "replace")
        found = re.search(r" on (http://[^\s,]+)", line)
        if found is None:
            self.stop()
            raise RuntimeError(f"the mock server {Path(program).name} did not start: {self._last_words or line}")
        self.url = found[1]

    def stop(self) -> None:
        """Ends it, and waits until it has ended."""
        self._process.terminate()
        try:
            self._process.wait(_GRACE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                stream.close()
        self._errors.seek(0)
        self._last_words = self._errors.read().decode("utf-8", "replace").strip()
        self._errors.close()
