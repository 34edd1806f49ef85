"""Importing the package is quick."""

import statistics
import subprocess
import sys
import time
import unittest

LIMIT = 0.120


def seconds(program: str) -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", program], check=True)
    return time.perf_counter() - began


class Import(unittest.TestCase):
    def test_it_takes_less_than_120_ms(self) -> None:
        # In turns, so that both meet the same load of the machine.
        pairs = [(seconds("pass"), seconds("import agentspec")) for _ in range(6)][1:]
        taken = statistics.median(whole - bare for bare, whole in pairs)
        self.assertLess(taken, LIMIT)


if __name__ == "__main__":
    unittest.main()
