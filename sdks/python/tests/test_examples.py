"""The examples pass the tests beside them, run as users run them. They are skipped if their dependencies are not installed."""

import importlib.util
import subprocess
import sys
import unittest

from document import SDK

NEEDED = ("fastapi", "httpx", "uvicorn")


@unittest.skipUnless(all(importlib.util.find_spec(name) for name in NEEDED), f"not all of {', '.join(NEEDED)} are installed")
class Examples(unittest.TestCase):
    def test_the_web_service_passes_its_tests(self) -> None:
        command = [sys.executable, "-W", "error", "-m", "unittest", "test_web_service"]
        ended = subprocess.run(command, cwd=SDK / "examples", capture_output=True, text=True, timeout=300)
        self.assertEqual(ended.returncode, 0, ended.stderr)
        self.assertRegex(ended.stderr, r"Ran [1-9]\d* tests")
