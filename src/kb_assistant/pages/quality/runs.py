"""The history of runs: their scores in the records, and the last of them whole, to compare."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from kb_assistant.errors import EvalError
from kb_assistant.evaluation import Report, Run
from kb_assistant.records import Records

EVERY = "all"
"""The name of all splits together."""
KEPT = 40
"""How many runs are kept whole; of older ones the scores stay."""


@dataclass(frozen=True, slots=True)
class Saved:
    """A run of the past.

    Args:
        id: its number in the records.
        created: when.
        version: of the index.
        scores: the measures, by name.
        split: dev, test, train or all; empty for a run whose scores alone are left.
        path: where the whole run is, None if it is not kept.
    """

    id: int
    created: datetime
    version: str
    scores: Mapping[str, float]
    split: str = ""
    path: Path | None = None

    def load(self) -> Run:
        """Return the whole run.

        Raises:
            EvalError: if it is not there, or is damaged.
        """
        gone = EvalError(f"Run {self.id} is not kept any more. Choose another, or run it again.")
        if self.path is None:
            raise gone
        run = Run.load(self.path)
        if run.index_version != self.version:  # left by a database that is no more
            raise gone
        return run


def history(records: Records, folder: Path) -> tuple[Saved, ...]:
    """Return the runs, the newest first."""
    kept = _kept(folder)
    return tuple(
        Saved(one.id, one.created, one.version, one.scores, *kept.get(one.id, ("", None)))
        for one in records.runs()
    )


def keep(report: Report, records: Records, folder: Path) -> int:
    """Add a run to the history and return its number.

    Raises:
        EvalError: if it cannot be written.
        RecordsError: if the database cannot.
    """
    measures = report.summary.measures
    scores = {name: measure.value for name, measure in measures.items()}
    number = records.add_run(report.run.index_version, scores)
    path = folder / f"{number}-{report.split or EVERY}.json"
    unfinished = path.with_suffix(".new")
    report.run.save(unfinished)
    try:
        for old in [path for one, (_, path) in _kept(folder).items() if one <= number - KEPT]:
            old.unlink()
        for stale in folder.glob(f"{number}-*.json"):  # of a database that is no more
            stale.unlink()
        unfinished.replace(path)
    except OSError as error:
        raise EvalError(f"{path} cannot be written: {error}. Free some space.") from error
    return number


def _kept(folder: Path) -> dict[int, tuple[str, Path]]:
    found = {}
    for path in folder.glob("*-*.json"):
        number, _, split = path.stem.partition("-")
        if number.isdecimal():
            found[int(number)] = split, path
    return found
