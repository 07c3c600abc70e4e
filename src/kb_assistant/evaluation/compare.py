"""Two runs over the same queries, query by query."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from kb_assistant.errors import EvalError
from kb_assistant.evaluation.catalogue import CATALOGUE
from kb_assistant.evaluation.measures import RANKING
from kb_assistant.evaluation.runner import Record, Run
from kb_assistant.evaluation.statistics import mcnemar, mean_interval, randomisation
from kb_assistant.evaluation.summary import per_query, summarise

_GRADED = frozenset(RANKING) - {"Success@1", "Success@3"}


@dataclass(frozen=True, slots=True)
class Difference:
    """How a measure changed.

    Args:
        name: the measure.
        n: the queries that it is about in both runs.
        before: its value in the first run.
        after: its value in the second.
        won: the ids of the queries that the second does better.
        lost: the ids of those that it does worse.
        p: the probability of such a difference by chance: exact McNemar for yes or no, paired
            randomisation for the rest. Of one measure alone: of twenty without a true
            difference, one falls below .05.
        interval: the 95 % paired bootstrap interval of after minus before.
    """

    name: str
    n: int
    before: float
    after: float
    won: tuple[str, ...]
    lost: tuple[str, ...]
    p: float
    interval: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Change:
    """A measure that has no value for a single query, before and after."""

    name: str
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """A run against an earlier one.

    Args:
        before: the first run, without the queries that only one of the two has.
        after: the second, likewise.
        differences: by measure.
        changes: AUROC and the like.
        left_out: how many queries only one of the two has.
    """

    before: Run
    after: Run
    differences: tuple[Difference, ...]
    changes: tuple[Change, ...]
    left_out: int

    def records(self, query: str) -> tuple[Record, Record]:
        """Return what the two runs said to a query."""
        first, second = (
            next(record for record in run.records if record.query.id == query)
            for run in (self.before, self.after)
        )
        return first, second


def compare(before: Run, after: Run) -> Comparison:
    """Compare two runs over the queries that both have.

    Raises:
        EvalError: if they have none in common, or label one differently.
    """
    old = {record.query.id: record for record in before.records}
    new = {record.query.id: record for record in after.records}
    common = [query for query in new if query in old]
    if not common:
        raise EvalError("The two runs share no query. Run both over the same file and split.")
    _check_labels([(old[query], new[query]) for query in common])
    first = Run(before.index_version, tuple(old[query] for query in common))
    second = Run(after.index_version, tuple(new[query] for query in common))
    values = per_query(first.records), per_query(second.records)
    pairs = {name: _paired(values[0][name], values[1][name]) for name in values[0]}
    measured = summarise(first).measures, summarise(second).measures
    return Comparison(
        first,
        second,
        tuple(_difference(name, pairs[name]) for name in CATALOGUE if pairs.get(name)),
        tuple(
            Change(name, measured[0][name].value, measured[1][name].value)
            for name in CATALOGUE
            if name not in pairs and name in measured[0] and name in measured[1]
        ),
        len(old) + len(new) - 2 * len(common),
    )


Pairs = Mapping[str, tuple[float, float]]


def _paired(before: Mapping[str, float], after: Mapping[str, float]) -> Pairs:
    return {query: (before[query], after[query]) for query in after if query in before}


def _difference(name: str, pairs: Pairs) -> Difference:
    sign = -1 if CATALOGUE[name].less_is_better else 1
    values = np.array(list(pairs.values()))
    gain = values[:, 1] - values[:, 0]
    won = tuple(query for query, (a, b) in pairs.items() if sign * (b - a) > 0)
    lost = tuple(query for query, (a, b) in pairs.items() if sign * (b - a) < 0)
    return Difference(
        name,
        len(pairs),
        float(values[:, 0].mean()),
        float(values[:, 1].mean()),
        won,
        lost,
        randomisation(gain) if name in _GRADED else mcnemar(len(won), len(lost)),
        mean_interval(gain),
    )


def _check_labels(pairs: Sequence[tuple[Record, Record]]) -> None:
    changed = [new.query.id for old, new in pairs if old.query != new.query]
    if changed:
        raise EvalError(
            f"{len(changed)} queries have other labels or texts in the two runs"
            f" ({', '.join(changed[:5])}). Run the earlier index again over today's file."
        )
