"""`python -m agentspec doctor`: the doctor as a program, with its exit codes."""

import json
import os
import signal
import subprocess
import sys
import unittest
from pathlib import Path
from typing import Any, Dict, List

from agentspec import __version__
from support import KEY, SILENCE, Mock, Scripted, answer

PROGRAM = "python -m agentspec"


def start(arguments: List[str], **variables: str) -> "subprocess.Popen[str]":
    """Starts the program, with these AgentSpec environment variables alone."""
    kept = {name: value for name, value in os.environ.items() if not name.upper().startswith("AGENTSPEC_") and not name.upper().endswith("_PROXY")}
    command = [sys.executable, "-W", "error", "-m", "agentspec", *arguments]
    return subprocess.Popen(command, env={**kept, **variables}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8")


class Doctor(unittest.TestCase):
    def run_program(self, *arguments: str, code: int = 0, **variables: str) -> str:
        """Returns what the program prints: to stderr if an argument is invalid, otherwise to stdout, and nothing to the other."""
        with start(list(arguments), **variables) as process:
            stdout, stderr = process.communicate(timeout=60)
        self.assertEqual(process.returncode, code, (stdout, stderr))
        shown, empty = (stderr, stdout) if code == 2 else (stdout, stderr)
        self.assertEqual(empty, "")
        return shown

    def examine(self, *arguments: str, code: int = 0, **variables: str) -> Dict[str, Any]:
        found: Dict[str, Any] = json.loads(self.run_program("doctor", "--json", *arguments, code=code, **variables))
        return found

    def test_a_server_that_can_be_used(self) -> None:
        with Mock() as mock:
            text = self.run_program("doctor", mock.url, AGENTSPEC_API_KEY=KEY)
            found = self.examine(mock.url, AGENTSPEC_API_KEY=KEY)
        self.assertTrue(text.startswith(f"ok       url        {mock.url}\n") and text.endswith("\n\nThis server can be used.\n"), text)
        self.assertEqual((found["verdict"], found["dialect"], found["calls"]["unavailable"]), ("usable", "documented", []))

    def test_a_server_of_the_public_runtime(self) -> None:
        with Mock("--dialect", "runtime") as mock:
            found = self.examine(mock.url, AGENTSPEC_API_KEY=KEY)
        self.assertEqual((found["verdict"], found["dialect"], found["needed_settings"]), ("usable", "runtime", {"AGENTSPEC_DIALECT": "runtime"}))

    def test_a_runtime_without_a_key_is_reported_in_its_own_words(self) -> None:
        health = answer(200, {"agents": 1, "status": "healthy", "uptime": "1s", "version": "0.3.0"})
        refusal = answer(401, {"error": "unauthorized", "message": "Start it with --no-auth."})
        with Scripted(health, refusal) as server:
            found = self.examine(server.url, code=1)
        self.assertIn('it says "Start it with --no-auth."', found["findings"][-1]["what"])

    def test_a_port_on_which_nothing_listens_is_reported_as_in_the_guide(self) -> None:
        text = self.run_program("doctor", "http://127.0.0.1:1", code=1).replace("127.0.0.1:1", "127.0.0.1:8080")
        guide = (Path(__file__).parent.parent / "GUIDE.md").read_text(encoding="utf-8")
        self.assertIn(f"doctor http://127.0.0.1:8080\n```\n\n```text\n{text}```\n", guide)

    def test_a_wrong_key_is_not_shown(self) -> None:
        with Mock() as mock:
            text = self.run_program("doctor", mock.url, code=1, AGENTSPEC_TOKEN="s3cret-of-mine")
        self.assertIn("the server does not accept AGENTSPEC_TOKEN", text)
        self.assertNotIn("s3cret", text)

    def test_an_invalid_argument_is_reported_without_its_value(self) -> None:
        for arguments, problem in (
            (["doctor"], "doctor: give the URL of a server, such as http://localhost:8080"),
            (["doctor", "--s3cret"], "doctor: unknown option: --help lists the options"),
            (["s3cret"], "unknown command"),
            ([], "give a command"),
        ):
            program = PROGRAM + " doctor" if arguments[:1] == ["doctor"] else PROGRAM
            expected = f"{program}: {problem[len('doctor: '):] if program != PROGRAM else problem}\nTry: {program} --help\n"
            self.assertEqual(self.run_program(*arguments, code=2), expected)

    def test_help_and_version(self) -> None:
        self.assertTrue(self.run_program("--help").startswith(f"Usage: {PROGRAM} <COMMAND>\n"))
        self.assertIn(f"\nUsage: {PROGRAM} doctor [OPTIONS] <URL>\n", self.run_program("doctor", "--help"))
        self.assertEqual(self.run_program("--version"), f"agentspec {__version__}\n")
        self.assertEqual(self.run_program("doctor", "--version"), f"agentspec-doctor {__version__}\n")

    @unittest.skipIf(sys.platform == "win32", "there are no pseudoterminals here")
    def test_a_terminal_shows_the_check_under_way(self) -> None:
        import pty

        ours, theirs = pty.openpty()
        with Scripted(SILENCE) as server:
            command = [sys.executable, "-m", "agentspec", "doctor", server.url]
            with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs) as process:
                os.close(theirs)
                self.assertTrue(server.has_received())
                shown = os.read(ours, 65536).decode()
                process.kill()
        os.close(ours)
        self.assertTrue(shown.endswith(" accepts connections\r\n\rchecking health     …\r"), shown)

    @unittest.skipIf(sys.platform == "win32", "there are no signals between processes here")
    def test_ctrl_c_ends_it_at_once_without_a_traceback(self) -> None:
        # A process inherits that a signal is ignored.
        before = signal.signal(signal.SIGINT, signal.default_int_handler)
        self.addCleanup(signal.signal, signal.SIGINT, before)
        with Scripted(SILENCE) as server, start(["doctor", server.url]) as process:
            self.assertTrue(server.has_received())
            process.send_signal(signal.SIGINT)
            stdout, stderr = process.communicate(timeout=5)
        self.assertEqual((process.returncode, stderr), (-signal.SIGINT, ""))
        self.assertTrue(stdout.endswith(" accepts connections\n"), stdout)


if __name__ == "__main__":
    unittest.main()
