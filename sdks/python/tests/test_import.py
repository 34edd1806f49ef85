"""Importing the package is quick."""

import subprocess
import sys
import unittest

LIMIT = 0.120


def seconds(program: str) -> float:
    """Returns the CPU seconds, the minimum of several runs: they do not grow on a busy machine."""
    command = [sys.executable, "-c", f"{program}; import time; print(time.process_time())"]
    return min(float(subprocess.run(command, check=True, capture_output=True, text=True).stdout) for _ in range(6))


class Import(unittest.TestCase):
    def test_the_import_takes_less_than_120_ms(self) -> None:
        self.assertLess(seconds("import agentspec") - seconds("pass"), LIMIT)


if __name__ == "__main__":
    unittest.main()
