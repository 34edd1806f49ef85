"""Has schemathesis judge two fresh mock servers, and holds it to the number of examples that it was asked for.

It ends a phase early, and passes, where its generator cannot repeat itself, as when answers depend on the calls before. So the
stateful phase has a server of its own, and what was really sent is counted in the report.

Usage: judge.py CONTRACT URL URL
"""

import json
import os
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

CONFIG = Path(__file__).with_name("schemathesis.toml")


def main(contract: str, url: str, stateful_url: str) -> None:
    due = tomllib.loads(CONFIG.read_text())["generation"]["max-examples"]
    cases: Counter[str] = Counter()

    fuzzed: Counter[str] = Counter()
    for scenario in run(contract, url, "examples,coverage,fuzzing"):
        recorder = scenario["recorder"]
        sent = len(recorder.get("cases", ()))
        cases[recorder["label"]] += sent
        if scenario["phase"] == "fuzzing":
            fuzzed[recorder["label"]] += sent
    for operation in cases:
        require(fuzzed[operation] >= due, f"{operation} was fuzzed by {fuzzed[operation]} cases of {due}")

    scenarios = [scenario for scenario in run(contract, stateful_url, "stateful") if scenario["status"] != "skip"]
    require(len(scenarios) >= due, f"{len(scenarios)} stateful scenarios were run of {due}")
    steps = sum(len(scenario["recorder"].get("cases", ())) for scenario in scenarios)

    print(f"{len(cases)} operations, {cases.total() + steps:,} cases, {len(scenarios)} stateful scenarios, 0 failures")


def run(contract: str, url: str, phases: str) -> Iterator[dict]:
    """Runs some phases, and yields the scenarios of the report."""
    report = Path(f"{phases.replace(',', '-')}.ndjson").resolve()
    schemathesis = [sys.executable, "-m", "schemathesis.cli", "--config-file", CONFIG, "run", contract, "--url", url]
    options = ["--phases", phases, "--no-color", "--report", "ndjson", "--report-ndjson-path", report]
    environment = {**os.environ, "PYTHONPATH": str(CONFIG.parent)}
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    done = subprocess.run([*schemathesis, *options], env=environment, text=True, **streams)
    require(done.returncode == 0, done.stdout)
    with report.open() as lines:
        for line in lines:
            if scenario := json.loads(line).get("ScenarioFinished"):
                yield scenario


def require(held: bool, problem: str) -> None:
    if not held:
        sys.exit(problem)


if __name__ == "__main__":
    main(*sys.argv[1:])
