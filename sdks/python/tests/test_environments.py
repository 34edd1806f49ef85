"""Environments of a program, and its uses of a client: each works, or an error at once names the alternative."""

import asyncio
import copy
import importlib
import multiprocessing
import os
import pickle
import subprocess
import sys
import tempfile
import textwrap
import unittest
from pathlib import Path
from typing import Any, List, Tuple

from agentspec import AgentSpecClient, AsyncAgentSpecClient, EventStream, exceptions
from support import DONE, INVOKED, KEY, Scripted, answer, events, token

LISTED = answer(200, {"agents": []})
#: The timeout of a child process in seconds, which is much longer than its work takes.
SECONDS = 120


def module(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


def run(program: str, *arguments: str) -> Tuple[str, str]:
    """Runs a program in another process, and returns its stdout and stderr."""
    command = [sys.executable, "-c", textwrap.dedent(program), *arguments]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, cwd=Path(__file__).parent)
    return ran.stdout, ran.stderr


def clients(**options: Any) -> List[Any]:
    return [kind(environment=False, api_key=KEY, **options) for kind in (AgentSpecClient, AsyncAgentSpecClient)]


class Shown(unittest.TestCase):
    def test_the_repr_of_a_client_shows_its_base_url_and_no_credential(self) -> None:
        for client in clients(base_url="https://agents.example.com/team-a/", proxy="http://user:canary@127.0.0.1:9"):
            name = type(client).__name__
            self.assertEqual(client.base_url, "https://agents.example.com/team-a")
            self.assertEqual(repr(client), f"<{name} of https://agents.example.com/team-a>")
            self.assertEqual(repr(client.with_options(timeout=1.0)), repr(client))
            client._native.close()
            self.assertEqual(repr(client), f"<{name} of https://agents.example.com/team-a closed>")

    def test_a_base_url_with_a_credential_is_refused_without_showing_it(self) -> None:
        for kind in (AgentSpecClient, AsyncAgentSpecClient):
            with self.assertRaises(exceptions.ConfigurationError) as caught:
                kind(base_url="https://user:canary@agents.example.com", environment=False)
            self.assertNotIn("canary", str(caught.exception))
            self.assertIn("user name or password", caught.exception.message)

    def test_an_uninitialized_client_has_a_repr_too(self) -> None:
        self.assertEqual(repr(object.__new__(AgentSpecClient)), "<AgentSpecClient uninitialized>")


class Copied(unittest.TestCase):
    def test_a_copy_is_another_client_over_the_same_connections_with_the_same_options(self) -> None:
        with Scripted(LISTED) as server:
            client = AgentSpecClient(base_url=server.url).with_options(headers={"X-One": "1"})
            for copied in (copy.copy(client), copy.deepcopy(client), copy.deepcopy({"client": client})["client"]):
                self.assertIsNot(copied, client)
                self.assertIsNot(copied.agents, client.agents)
                self.assertEqual(list(copied.agents.list()), [])
            self.assertEqual([request.headers["x-one"] for request in server.received], ["1"] * 3)
            copy.copy(client).close()
            with self.assertRaises(exceptions.ConfigurationError):
                client.agents.list()

    def test_a_copy_of_the_asyncio_client_is_an_asyncio_client(self) -> None:
        async def main(url: str) -> None:
            client = AsyncAgentSpecClient(base_url=url)
            for copied in (copy.copy(client), copy.deepcopy(client)):
                self.assertEqual(list(await copied.agents.list()), [])

        with Scripted(LISTED) as server:
            asyncio.run(main(server.url))

    def test_a_copy_of_a_handle_is_itself_so_that_turns_stay_in_order(self) -> None:
        for client in clients():
            handle = client.sessions.open(agent="a", session_id="s")
            self.assertIs(copy.copy(handle), handle)
            self.assertIs(copy.deepcopy([handle])[0], handle)

    def test_a_stream_cannot_be_copied(self) -> None:
        stream = EventStream.from_bytes(events(token("a"), DONE).data.split(b"\r\n\r\n")[1])
        for way in (copy.copy, copy.deepcopy, pickle.dumps):
            with self.assertRaisesRegex(TypeError, "^cannot pickle 'EventStream' object: collect the stream by final_response"):
                way(stream)
        self.assertEqual(stream.text(), "a")


