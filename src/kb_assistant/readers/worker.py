"""The process that reads files for `sandbox`: `python -m kb_assistant.readers.worker BYTES`.

Each line of the standard input is a JSON list: current folder, path, root, seconds of processor
time. Each is answered with a line of JSON: the document or the error, and the process's peak
of memory.
"""

import json
import math
import os
import signal
import sys
import time
from pathlib import Path
from typing import IO, Any

from kb_assistant.errors import ReadError
from kb_assistant.readers import read
from kb_assistant.readers.wire import to_json

try:
    import resource
except ImportError:  # Windows has no such limits
    resource = None  # type: ignore[assignment]

OUT_OF_MEMORY = 71
"""The exit status of a worker whose memory ran out; it may be in no state to say more."""


def main() -> None:
    """Answer until the input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a library prints is no answer
    sys.modules["numpy"] = None  # type: ignore[assignment] # openpyxl goes without it, and lighter
    _limit_memory(int(sys.argv[1]))
    for line in sys.stdin:
        folder, path, root, seconds = json.loads(line)
        os.chdir(folder)
        _limit_seconds(seconds)
        try:
            _answer(answers, path, root)
        except MemoryError:
            os._exit(OUT_OF_MEMORY)


def _answer(answers: IO[str], path: str, root: str) -> None:
    answer: dict[str, Any]
    try:
        answer = {"document": to_json(read(Path(path), Path(root)))}
    except ReadError as error:
        answer = {"error": str(error)}
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - one file must not end a build
        answer = {
            "error": f"{path}: cannot be read ({type(error).__name__}: {error}). Save it again in a"
            " simpler form, for example as Markdown, or take it out of the corpus."
        }
    json.dump({**answer, "peak": peak_bytes()}, answers)
    answers.write("\n")
    answers.flush()


def _limit_memory(most: int) -> None:
    if resource is not None:
        for kind in (resource.RLIMIT_AS, resource.RLIMIT_DATA):
            _lower(kind, most)
        _lower(resource.RLIMIT_CORE, 0)


def _limit_seconds(seconds: float) -> None:
    """Allow this process `seconds` of processor time more; then the system ends it."""
    if resource is not None:
        _lower(resource.RLIMIT_CPU, math.ceil(time.process_time() + seconds))


def _lower(kind: int, most: int) -> None:
    _, hard = resource.getrlimit(kind)
    soft = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(kind, (soft, hard))


def peak_bytes() -> int:
    """Return the most memory that this process has held; 0 where the system does not tell.

    What Linux tells through `getrusage` begins with the parent's, so its own file is asked first.
    """
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
        return int(status.partition("VmHWM:")[2].split()[0]) * 1024
    except (OSError, IndexError, ValueError):
        pass
    if resource is None:
        return 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


if __name__ == "__main__":
    main()
