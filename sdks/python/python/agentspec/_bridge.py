"""Carries results from the threads of the native module to an asyncio event loop."""

import asyncio
from typing import Any, Callable

from . import _native
from ._environment import running_loop


async def wait(start: Callable[[asyncio.AbstractEventLoop, Callable[[Any, Any], None]], _native.Task]) -> Any:
    """Starts a request and waits for its result. Cancelling the wait cancels the request."""
    loop = running_loop()
    future: "asyncio.Future[Any]" = loop.create_future()

    def resolve(value: Any, error: Any) -> None:
        if future.done():
            return
        if error is None:
            future.set_result(value)
            return
        try:
            future.set_exception(error)
        except TypeError as refused:
            refused.__cause__ = error
            future.set_exception(refused)

    task = start(loop, resolve)
    try:
        return await future
    finally:
        if future.cancelled() or not future.done():
            task.cancel()
