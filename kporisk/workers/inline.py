"""The same interface without processes, for one job at a time and for tests."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class Inline(Executor):
    """Does each job at once, in this process; `initializer(*initargs)` runs before the first."""

    def __init__(self, *, initializer: Callable[..., object] | None = None, initargs: tuple[Any, ...] = ()) -> None:
        self._initializer, self._initargs = initializer, initargs
        self._closed = False

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """A future that is done. What the initializer raises is raised here, and so is KeyboardInterrupt; RuntimeError after `shutdown`."""
        if self._closed:
            raise RuntimeError("the pool is shut down and takes no more jobs")
        if self._initializer is not None:
            self._initializer(*self._initargs)
            self._initializer = None
        future: Future[T] = Future()
        future.set_running_or_notify_cancel()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Take no more jobs; there are none to wait for."""
        self._closed = True
