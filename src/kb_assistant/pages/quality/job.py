"""An eval in a thread of its own: it outlives a click elsewhere, and never runs beside another."""

import logging
import time
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import count
from threading import Event, Lock, Thread

from kb_assistant.assistant import Assistant
from kb_assistant.errors import EvalError, KbError
from kb_assistant.evaluation import Report, run_eval
from kb_assistant.pages.quality import runs
from kb_assistant.pages.quality.place import Place
from kb_assistant.phrasings import load_phrasings

_log = logging.getLogger(__name__)
_REST = 0.35
"""Rest after each message, as a share of the work it took: others who ask are let in between."""
_LONGEST_REST = 0.2
_APOLOGY = "The run stopped for a reason that was not foreseen. Tell whoever runs this page."


class State(StrEnum):
    """How far a job is."""

    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


class _StoppedError(Exception):
    """Somebody asked for it."""


@dataclass(slots=True)
class Job:
    """A run that somebody started; the thread writes it and the pages read it.

    Args:
        number: of this process, from 1.
        version, split: what is measured, and on what.
        done, total: how many messages; 0 of 0 while the version is opened.
        state: how far it is; the rest is final once it is not `RUNNING`.
        run: its number in the history once it is done.
        report: the report likewise.
        failure: why it failed, for the page.
    """

    number: int
    version: str
    split: str
    done: int = 0
    total: int = 0
    state: State = State.RUNNING
    run: int = 0
    report: Report | None = field(default=None, repr=False)
    failure: str = field(default="", repr=False)
    _stop: Event = field(default_factory=Event, repr=False)
    _worked: float = field(default=0.0, repr=False)

    def stop(self) -> None:
        """End it after the message that is being answered; nothing of it is kept."""
        self._stop.set()

    def tick(self, done: int, total: int) -> None:
        """Note how many messages are answered, and rest."""
        self.done, self.total = done, total
        worked, self._worked = self._worked, time.thread_time()
        if self._stop.wait(min(_REST * (self._worked - worked), _LONGEST_REST)):
            raise _StoppedError


class Desk:
    """The one eval that may run in this process, or the last that did."""

    def __init__(self) -> None:
        """Start with none."""
        self._lock = Lock()
        self._numbers = count(1)
        self._job: Job | None = None

    @property
    def job(self) -> Job | None:
        """The job that runs or ran last."""
        return self._job

    def start(self, place: Place, version: str, split: str) -> Job:
        """Run `version` on `split`.

        Raises:
            EvalError: if a run is under way.
        """
        with self._lock:
            if self._job is not None and self._job.state is State.RUNNING:
                raise EvalError("A run is under way. Wait for it, or stop it first.")
            job = Job(next(self._numbers), version, split)
            self._job = job
            Thread(target=_work, args=(job, place), name="kb-eval", daemon=True).start()
        return job


def _work(job: Job, place: Place) -> None:
    try:
        assistant = Assistant.load(place.index, job.version)
        report, _ = run_eval(
            assistant,
            place.queries,
            load_phrasings(place.corpus),
            split=None if job.split == runs.EVERY else job.split,
            gate_path=place.gate,
            progress=job.tick,
        )
        job.run = runs.keep(report, place.records, place.runs)
        job.report = report
        job.state = State.DONE
    except _StoppedError:
        job.state = State.STOPPED
    except KbError as error:
        job.failure, job.state = str(error), State.FAILED
    except Exception as error:  # noqa: BLE001 - nobody is above a thread to take it
        _log.error("an eval failed: %s", type(error).__name__)  # its text can quote a message
        job.failure, job.state = _APOLOGY, State.FAILED


DESK = Desk()
