"""A run in numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from kb_assistant.evaluation.catalogue import CATALOGUE
from kb_assistant.evaluation.measures import RANKING, ranking_values
from kb_assistant.evaluation.outcomes import (
    Bin,
    calibration_error,
    indicator_values,
    reliability,
    top_confidences,
)
from kb_assistant.evaluation.runner import Record, Run
from kb_assistant.evaluation.statistics import (
    Values,
    auroc,
    bootstrap,
    fpr_at_tpr,
    mean_interval,
    wilson,
)


@dataclass(frozen=True, slots=True)
class Measure:
    """The value of a measure.

    Args:
        value: the number.
        n: how many queries it is about.
        interval: where it lies with 95 % confidence: by bootstrap for ranking measures, AUROC
            and FPR, by Wilson's formula for shares; None where neither is sound.
    """

    value: float
    n: int
    interval: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run is worth.

    Args:
        measures: by name, in the order of `CATALOGUE`; a measure that no query is about is
            left out.
        reliability: confidence against being right.
    """

    measures: Mapping[str, Measure]
    reliability: tuple[Bin, ...]


def per_query(records: Sequence[Record]) -> dict[str, dict[str, float]]:
    """Return, for each measure that is a mean over queries, its value for each query."""
    ranked = [record for record in records if record.query.answerable]
    return {
        **ranking_values(
            {record.query.id: record.ranking for record in ranked},
            {record.query.id: record.query.grades for record in ranked},
        ),
        **indicator_values(records),
    }


def summarise(run: Run) -> Summary:
    """Return the measures of `run`."""
    found = {
        name: _mean(name, np.array(list(values.values())))
        for name, values in per_query(run.records).items()
        if values
    }
    found |= _separation(*top_confidences(run.records))
    bins = reliability(run.records)
    if shown := sum(part.n for part in bins):
        # No interval: resampling only ever adds to this error.
        found["ECE"] = Measure(calibration_error(bins), shown)
    times = [record.latency_ms for record in run.records]
    for name, share in (("latency_p50_ms", 0.5), ("latency_p95_ms", 0.95)):
        found[name] = Measure(float(np.quantile(times, share)), len(times))
    return Summary({name: found[name] for name in CATALOGUE if name in found}, bins)


def _mean(name: str, values: Values) -> Measure:
    if name in RANKING:
        return Measure(float(values.mean()), len(values), mean_interval(values))
    interval = wilson(int(values.sum()), len(values))
    return Measure(float(values.mean()), len(values), interval)


def _separation(covered: Values, uncovered: Values) -> dict[str, Measure]:
    if not len(covered) or not len(uncovered):
        return {}
    return {
        name: Measure(
            statistic(covered, uncovered),
            len(covered) + len(uncovered),
            bootstrap(statistic, covered, uncovered),
        )
        for name, statistic in (("AUROC", auroc), ("FPR@95TPR", fpr_at_tpr))
    }
