"""Checks of the environment of a program: refuses, or warns of, what the SDK does not support there, and names an alternative. Makes no call."""

import asyncio
import importlib
import os
import sys
import warnings
from pathlib import Path
from typing import Any, ClassVar, NoReturn, Optional, Type

_HERE = str(Path(__file__).parent) + os.sep


def require_main_interpreter() -> None:
    """Raises ImportError in a subinterpreter, which the native module does not support."""
    for name in ("_interpreters", "_xxsubinterpreters"):
        try:
            interpreters: Any = importlib.import_module(name)
            is_main = bool(interpreters.get_current() == interpreters.get_main())
        except (ImportError, AttributeError):
            continue
        if not is_main:
            message = "agentspec works only in the main interpreter of a process: import it in a thread or a process instead of a subinterpreter"
            raise ImportError(f"{message} (mod_wsgi: set WSGIApplicationGroup %{{GLOBAL}})", name="agentspec")
        return


def running_loop() -> asyncio.AbstractEventLoop:
    """Returns the asyncio event loop that is running on this thread. Raises ConfigurationError if there is none, as under trio."""
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        pass
    from .exceptions import ConfigurationError

    message = (
        "AsyncAgentSpecClient needs a running asyncio event loop: run the coroutine with asyncio.run; under trio, use AgentSpecClient in "
        "trio.to_thread.run_sync, or run anyio on its asyncio backend"
    )
    raise ConfigurationError(message, code="configuration_error", is_local=True)


def warn_of_gevent() -> None:
    """Warns if a blocking call would stop every greenlet of its thread."""
    gevent = sys.modules.get("gevent")
    hub = sys.modules.get("gevent.hub")
    if gevent is not None and hub is not None and isinstance(gevent.getcurrent().parent, hub.Hub):
        message = (
            "a blocking call stops every greenlet of this thread while it waits: make it on another thread, as in "
            'gevent.get_hub().threadpool.apply(client.agents.invoke, kwds={"name": …, "input": …})'
        )
        warn(message, RuntimeWarning)


def warn(message: str, category: Type[Warning]) -> None:
    """Warns, with the line of the program that called the SDK."""
    frame, level = sys._getframe(), 1
    while frame.f_back is not None and frame.f_code.co_filename.startswith(_HERE):
        frame, level = frame.f_back, level + 1
    warnings.warn(message, category, stacklevel=level)


class ProcessBound:
    """An object that belongs to the process that created it. It cannot be pickled: a pickle would contain a credential, but no connection."""

    _called: ClassVar[Optional[str]] = None
    """Its name in messages, if that is not the name of the class."""
    _instead: ClassVar[str]
    """What to do instead of pickling, for messages."""

    def __reduce__(self) -> NoReturn:
        raise TypeError(f"cannot pickle {(self._called or type(self).__name__)!r} object: {self._instead}")
