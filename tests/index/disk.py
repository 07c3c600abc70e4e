"""A disk that fails: a stand-in for the calls of the operating system."""

import contextlib
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn


class Disk:
    """Stands in for the operating system's calls, and lets the nth of those that write misbehave.

    Args:
        nth: which call, from 1.
        misbehave: called in its place; raises, kills, or returns to let the call go on.
        ever_after: whether each later call misbehaves too.
        removing: whether calls that remove count.
    """

    def __init__(
        self,
        nth: int,
        misbehave: Callable[[], None],
        *,
        ever_after: bool = False,
        removing: bool = False,
    ) -> None:
        self.nth, self.misbehave, self.ever_after = nth, misbehave, ever_after
        self.calls = 0
        self.hit: list[str] = []
        self.names = ["open", "write", "fsync", "mkdir", "rename", "replace"]
        self.names += ["unlink", "rmdir"] if removing else []

    @contextlib.contextmanager
    def installed(self) -> Iterator["Disk"]:
        real = {name: getattr(os, name) for name in self.names}
        for name, call in real.items():
            setattr(os, name, self._double(name, call))
        try:
            yield self
        finally:
            for name, call in real.items():
                setattr(os, name, call)

    def _double(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def double(*args: Any, **options: Any) -> Any:
            if name != "open" or args[1] & (os.O_WRONLY | os.O_RDWR):
                self.calls += 1
                if self.calls == self.nth or (self.ever_after and self.calls > self.nth):
                    self.hit.append(f"{name} {_file_name(args[0])}")
                    self.misbehave()
            return call(*args, **options)

        return double


def _file_name(target: Any) -> str:
    if isinstance(target, int):
        link = Path(f"/proc/self/fd/{target}")
        target = link.readlink() if link.is_symlink() else str(target)
    return Path(target).name


def die() -> NoReturn:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def failing(number: int) -> Callable[[], None]:
    def fail() -> None:
        raise OSError(number, os.strerror(number))

    return fail
