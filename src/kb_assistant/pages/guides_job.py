"""Work that takes longer than a click, in a thread of its own: one piece at a time in a process."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import count
from threading import Lock, Thread

from kb_assistant.diff import Difference
from kb_assistant.errors import CorpusError, KbError
from kb_assistant.release import Release

_log = logging.getLogger(__name__)
_APOLOGY = (
    "It stopped for a reason that was not foreseen, and the live version is as it was. Tell whoever"
    " runs this page."
)

Tell = Callable[[str, int, int], None]
"""Called with what is done, how much of it is, and how much of it there is."""
Result = Difference | Release


class Work(StrEnum):
    """What there is to do, in words."""

    COMPARE = "Comparing with the live version"
    PUBLISH = "Publishing"


class State(StrEnum):
    """How far a job is."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(slots=True)
class Job:
    """A piece of work; its thread writes it and the pages read it.

    Args:
        number: of this process, from 1.
        work: what it does.
        subject: what it works on: the identity of a draft.
        what, done, total: how far it is; 0 of 0 while that is unknown.
        state: the rest is final once it is not `RUNNING`.
        result: what came of it.
        failure: why nothing did, for the page.
    """

    number: int
    work: Work
    subject: str
    what: str = "Reading the guides"
    done: int = 0
    total: int = 0
    state: State = State.RUNNING
    result: Result | None = field(default=None, repr=False)
    failure: str = field(default="", repr=False)

    def tell(self, what: str, done: int, total: int) -> None:
        """Note how far it is."""
        self.what, self.done, self.total = what, done, total


class Desk:
    """The one job that may run in this process, and the last of each kind."""

    def __init__(self) -> None:
        """Start with none."""
        self._lock = Lock()
        self._numbers = count(1)
        self._job: Job | None = None
        self._last: dict[Work, Job] = {}

    @property
    def job(self) -> Job | None:
        """The job that runs or ran last."""
        return self._job

    @property
    def busy(self) -> bool:
        """Whether one runs."""
        return self._job is not None and self._job.state is State.RUNNING

    def last(self, work: Work) -> Job | None:
        """Return the last job that did or does `work`."""
        return self._last.get(work)

    def start(self, work: Work, subject: str, action: Callable[[Tell], Result]) -> Job:
        """Do `action`.

        Raises:
            CorpusError: if another job runs.
        """
        with self._lock:
            if self._job is not None and self.busy:
                raise CorpusError(f"{self._job.work} is under way. Wait until it is done.")
            job = Job(next(self._numbers), work, subject)
            self._job = self._last[work] = job
            Thread(target=_do, args=(job, action), name="kb-guides", daemon=True).start()
        return job


def _do(job: Job, action: Callable[[Tell], Result]) -> None:
    try:
        job.result = action(job.tell)
        job.state = State.DONE
    except KbError as error:
        job.failure, job.state = str(error), State.FAILED
    except Exception as error:  # noqa: BLE001 - nobody is above a thread to take it
        _log.error("%s failed: %s", job.work, type(error).__name__)  # its text can quote a message
        job.failure, job.state = _APOLOGY, State.FAILED


DESK = Desk()
