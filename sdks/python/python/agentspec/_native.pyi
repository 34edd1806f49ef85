from asyncio import AbstractEventLoop
from typing import Any, Callable, List, Optional, Tuple, Union, final

from ._options import NativeOptions

__all__ = ["Client", "Reply", "Session", "Stream", "Task", "__version__", "call", "start", "stream_of"]

__version__: str

@final
class Client:
    def __new__(
        cls,
        base_url: Optional[str],
        api_key: Optional[str],
        token: Optional[str],
        timeout: Optional[float],
        max_retries: int,
        retry_delay: float,
        environment: bool,
        proxy: Optional[str],
        ca_file: Optional[str],
    ) -> Client: ...
    @property
    def is_closed(self) -> bool: ...
    def close(self) -> None: ...

@final
class Session:
    def __new__(cls, client: Client, agent: str, session_id: str) -> Session: ...

@final
class Reply:
    @property
    def text(self) -> Optional[str]: ...
    @property
    def stream(self) -> Optional[Stream]: ...
    @property
    def status(self) -> int: ...
    @property
    def headers(self) -> List[Tuple[str, str]]: ...
    @property
    def correlation_id(self) -> str: ...
    @property
    def attempts(self) -> int: ...

@final
class Stream:
    def next(self) -> Any: ...
    def start_next(self, event_loop: AbstractEventLoop, resolve: Callable[[Any, Any], None]) -> Task: ...
    def final_response(self) -> str: ...
    def start_final_response(self, event_loop: AbstractEventLoop, resolve: Callable[[Any, Any], None]) -> Task: ...
    def close(self) -> None: ...
    def interrupt(self) -> None: ...

@final
class Task:
    def cancel(self) -> None: ...

def call(on: Union[Client, Session], operation: str, arguments: str, options: NativeOptions) -> Reply: ...
def start(
    on: Union[Client, Session],
    operation: str,
    arguments: str,
    options: NativeOptions,
    event_loop: AbstractEventLoop,
    resolve: Callable[[Any, Any], None],
) -> Task: ...
def stream_of(data: bytes) -> Reply: ...
