"""Every Python block of the documents runs as written, with a mock server at the address of the documents' server."""

import ast
import asyncio
import contextlib
import inspect
import io
import json
import os
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from typing import Any, Dict, Tuple
from unittest import mock

import document
from agentspec import exceptions
from document import BLOCKS, Block, blocks
from support import Mock

PORT = 8080

#: The status of the response, and what the block of errors prints then.
ERRORS: Dict[str, Tuple[int, str]] = {
    "unauthorized": (401, "Authentication failed: Told.\n"),
    "not_found": (404, "Agent not found: Told.\n"),
    "invalid_request": (400, "Bad request: Told.\n"),
    "internal_error": (500, "Server error: Told.\n"),
    "forbidden": (403, "API error [forbidden]: Told.\n"),
}


def run(source: str, namespace: Dict[str, Any]) -> None:
    """Runs a block, which may await at its top level."""
    code = compile(source, "document.md", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    if code.co_flags & inspect.CO_COROUTINE:
        asyncio.run(eval(code, namespace))
    else:
        exec(code, namespace)


def whole(pattern: str) -> "re.Pattern[str]":
    return re.compile(rf"\A(?:{pattern})\Z", re.DOTALL)


def printed(block: Block, text: str) -> str:
    namespace: Dict[str, Any] = {"__name__": "__main__"}
    with contextlib.redirect_stdout(io.StringIO()) as output, mock.patch.dict(os.environ, block.environment):
        exec(block.prelude, namespace)
        run(text, namespace)
    return output.getvalue()


class Own(unittest.TestCase):
    def test_every_block_of_the_documents_runs_after_a_client(self) -> None:
        for path in document.OWN:
            found = blocks(path)
            self.assertTrue(found, path)
            for text in found:
                with self.subTest(path.name, begins=text[:60]), Mock(port=PORT):
                    printed(Block("", "", document.SYNC), text)

    def test_output_that_is_printed_in_pieces_is_flushed(self) -> None:
        for path in document.OWN:
            for piece in re.findall(r"print\([^\n]*end=[^\n]*", path.read_text(encoding="utf-8")):
                self.assertIn("flush=True", piece, path)
            for text in re.findall(r"```rust\n(.*?)```", path.read_text(encoding="utf-8"), re.DOTALL):
                if "print!(" in text.replace("eprint!(", ""):
                    self.assertIn("stdout().flush()", text, path)

    def test_no_instruction_installs_the_package_of_that_name_from_an_index(self) -> None:
        for path in document.OWN:
            text = path.read_text(encoding="utf-8")
            commands = [line for line in re.findall(r"```sh\n(.*?)```", text, re.DOTALL) for line in line.splitlines()]
            installs = [line for line in commands if "pip install" in line and "agentspec" in line]
            self.assertEqual(bool(installs), path in document.INSTALLING, path)
            for line in installs:
                self.assertIn("--no-index --find-links dist", line)
            if installs:
                self.assertIn("`agentspec` on PyPI belongs to another project", " ".join(text.split()))


class Given(unittest.TestCase):
    def test_every_block_has_its_row(self) -> None:
        found = blocks()
        self.assertEqual(len(found), len(BLOCKS))
        for block, text in zip(BLOCKS, found):
            self.assertTrue(text.startswith(block.begins), f"{block.begins!r}: {text}")

    def test_every_block_runs_as_written(self) -> None:
        for number, (block, text) in enumerate(zip(BLOCKS, blocks())):
            with self.subTest(number, begins=block.begins), Mock(port=PORT):
                output = printed(block, text)
                self.assertRegex(output, whole(block.prints))

    def test_the_block_of_errors_prints_each_class_and_its_code(self) -> None:
        [text] = [text for text in blocks() if "except AuthenticationError as e:" in text]
        codes = set(re.findall(r'e\.code == "(\w+)"', text))
        self.assertLessEqual(codes, ERRORS.keys())
        for code, (status, line) in ERRORS.items():
            reply = {"error": {"status": status, "code": code, "message": "Told."}}
            with self.subTest(code), tempfile.TemporaryDirectory() as folder:
                config = Path(folder) / "config.json"
                config.write_text(json.dumps({"agents": [{"name": "assistant", "replies": [reply]}]}), encoding="utf-8")
                with Mock("--config", str(config), port=PORT):
                    self.assertEqual(printed(Block("", ""), text), line)
                    client = printed_client(text)
                    with self.assertRaises(exceptions.AgentSpecError) as raised:
                        client.agents.invoke(name="assistant", input="Hello")
                    self.assertEqual((raised.exception.code, raised.exception.message), (code, "Told."))

    def test_the_complete_example_is_a_program(self) -> None:
        block, text = BLOCKS[-1], blocks()[-1]
        with Mock(port=PORT), tempfile.TemporaryDirectory() as folder:
            program = Path(folder) / "example.py"
            program.write_text(text, encoding="utf-8")
            ended = subprocess.run([sys.executable, str(program)], capture_output=True, text=True, timeout=60)
        self.assertEqual((ended.returncode, ended.stderr), (0, ""))
        self.assertRegex(ended.stdout, whole(block.prints))

    def test_the_blocks_can_be_written_for_type_checkers(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            document.write(Path(folder))
            for path in Path(folder).iterdir():
                ast.parse(path.read_text(encoding="utf-8"))


def printed_client(text: str) -> Any:
    """The client that the block of errors creates."""
    namespace: Dict[str, Any] = {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(text, namespace)
    return namespace["client"]
