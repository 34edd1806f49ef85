"""A key of the options that is probably a misspelling of a known one is sent, with a warning."""

import asyncio
import json
import unittest
import warnings
from typing import Any, List, Optional

from agentspec import AgentSpecClient, AsyncAgentSpecClient
from support import DONE, INVOKED, Scripted, answer, events

MISSPELT = [
    ("temprature", "temperature"),
    ("Temperature", "temperature"),
    ("max_token", "max_tokens"),
    ("maxTokens", "max_tokens"),
    ("max-tokens", "max_tokens"),
    ("max_tokns", "max_tokens"),
]
OTHERS = ["top_k", "top_p", "seed", "stop", "tokens", "min_tokens", "max_output_tokens", "max_steps", "response_format", "tempo", "temp"]


class Misspelt(unittest.TestCase):
    def warned(self, options: Any) -> List[str]:
        """Returns the warnings of a call with these options, and asserts that they are sent unchanged."""
        with Scripted(answer(200, INVOKED)) as server, warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            AgentSpecClient(base_url=server.url).agents.invoke(name="a", input="b", options=options)
        self.assertEqual(json.loads(server.received[0].body)["options"], options)
        self.assertTrue(all(each.filename == __file__ and each.category is UserWarning for each in caught))
        return [str(each.message) for each in caught]

    def test_a_misspelt_key_is_sent_with_a_warning_that_suggests_the_known_one(self) -> None:
        for key, meant in MISSPELT:
            with self.subTest(key):
                message = f"options has the unknown key {key!r}, which is sent to the agent unchanged: did you mean {meant!r}?"
                self.assertEqual(self.warned({key: 1, "top_k": 5}), [message])

    def test_a_known_key_and_a_dissimilar_one_cause_no_warning(self) -> None:
        for options in ({"temperature": 1.0, "max_tokens": 5}, *({key: 1} for key in OTHERS)):
            with self.subTest(options=options):
                self.assertEqual(self.warned(options), [])

    def test_each_way_of_calling_an_agent_warns(self) -> None:
        async def several(url: str) -> None:
            client = AsyncAgentSpecClient(base_url=url)
            await client.agents.invoke(name="a", input="b", options={"temprature": 1})
            await client.agents.stream(name="a", input="b", options={"temprature": 1})
            await client.agents.stream(name="a", input="b", options={"temprature": 1}).close()

        with Scripted(answer(200, INVOKED), events(DONE)) as server:
            client = AgentSpecClient(base_url=server.url)
            with self.assertWarnsRegex(UserWarning, "did you mean 'temperature'"):
                client.agents.invoke(name="a", input="b", options={"temprature": 1})
            with self.assertWarnsRegex(UserWarning, "did you mean 'temperature'"):
                client.sessions.open(agent="a", session_id="s").continue_stream(input="b", options={"temprature": 1}).close()
        with Scripted(answer(200, INVOKED), events(DONE)) as server, warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            asyncio.run(several(server.url))
        self.assertEqual([each.filename for each in caught], [__file__] * 3)

    def test_where_warnings_are_errors_nothing_is_sent(self) -> None:
        raised: Optional[UserWarning] = None
        with Scripted(answer(200, INVOKED)) as server, warnings.catch_warnings():
            warnings.simplefilter("error")
            try:
                AgentSpecClient(base_url=server.url).agents.invoke(name="a", input="b", options={"temprature": 1})
            except UserWarning as error:
                raised = error
        self.assertIn("temperature", str(raised))
        self.assertEqual(server.received, [])


if __name__ == "__main__":
    unittest.main()
