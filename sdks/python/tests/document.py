"""Extracts the Python blocks of documents unchanged: of our own, and of a given one, with the setup and the output of each.

`python document.py FOLDER` writes the blocks as modules for type checkers: a fragment is placed after a client, or into a coroutine.
"""

import re
import sys
import textwrap
from pathlib import Path
from typing import Dict, List, NamedTuple

#: A fixture that is run, not documentation.
DOCUMENT = Path(__file__).parent / "fixtures/python-sdk.md"

SDK = Path(__file__).parent.parent
CHECKOUT = SDK.parent.parent
#: The documents with installation instructions.
INSTALLING = [SDK / "README.md", SDK / "GUIDE.md", CHECKOUT / "README.md"]
#: The documents whose blocks run after a client is created.
OWN = [*INSTALLING, CHECKOUT / "docs/operations.md", CHECKOUT / "docs/errors.md", CHECKOUT / "docs/migration.md"]

SYNC = "from agentspec import AgentSpecClient\nclient = AgentSpecClient(base_url='http://localhost:8080', api_key='your-api-key')\n"
ASYNC = SYNC.replace("AgentSpecClient", "AsyncAgentSpecClient")
IMPORT = "from agentspec import AgentSpecClient\n"

STORY = r".{100,}\n\nTokens used: \d+\n"


class Block(NamedTuple):
    """How a block of the document is run."""

    begins: str
    """The start of its text."""
    prints: str
    """Its output: a regular expression for the whole output, whose `.` is any character."""
    prelude: str = ""
    """The code that runs before it."""
    environment: Dict[str, str] = {}
    """The environment variables that the document sets before it."""


ENVIRONMENT = {"AGENTSPEC_BASE_URL": "http://localhost:8080", "AGENTSPEC_API_KEY": "your-api-key"}

#: In the document's order.
BLOCKS: List[Block] = [
    Block('from agentspec import AgentSpecClient\n\nclient = AgentSpecClient(\n    base_url="http://localhost:8080",\n    api_key', ""),
    Block('from agentspec import AgentSpecClient\n\nclient = AgentSpecClient(\n    base_url="http://localhost:8080",\n    token', ""),
    Block("from agentspec import AgentSpecClient\n\n# Picks up", "", environment=ENVIRONMENT),
    Block("from agentspec import AgentSpecClient\n\nclient = AgentSpecClient(\n    base_url", ""),
    Block("agents = client.agents.list()", r"assistant - claude-\S+ - ready\nreviewer - claude-\S+ - ready\n", SYNC),
    Block('response = client.agents.invoke(\n    name="assistant",\n    input="What is', r"The capital of France is Paris\.\nTokens used: 12\n", SYNC),
    Block('response = client.agents.invoke(\n    name="assistant",\n    input="Write', "", SYNC),
    Block("import asyncio\nfrom agentspec import AsyncAgentSpecClient\n\nasync def main():\n    client", r"[^\n]+\n"),
    Block("import asyncio\nfrom agentspec import AsyncAgentSpecClient\n\nasync def main():\n    async with", r"Hello! How can I help you today\?\n"),
    Block("for event in client.agents.stream(", STORY, SYNC),
    Block("async for event in client.agents.stream(", STORY, ASYNC),
    Block('full_response = ""', r"Hello! How can I help you today\?\n", ASYNC),
    Block("# Create a session", r"Session ID: sess-0001\n[^\n]*Alice[^\n]*robotics\.\nYou work on robotics\.\n", SYNC),
    Block("session = client.sessions.create(", "", SYNC),
    Block("sessions = client.sessions.list(", r"sess-0001 - 0 turns - last active: \d{4}-\d\d-\d\dT\S+Z\n", SYNC + "client.sessions.create(agent='assistant')\n"),
    Block(
        "result = client.pipelines.run(",
        r"Pipeline status: completed\nFinal output: Solid-state cells are near\.\n"
        r"  Step 'researcher': completed \(\d+ms\)\n  Step 'summarizer': completed \(\d+ms\)\n",
        SYNC,
    ),
    Block("status = client.pipelines.status(", r"Status: completed, Elapsed: \d+ms\n", SYNC + "client.pipelines.run(name='research-and-summarize', input='x')\n"),
    Block("from agentspec import AgentSpecClient\nfrom agentspec.exceptions import (", ""),
    Block("client = AgentSpecClient(\n    api_key", "", IMPORT),
    Block("from agentspec.types import (", ""),
    Block("import sys\nfrom agentspec import AgentSpecClient", r"Available agents:\n  - assistant \([^\n]*\)\n  - reviewer \([^\n]*\)\n\nSession created: sess-0001\n(\nYou: .+?\nAgent: .+?\n  \[Tokens: \d+\]\n){3}"),
]


def blocks(document: Path = DOCUMENT) -> List[str]:
    """Returns the Python blocks of a document."""
    # The output of an agent is fenced by four backticks, and is not a block of the document.
    text = re.sub(r"````.*?````", "", document.read_text(encoding="utf-8"), flags=re.DOTALL)
    return re.findall(r"```python\n(.*?)```", text, re.DOTALL)


def module(block: Block, text: str) -> str:
    """Returns a block as a module, its lines unchanged."""
    if block.prelude is not ASYNC:
        return block.prelude + text
    return f"from agentspec import AsyncAgentSpecClient\nasync def fragment(client: AsyncAgentSpecClient) -> None:\n{textwrap.indent(text, '    ')}"


def write(folder: Path) -> None:
    for number, (block, text) in enumerate(zip(BLOCKS, blocks())):
        (folder / f"given_{number:02}.py").write_text(module(block, text), encoding="utf-8")
    for place, document in enumerate(OWN):
        for number, text in enumerate(blocks(document)):
            (folder / f"own_{place}_{number:02}.py").write_text(SYNC + text, encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
