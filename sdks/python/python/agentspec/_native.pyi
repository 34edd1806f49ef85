from asyncio import AbstractEventLoop
from typing import Any, Callable, List, Optional, Tuple, Union, final

from ._options import NativeOptions
from ._outcome import Row
from ._retry import RetryPolicy

__all__ = ["Client", "Reply", "Session", "Stream", "Task", "Telemetry", "__version__", "call", "start", "stream_of"]

__version__: str

@final
class Client:
    def __new__(
        cls,
        base_url: Optional[str],
        api_key: Optional[str],
        token: Optional[str],
        timeout: Optional[float],
        deadline: Optional[float],
        max_retries: int,
        retry_delay: float,
        max_retry_delay: float,
        retry_budget: Optional[int],
        retry_policy: RetryPolicy,
        byte_idle_timeout: Optional[float],
        event_idle_timeout: Optional[float],
        event_limit: int,
        answer_limit: int,
        environment: bool,
        proxy: Optional[str],
        ca_file: Optional[str],
        trace_content: bool,
    ) -> Client: ...
    @property
    def is_closed(self) -> bool: ...
    def close(self) -> None: ...

@final
class Session:
    def __new__(cls, client: Client, agent: str, session_id: str) -> Session: ...
    @property
    def unresolved_turn(self) -> Optional[Tuple[str, str, bool]]: ...
    def go_on(self) -> None: ...

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
    @property
    def history(self) -> List[Row]: ...

@final
class Stream:
    def __iter__(self) -> Stream: ...
    def __next__(self) -> Any: ...
    def take(self) -> Any: ...
    @property
    def taken(self) -> int: ...
    def start_next(self, event_loop: AbstractEventLoop, resolve: Callable[[Any, Any], None]) -> Task: ...
    def final_response(self) -> str: ...
    def start_final_response(self, event_loop: AbstractEventLoop, resolve: Callable[[Any, Any], None]) -> Task: ...
    def close(self) -> None: ...
    def interrupt(self) -> None: ...
    def tell(self) -> None: ...

@final
class Task:
    def cancel(self) -> None: ...

@final
class Telemetry:
    def __new__(cls) -> Telemetry: ...
    def tell(self) -> None: ...

def call(
    on: Union[Client, Session], operation: str, arguments: str, options: NativeOptions, telemetry: Optional[Telemetry]
) -> Reply: ...
def start(
    on: Union[Client, Session],
    operation: str,
    arguments: str,
    options: NativeOptions,
    telemetry: Optional[Telemetry],
    event_loop: AbstractEventLoop,
    resolve: Callable[[Any, Any], None],
) -> Task: ...
def stream_of(data: bytes) -> Reply: ...
