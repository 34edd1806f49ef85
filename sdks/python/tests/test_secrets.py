"""A credential is never in the output of a program."""

import os
import pickle
import subprocess
import sys
import traceback
import unittest
from typing import Any, List

from agentspec import AgentSpecClient, AsyncAgentSpecClient, exceptions
from agentspec._options import NativeOptions
from support import DONE, Scripted, answer, events, refusal, token

KEY = "canary-key-1234567890"
TOKEN = "canary-token-1234567890"
HEADER = "canary-header-1234567890"

#: Uses a client in many ways, with successes and failures, and prints everything.
PROGRAM = """
import asyncio, pickle, sys, traceback, agentspec
from agentspec import AgentSpecClient, AsyncAgentSpecClient
url, name, secret, header = sys.argv[1:]
def policy(failed):
    print(repr(failed), vars(failed.error))
    return failed.standard
client = AgentSpecClient(base_url=url, max_retries=1, retry_delay=0, retry_policy=policy, **{name: secret})
def report(error):
    print(repr(error), error, vars(error), getattr(error, "history", None), pickle.dumps(error))
    traceback.print_exception(type(error), error, error.__traceback__)
def show(call):
    try:
        print(repr(call()))
    except Exception as error:
        report(error)
headers = {"X-Header": header}
show(lambda: client)
show(lambda: client.with_response(client.agents.list))
show(lambda: client.agents.list(headers=headers))
show(lambda: client.with_options(headers=headers))
show(lambda: client.with_options(headers=headers).agents.stream(name="a", input="b"))
chat = client.with_options(headers=headers).sessions.open(agent="a", session_id="s")
show(lambda: chat)
show(lambda: chat.continue_stream(input="b").text())
show(lambda: (chat.unresolved_turn, pickle.dumps(chat.unresolved_turn), vars(chat)))
show(lambda: chat.continue_(input="b"))
show(lambda: chat.send_again_stream())
show(lambda: client.agents.list(retry_policy=lambda failed: 1 / 0))
show(lambda: client.agents.list(headers={"X-Header": header + chr(10)}))
show(lambda: AgentSpecClient(**{name: secret + chr(10)}))
show(lambda: AgentSpecClient(api_key=secret, token=secret))
show(lambda: AgentSpecClient(base_url=f"http://user:{secret}@127.0.0.1:9"))
async def main():
    async with AsyncAgentSpecClient(base_url=url, max_retries=1, retry_delay=0, **{name: secret}) as client:
        print(repr(client), repr(await client.with_response(client.agents.list)))
        try:
            await client.agents.list(headers=headers)
        except Exception as error:
            report(error)
asyncio.run(main())
"""


class Canaries(unittest.TestCase):
    def test_a_credential_is_sent_and_never_shown_or_logged(self) -> None:
        for name, secret, sent in [("api_key", KEY, ("x-api-key", KEY)), ("token", TOKEN, ("authorization", f"Bearer {TOKEN}"))]:
            listed = answer(200, {"agents": []})
            refused = refusal(503, "internal_error")
            streams = [events(token("a"), DONE), events(token("a"))]
            with Scripted(listed, refused, refused, *streams, refused, refused, refused, listed, refused) as server:
                variables = {**os.environ, "AGENTSPEC_LOG": "debug", "PYTHONASYNCIODEBUG": "1"}
                command = [sys.executable, "-c", PROGRAM, server.url, name, secret, HEADER]
                ran = subprocess.run(command, env=variables, capture_output=True, text=True, timeout=30)
                self.assertEqual(ran.returncode, 0, ran.stderr)
                self.assertEqual(len(server.received), 11)
                for request in server.received:
                    self.assertEqual(request.headers.get(sent[0]), sent[1])
            self.assertIn("DEBUG list_agents: succeeded, 1 attempt", ran.stderr)
            for shown in ("ConfigurationError", "FailedCall(error=ServerError", "FailedAttempt(kind='ServerError'", "turn_unresolved", "UnresolvedTurn("):
                self.assertIn(shown, ran.stdout)
            for shown in ("INFO invoke_agent a: partial (stream_interrupted)", "INFO stream_session a: attempt 1 rejected", "Traceback", "ZeroDivisionError"):
                self.assertIn(shown, ran.stderr)
            for text in [ran.stdout, ran.stderr]:
                self.assertNotIn("canary", text)

    def test_no_exception_contains_it(self) -> None:
        clients = [AgentSpecClient(base_url="http://127.0.0.1:9", max_retries=0, api_key=KEY), AgentSpecClient(base_url="http://127.0.0.1:9", max_retries=0, token=TOKEN)]
        for client in clients:
            with self.assertRaises(exceptions.ConnectionError) as caught:
                client.agents.list()
            error = caught.exception
            self.assertEqual(len(error.history), 1)
            shown: List[Any] = [error, str(error), vars(error), error.history, pickle.dumps(error)]
            shown += traceback.format_exception(type(error), error, error.__traceback__)
            for part in shown:
                self.assertNotIn("canary", repr(part))

    def test_no_attribute_of_a_client_contains_it(self) -> None:
        for client in [AgentSpecClient(api_key=KEY), AsyncAgentSpecClient(api_key=KEY)]:
            parts: List[Any] = [client, vars(client), getattr(client, "agents"), getattr(client, "sessions").open(agent="a", session_id="s")]
            options = getattr(client, "with_options")(headers={"X-Secret": HEADER})
            defaults = options._client._defaults
            parts += [vars(options), vars(options._client), defaults, NativeOptions.of(defaults)]
            for part in parts:
                self.assertNotIn("canary", repr(part))
            self.assertIn("headers=['X-Secret']", repr(defaults))
            with self.assertRaises(TypeError):
                pickle.dumps(client)


if __name__ == "__main__":
    unittest.main()
