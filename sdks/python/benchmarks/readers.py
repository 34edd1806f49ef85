"""How each client reads a stream and makes a plain call. All treat events equally: they keep the text of a token, and any other event whole."""

import json
from typing import Any, AsyncIterable, Iterable, List, Tuple

import agentspec
import httpx
import httpx_sse
from agentspec.types import StreamEvent, stream_event
from openai._streaming import SSEDecoder

QUESTION = {"input": "Go on."}

#: The texts of the tokens, and the other events.
Read = Tuple[List[str], List[Any]]


def keep_typed(frames: Iterable[Any]) -> Read:
    texts, others = [], []
    for frame in frames:
        event: StreamEvent = stream_event(json.loads(frame.data))
        if event.type == "token":
            texts.append(event.content)
        else:
            others.append(event)
    return texts, others


def keep_untyped(frames: Iterable[Any]) -> Read:
    texts, others = [], []
    for frame in frames:
        event = json.loads(frame.data)
        if event["type"] == "token":
            texts.append(event["content"])
        else:
            others.append(event)
    return texts, others


async def akeep_typed(frames: AsyncIterable[Any]) -> Read:
    texts, others = [], []
    async for frame in frames:
        event: StreamEvent = stream_event(json.loads(frame.data))
        if event.type == "token":
            texts.append(event.content)
        else:
            others.append(event)
    return texts, others


async def akeep_untyped(frames: AsyncIterable[Any]) -> Read:
    texts, others = [], []
    async for frame in frames:
        event = json.loads(frame.data)
        if event["type"] == "token":
            texts.append(event["content"])
        else:
            others.append(event)
    return texts, others


class Blocking:
    """The blocking clients."""

    def __init__(self, url: str) -> None:
        self._agentspec = agentspec.AgentSpecClient(base_url=url, timeout=None)
        self._httpx = httpx.Client(base_url=url, timeout=None)

    def agentspec(self, agent: str) -> Read:
        texts, others = [], []
        for event in self._agentspec.agents.stream(name=agent, **QUESTION):
            if event.type == "token":
                texts.append(event.content)
            else:
                others.append(event)
        return texts, others

    def httpx_sse_typed(self, agent: str) -> Read:
        with httpx_sse.connect_sse(self._httpx, "POST", f"/v1/agents/{agent}/stream", json=QUESTION) as source:
            return keep_typed(source.iter_sse())

    def httpx_sse(self, agent: str) -> Read:
        with httpx_sse.connect_sse(self._httpx, "POST", f"/v1/agents/{agent}/stream", json=QUESTION) as source:
            return keep_untyped(source.iter_sse())

    def openai(self, agent: str) -> Read:
        with self._httpx.stream("POST", f"/v1/agents/{agent}/stream", json=QUESTION) as response:
            return keep_untyped(SSEDecoder().iter_bytes(response.iter_bytes()))

    def agentspec_call(self, agent: str) -> str:
        return self._agentspec.agents.invoke(name=agent, **QUESTION).output

    def httpx_call(self, agent: str) -> str:
        response = self._httpx.post(f"/v1/agents/{agent}/invoke", json=QUESTION)
        response.raise_for_status()
        output: str = response.json()["output"]
        return output


class Asyncio:
    """The asyncio clients."""

    def __init__(self, url: str) -> None:
        self._agentspec = agentspec.AsyncAgentSpecClient(base_url=url, timeout=None)
        self._httpx = httpx.AsyncClient(base_url=url, timeout=None)

    async def agentspec(self, agent: str) -> Read:
        texts, others = [], []
        async for event in self._agentspec.agents.stream(name=agent, **QUESTION):
            if event.type == "token":
                texts.append(event.content)
            else:
                others.append(event)
        return texts, others

    async def httpx_sse_typed(self, agent: str) -> Read:
        async with httpx_sse.aconnect_sse(self._httpx, "POST", f"/v1/agents/{agent}/stream", json=QUESTION) as source:
            return await akeep_typed(source.aiter_sse())

    async def httpx_sse(self, agent: str) -> Read:
        async with httpx_sse.aconnect_sse(self._httpx, "POST", f"/v1/agents/{agent}/stream", json=QUESTION) as source:
            return await akeep_untyped(source.aiter_sse())

    async def openai(self, agent: str) -> Read:
        async with self._httpx.stream("POST", f"/v1/agents/{agent}/stream", json=QUESTION) as response:
            return await akeep_untyped(SSEDecoder().aiter_bytes(response.aiter_bytes()))

    async def agentspec_call(self, agent: str) -> str:
        return (await self._agentspec.agents.invoke(name=agent, **QUESTION)).output

    async def httpx_call(self, agent: str) -> str:
        response = await self._httpx.post(f"/v1/agents/{agent}/invoke", json=QUESTION)
        response.raise_for_status()
        output: str = response.json()["output"]
        return output
