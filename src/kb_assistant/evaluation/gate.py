"""The limits that a run must keep."""

import math
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kb_assistant.errors import EvalError
from kb_assistant.evaluation.catalogue import CATALOGUE, shown
from kb_assistant.evaluation.files import read_text
from kb_assistant.evaluation.summary import Summary


@dataclass(frozen=True, slots=True)
class Limit:
    """The least and the most that a measure may be; None where there is no such bound."""

    name: str
    least: float | None
    most: float | None

    def __str__(self) -> str:
        """Return it as a report writes it."""
        bounds = (("at least", self.least), ("at most", self.most))
        return " and ".join(f"{word} {bound:g}" for word, bound in bounds if bound is not None)


@dataclass(frozen=True, slots=True)
class Broken:
    """A limit that a run does not keep; `value` is None if no query measures it."""

    limit: Limit
    value: float | None

    def __str__(self) -> str:
        """Return it as a report writes it."""
        is_now = "not measured" if self.value is None else shown(self.limit.name, self.value)
        return f"{self.limit.name} is {is_now}, the limit is {self.limit}"


def load_gate(path: Path) -> tuple[Limit, ...]:
    """Read limits: a table for each measure, with `min`, `max` or both.

    Raises:
        EvalError: if the file cannot be read or names an unknown measure.
    """
    try:
        document = tomllib.loads(read_text(path))
    except tomllib.TOMLDecodeError as error:
        raise EvalError(f"{path} is not TOML: {error}. Mend it.") from error
    limits = tuple(_limit(name, bounds, path) for name, bounds in document.items())
    if not limits:
        raise EvalError(f'{path} sets no limit. Write ["Success@1"] and below it min = 0.9.')
    return limits


def broken_limits(limits: Sequence[Limit], summary: Summary) -> tuple[Broken, ...]:
    """Return the limits that `summary` does not keep. One that nothing measures is not kept."""
    return tuple(
        Broken(limit, None if measure is None else measure.value)
        for limit in limits
        for measure in [summary.measures.get(limit.name)]
        if measure is None or not _keeps(measure.value, limit)
    )


def _keeps(value: float, limit: Limit) -> bool:
    return (limit.least is None or value >= limit.least) and (
        limit.most is None or value <= limit.most
    )


def _limit(name: str, bounds: Any, path: Path) -> Limit:
    if name not in CATALOGUE:
        raise EvalError(f"{path}: unknown measure {name!r}. Use one of {', '.join(CATALOGUE)}.")
    if not isinstance(bounds, dict) or not bounds or bounds.keys() - {"min", "max"}:
        raise EvalError(f'{path}: write ["{name}"] and below it min = ... or max = ....')
    for bound in bounds.values():
        if isinstance(bound, bool) or not isinstance(bound, int | float) or math.isnan(bound):
            raise EvalError(f"{path}: a limit of {name} is {bound!r}. Write a number.")
    least, most = bounds.get("min"), bounds.get("max")
    if least is not None and most is not None and least > most:
        raise EvalError(f"{path}: {name} cannot be at least {least} and at most {most}.")
    return Limit(name, least, most)
