"""Where a program runs: what the SDK cannot serve there is refused or warned of, with what to do instead. Makes no call."""

import asyncio
import importlib
import os
import sys
import warnings
from pathlib import Path
from typing import Any, ClassVar, NoReturn, Optional, Type

_HERE = str(Path(__file__).parent) + os.sep


def require_main_interpreter() -> None:
    """Raises ImportError in a subinterpreter, in which the native half cannot work."""
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
    """The asyncio loop that runs on this thread. Raises ConfigurationError where none does, as under trio."""
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        pass
    from .exceptions import ConfigurationError

    message = (
        "AsyncAgentSpecClient needs a running asyncio event loop: run it by asyncio.run; under trio, use AgentSpecClient in "
        "trio.to_thread.run_sync, or run anyio on its asyncio backend"
    )
    raise ConfigurationError(message, code="configuration_error", is_local=True)


def warn_of_gevent() -> None:
    """Warns where a blocking call stops every greenlet of its thread."""
    gevent = sys.modules.get("gevent")
    hub = sys.modules.get("gevent.hub")
    if gevent is not None and hub is not None and isinstance(gevent.getcurrent().parent, hub.Hub):
        message = (
            "a blocking call stops every greenlet of this thread while it waits: make it on a thread, as in "
            'gevent.get_hub().threadpool.apply(client.agents.invoke, kwds={"name": …, "input": …})'
        )
        warn(message, RuntimeWarning)


def warn(message: str, category: Type[Warning]) -> None:
    """Warns of the line that called the SDK."""
    frame, level = sys._getframe(), 1
    while frame.f_back is not None and frame.f_code.co_filename.startswith(_HERE):
        frame, level = frame.f_back, level + 1
    warnings.warn(message, category, stacklevel=level)


class OfProcess:
    """What belongs to the process that made it, and is not written down: a pickle would hold a credential, and no connection."""

    _called: ClassVar[Optional[str]] = None
    """What it is called in messages where that is not its class's name."""
    _instead: ClassVar[str]

    def __reduce__(self) -> NoReturn:
        raise TypeError(f"cannot pickle {(self._called or type(self).__name__)!r} object: {self._instead}")
