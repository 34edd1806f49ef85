"""Importing the package is quick."""

import subprocess
import sys
import unittest

LIMIT = 0.120


def seconds(program: str) -> float:
    """Those of the processor, which a busy machine takes no more of; at best."""
    command = [sys.executable, "-c", f"{program}; import time; print(time.process_time())"]
    return min(float(subprocess.run(command, check=True, capture_output=True, text=True).stdout) for _ in range(6))


class Import(unittest.TestCase):
    def test_it_takes_less_than_120_ms(self) -> None:
        self.assertLess(seconds("import agentspec") - seconds("pass"), LIMIT)


if __name__ == "__main__":
    unittest.main()
