"""A FastAPI web service that streams an agent's output to browsers as it is produced: `python web_service.py`.

    cargo run -p agentspec-mock                                   # or any other server, by AGENTSPEC_BASE_URL
    session=$(curl -s -X POST http://127.0.0.1:3000/sessions)     # starts a session, and responds with its id
    curl -N -d 'Tell me a story.' http://127.0.0.1:3000/sessions/$session    # streams the output as Server-Sent Events

A browser reads it by `fetch`. `EventSource` repeats a request that broke off, which would run the agent twice. `test_web_service.py` tests the service.
"""

import asyncio
import json
import logging
import math
from typing import Any, AsyncIterator, Dict

import uvicorn
from agentspec import AsyncAgentSpecClient, AsyncEventStream
from agentspec.exceptions import AgentSpecError, ConnectionError, TimeoutError
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse, StreamingResponse

AGENT = "assistant"


def service(client: AsyncAgentSpecClient) -> FastAPI:
    app = FastAPI()

    @app.post("/sessions", response_class=PlainTextResponse)
    async def start() -> str:
        return (await client.sessions.create(agent=AGENT)).session_id

    @app.post("/sessions/{session_id}")
    async def say(session_id: str, request: Request) -> Response:
        prompt = (await request.body()).decode(errors="replace")
        # Nothing is sent before the agent's server has sent its headers, so that a failure can have its own status.
        opening = asyncio.ensure_future(client.sessions.continue_stream(agent=AGENT, session_id=session_id, input=prompt).open())
        leaving = asyncio.ensure_future(request.receive())  # after the body, it returns when the browser has left
        try:
            await asyncio.wait({opening, leaving}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            leaving.cancel()
            has_left = opening.cancel()  # False if it is done
        if has_left:
            return Response(status_code=499)
        headers = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
        return StreamingResponse(forward(opening.result()), media_type="text/event-stream", headers=headers)

    @app.exception_handler(AgentSpecError)
    async def fail(_: Request, error: AgentSpecError) -> JSONResponse:
        headers = {} if error.retry_after is None else {"Retry-After": str(math.ceil(error.retry_after))}
        return JSONResponse(failed(error), status(error), headers)

    return app


async def forward(events: AsyncEventStream) -> AsyncIterator[str]:
    """Yields the same events. A browser that disconnects cancels this, which closes the connection to the agent's server."""
    try:
        async with events:
            async for event in events:
                yield f"data: {json.dumps(event.to_dict())}\n\n"
    except AgentSpecError as error:
        yield f"data: {json.dumps(failed(error))}\n\n"


def failed(error: AgentSpecError) -> Dict[str, Any]:
    """Returns an event with the parts of a failure that a browser may see. The rest, such as internal addresses, is logged."""
    logging.error("%s, %s", error, error.correlation_id)
    message = error.message if status(error) < 500 else "The agent cannot answer."
    return {"type": "error", "code": error.code, "message": message}


def status(error: AgentSpecError) -> int:
    if error.is_local:  # refused by the client itself, because of the request, or of the state of a session handle or of this service
        return {"invalid_request": 400, "turn_unresolved": 409}.get(error.code, 500)
    if error.status is not None:
        # The browser's request is refused. A 401 or 403 is not among these: it refuses the key of this service.
        is_forwarded = error.status in (400, 404, 409, 413, 422, 429, 503, 504) and not error.is_unsupported
        return error.status if is_forwarded else 502
    if isinstance(error, TimeoutError):
        return 504
    return 503 if isinstance(error, ConnectionError) and not error.may_have_run else 502


if __name__ == "__main__":
    uvicorn.run(service(AsyncAgentSpecClient()), port=3000)