class Pickled(unittest.TestCase):
    def test_a_client_cannot_be_pickled_and_the_error_names_the_alternative(self) -> None:
        for client in clients():
            handle = client.sessions.open(agent="a", session_id="s")
            for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
                for held in (client, client.agents, client.agents.invoke, client.with_options(timeout=1.0), [client]):
                    with self.assertRaisesRegex(TypeError, "^cannot pickle '(client|(Async)?AgentSpecClient)' object: it would hold the credential: make a client in each process, from its configuration$"):
                        pickle.dumps(held, protocol)
                with self.assertRaisesRegex(TypeError, r"open the session in the other process, by client\.sessions\.open"):
                    pickle.dumps(handle, protocol)

    def test_a_process_with_a_client_as_argument_is_not_started(self) -> None:
        process = multiprocessing.get_context("spawn").Process(target=print, args=(clients()[0],))
        with self.assertRaisesRegex(TypeError, "make a client in each process"):
            process.start()


class Paths(unittest.TestCase):
    def test_a_path_is_a_str_bytes_or_path_like(self) -> None:
        class Like:
            def __init__(self, path: Any) -> None:
                self.path = path

            def __fspath__(self) -> Any:
                return self.path

        with tempfile.TemporaryDirectory() as folder:
            for name in ("missing.pem", "m\u00e4ngel.pem"):
                path = Path(folder) / name
                forms: List[Any] = [str(path), os.fsencode(path), path, Like(str(path)), Like(os.fsencode(path))]
                for given in forms:
                    for kind in (AgentSpecClient, AsyncAgentSpecClient):
                        with self.subTest(given=given), self.assertRaises(exceptions.ConfigurationError) as caught:
                            kind(ca_file=given, environment=False)
                        self.assertIn("ca_file", caught.exception.message)
                        self.assertNotIn("expected", caught.exception.message)
                path.write_bytes(b"")
        wrong: List[Any] = [5, ["a"], Like(5)]
        for given in wrong:
            with self.assertRaises(exceptions.ConfigurationError) as caught:
                AgentSpecClient(ca_file=given, environment=False)
            expected = f"ca_file: expected a path, as a str, bytes or os.PathLike, got {type(given).__name__}"
            self.assertEqual(caught.exception.message, expected)


class WithoutAsyncio(unittest.TestCase):
    #: The start of the message.
    NEEDS = "AsyncAgentSpecClient needs a running asyncio event loop.*trio.to_thread.run_sync"

    def test_a_coroutine_without_an_event_loop_raises_at_once(self) -> None:
        with Scripted(LISTED) as server:
            client = AsyncAgentSpecClient(base_url=server.url)
            coroutines: List[Any] = [
                client.agents.list(),
                client.agents.stream(name="a", input="b").open(),
                client.agents.stream(name="a", input="b").text(),
                client.sessions.list_all(agent="a").__anext__(),
                client.sessions.open(agent="a", session_id="s").continue_(input="b"),
            ]
            for coroutine in coroutines:
                with self.assertRaisesRegex(exceptions.ConfigurationError, self.NEEDS) as caught:
                    coroutine.__await__().send(None)
                self.assertFalse(caught.exception.may_have_run)
            self.assertEqual(server.received, [])

    @unittest.skipIf(module("trio") is None, "trio is not installed")
    def test_under_trio_it_raises_at_once_and_the_suggested_alternative_works(self) -> None:
        trio = module("trio")

        async def main(server: Scripted) -> None:
            asking = AsyncAgentSpecClient(base_url=server.url)
            for read in (asking.agents.list, asking.agents.stream(name="a", input="b").text):
                with self.assertRaisesRegex(exceptions.ConfigurationError, self.NEEDS):
                    await read()
            self.assertEqual(server.received, [])
            blocking = AgentSpecClient(base_url=server.url)
            self.assertEqual(await trio.to_thread.run_sync(blocking.agents.list), [])

        with Scripted(LISTED) as server:
            trio.run(main, server)


