"""Reads files in a child process with limits, so that no file can hang or kill a build."""

import atexit
import json
import queue
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import IO, Any

from kb_assistant.documents import Document
from kb_assistant.errors import ReadError
from kb_assistant.readers.wire import from_json
from kb_assistant.readers.worker import OUT_OF_MEMORY

SECONDS = 60.0
MEMORY_BYTES = 960_000_000
_LONGEST_ANSWER = 500_000_000
_WAIT = 5.0
"""How much longer than its processor time a file may take on the clock, on a busy machine."""
_GRACE = 5.0
_ADVICE = "Split it, or save it in a simpler form, for example as Markdown."


def read_safely(
    path: Path, root: Path, *, seconds: float = SECONDS, memory_bytes: int = MEMORY_BYTES
) -> Document:
    """Return what stands in the file `path` of the corpus `root`, as `read` does.

    Args:
        path: the file.
        root: the corpus.
        seconds: the processor time that it may take.
        memory_bytes: the address space of the process that reads it.

    Raises:
        ReadError: if it cannot be read within the limits; the message names the next step.
    """
    with _lock:
        sandbox = _sandboxes.get(memory_bytes)
        if sandbox is None:
            sandbox = _sandboxes[memory_bytes] = Sandbox(memory_bytes)
    return sandbox.read(path, root, seconds=seconds)


class Sandbox:
    """A worker process that serves one file after the other; a new one after each that harms it."""

    def __init__(self, memory_bytes: int = MEMORY_BYTES) -> None:
        """Start nothing yet."""
        self.peak_bytes = 0
        """The most memory that the worker of the last file has held; 0 if it did not tell."""
        self._memory = memory_bytes
        self._worker: _Worker | None = None
        self._lock = threading.Lock()

    def read(self, path: Path, root: Path, *, seconds: float = SECONDS) -> Document:
        """Do what `read_safely` does."""
        with self._lock:
            if self._worker is None or not self._worker.is_alive():
                self._stop()
                self._worker = _Worker(self._memory)
            try:
                answer = self._worker.ask(path, root, seconds)
            except BaseException:
                self._stop()
                raise
            self.peak_bytes = answer["peak"]
            if self.peak_bytes > self._memory // 3:
                self._stop()  # the next file finds the memory whole
        if "error" in answer:
            raise ReadError(answer["error"])
        return from_json(answer["document"])

    def close(self) -> None:
        """End the worker, if there is one."""
        with self._lock:
            self._stop()

    def _stop(self) -> None:
        if self._worker is not None:
            self._worker.stop()
            self._worker = None


class _Worker:
    def __init__(self, memory: int) -> None:
        self._memory = memory
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - as long as the process
        self._process = subprocess.Popen(  # noqa: S603 - this interpreter and this package
            [sys.executable, "-P", "-m", "kb_assistant.readers.worker", str(memory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
        )
        self._answers: queue.Queue[bytes] = queue.Queue()
        threading.Thread(target=self._listen, args=(self._process.stdout,), daemon=True).start()

    def is_alive(self) -> bool:
        return self._process.poll() is None

    def ask(self, path: Path, root: Path, seconds: float) -> dict[str, Any]:
        question = json.dumps([str(Path.cwd()), str(path), str(root), seconds])
        try:
            assert self._process.stdin is not None  # noqa: S101 - it is a pipe
            self._process.stdin.write(question.encode() + b"\n")
            self._process.stdin.flush()
            line = self._answers.get(timeout=seconds * _WAIT + _GRACE)
        except queue.Empty:
            raise ReadError(
                f"{path}: was not read within {seconds * _WAIT + _GRACE:g} seconds. {_ADVICE}"
            ) from None
        except OSError:
            line = b""
        if not line.endswith(b"\n"):
            raise self._death(path, seconds, line)
        answer: dict[str, Any] = json.loads(line)
        return answer

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._errors):
            try:
                if pipe is not None:
                    pipe.close()
            except OSError:  # what was not sent is of no use
                pass

    def _listen(self, pipe: IO[bytes]) -> None:
        with pipe:
            line = b"\n"
            while line.endswith(b"\n"):
                line = pipe.readline(_LONGEST_ANSWER)
                self._answers.put(line)

    def _death(self, path: Path, seconds: float, line: bytes) -> ReadError:
        """Say why the worker did not answer."""
        if len(line) >= _LONGEST_ANSWER:
            return ReadError(
                f"{path}: holds more than {_LONGEST_ANSWER // 1_000_000} MB of text. {_ADVICE}"
            )
        try:
            status = self._process.wait(_GRACE)
        except subprocess.TimeoutExpired:
            status = 0
        if status == -getattr(signal, "SIGXCPU", 0):
            return ReadError(
                f"{path}: was not read within {seconds:g} seconds of processor time. {_ADVICE}"
            )
        if status in {OUT_OF_MEMORY, -signal.SIGABRT, -9}:
            return ReadError(
                f"{path}: needs more than {self._memory // 1_000_000} MB of memory. {_ADVICE}"
            )
        self._errors.seek(0)
        said = self._errors.read()[-2000:].decode(errors="replace").strip().rpartition("\n")[2]
        return ReadError(
            f"{path}: ended the process that read it (status {status}{said and ': '}{said}). "
            "It is probably damaged: save it again, or take it out of the corpus."
        )


_lock = threading.Lock()
_sandboxes: dict[int, Sandbox] = {}


@atexit.register
def _close() -> None:
    for sandbox in _sandboxes.values():
        sandbox.close()
