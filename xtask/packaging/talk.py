"""The conversation of the examples, with the packages of the SDK and of the mock server, installed as users install them."""

from agentspec import AgentSpecClient
from agentspec.testing import MockServer

MESSAGES = ["Hi, I'm building a web scraper in Python.", "What library should I use for parsing HTML?", "Can you show me a quick example?"]

with MockServer() as mock, AgentSpecClient(base_url=mock.url, environment=False) as client:
    session = client.sessions.create(agent="assistant")
    print(f"Session created: {session.session_id}")
    chat = client.sessions.open(agent="assistant", session_id=session.session_id)
    for message in MESSAGES:
        print(f"\nYou: {message}\nAgent: ", end="")
        for event in chat.continue_stream(input=message):
            if event.type == "token":
                print(event.content, end="")
            elif event.type == "done":
                print(f"\n  [Tokens: {event.usage.total_tokens}]")