@unittest.skipIf(module("gevent") is None, "gevent is not installed")
class Gevent(unittest.TestCase):
    # Each test runs in its own process, as gevent patches the whole process.
    def test_a_call_in_a_greenlet_causes_a_warning_and_the_suggested_alternative_works(self) -> None:
        program = """
            from gevent import monkey

            monkey.patch_all()

            import sys
            import warnings
            import gevent
            from agentspec import AgentSpecClient

            client = AgentSpecClient(base_url=sys.argv[1], environment=False)

            def ask():
                with warnings.catch_warnings(record=True) as caught:
                    warnings.simplefilter("always")
                    print(client.agents.invoke(name="a", input="b").output)
                print(len(caught), caught[0].category.__name__, caught[0].filename, str(caught[0].message).split(":")[0])

            gevent.spawn(ask).get()
            warnings.simplefilter("error")
            ran = []
            other = gevent.spawn(ran.append, "another greenlet")
            answer = gevent.get_hub().threadpool.apply(client.agents.invoke, kwds={"name": "a", "input": "b"})
            print(answer.output, ran)
        """
        with Scripted(answer(200, INVOKED)) as server:
            output, errors = run(program, server.url)
        warned = "1 RuntimeWarning <string> a blocking call stops every greenlet of this thread while it waits"
        self.assertEqual((output.splitlines(), errors), (["Paris.", warned, "Paris. ['another greenlet']"], ""))


class Subinterpreters(unittest.TestCase):
    def test_an_import_in_a_subinterpreter_names_the_alternative_and_the_process_continues(self) -> None:
        program = """
            import importlib, sys

            if sys.argv[1] == "first":
                import agentspec
            name = "_interpreters" if sys.version_info >= (3, 13) else "_xxsubinterpreters"
            interpreters = importlib.import_module(name)
            one = interpreters.create(*(["legacy"] if sys.version_info >= (3, 13) else []))
            output = interpreters.run_string(one, '''
            try:
                import agentspec
                print("imported")
            except ImportError as error:
                print(error, flush=True)
            '''.replace("            ", ""))
            interpreters.destroy(one)
            import agentspec
            print(agentspec.AgentSpecClient(environment=False))
        """
        for order in ("first", "second"):
            with self.subTest(order):
                output, errors = run(program, order)
                refused, made = output.splitlines() or ("", "")
                self.assertRegex(refused, "^agentspec works only in the main interpreter of a process: import it in a thread or a process")
                self.assertEqual((made, errors), ("<AgentSpecClient of http://localhost:8080>", ""))


class WithoutOpenTelemetry(unittest.TestCase):
    def test_no_trace_context_is_sent_and_the_import_is_tried_once(self) -> None:
        program = """
            import sys

            class Absent:
                asked = 0

                def find_spec(self, name, path=None, target=None):
                    if name.partition(".")[0] == "opentelemetry":
                        Absent.asked += 1
                        raise ModuleNotFoundError(name)

            sys.meta_path.insert(0, Absent())
            import agentspec

            before = Absent.asked
            client = agentspec.AgentSpecClient(base_url=sys.argv[1], environment=False)
            for _ in range(3):
                client.agents.list()
            print(before, Absent.asked)
        """
        with Scripted(LISTED) as server:
            self.assertEqual(run(program, server.url), ("0 1\n", ""))
            self.assertEqual(len(server.received), 3)
            self.assertTrue(all("traceparent" not in request.headers for request in server.received))


if __name__ == "__main__":
    unittest.main()
