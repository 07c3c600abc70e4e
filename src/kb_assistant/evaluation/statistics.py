"""Intervals and significance, all of it deterministic."""

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]

RESAMPLES = 2000
SEED = 20_240_229
_Z = 1.959963984540054
"""The normal quantile of a two-sided 95 % interval."""
_CHUNK = 200


def bootstrap(statistic: Callable[..., float], *samples: Values) -> tuple[float, float]:
    """Return the 95 % percentile interval of a statistic of independent samples."""
    random = np.random.default_rng(SEED)
    drawn = [
        statistic(*(sample[random.integers(0, len(sample), len(sample))] for sample in samples))
        for _ in range(RESAMPLES)
    ]
    return _percentiles(np.array(drawn))


def mean_interval(values: Values) -> tuple[float, float]:
    """Return the 95 % bootstrap interval of a mean."""
    random = np.random.default_rng(SEED)
    means = [
        values[random.integers(0, len(values), (_CHUNK, len(values)))].mean(axis=1)
        for _ in range(RESAMPLES // _CHUNK)
    ]
    return _percentiles(np.concatenate(means))


def _percentiles(drawn: Values) -> tuple[float, float]:
    low, high = np.quantile(drawn, [0.025, 0.975])
    return float(low), float(high)


def wilson(count: int, n: int) -> tuple[float, float]:
    """Return the 95 % Wilson interval of a share.

    Unlike a bootstrap it says what 30 of 30 leaves open: 0.89 to 1.
    """
    share = count / n
    middle = (share + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
    half = _Z * math.sqrt(share * (1 - share) / n + _Z**2 / (4 * n**2)) / (1 + _Z**2 / n)
    return max(0.0, middle - half), min(1.0, middle + half)


def mcnemar(won: int, lost: int) -> float:
    """Return the exact two-sided p of so many pairs won and lost (McNemar's test)."""
    pairs = won + lost
    tail = sum(math.comb(pairs, k) for k in range(min(won, lost) + 1))
    return min(1.0, 2 * tail / (1 << pairs))


def randomisation(differences: Values) -> float:
    """Return the two-sided p of a mean paired difference: how often random signs reach it."""
    changed = differences[differences != 0]
    if not len(changed):
        return 1.0
    random = np.random.default_rng(SEED)
    reached = 0
    for _ in range(RESAMPLES // _CHUNK):
        signs = 1 - 2.0 * random.integers(0, 2, (_CHUNK, len(changed)))
        reached += int((np.abs(signs @ changed) >= abs(changed.sum()) - 1e-12).sum())
    return (reached + 1) / (RESAMPLES + 1)


def auroc(positive: Values, negative: Values) -> float:
    """Return the probability that a positive scores above a negative, a tie counting half."""
    ordered = np.sort(negative)
    below = np.searchsorted(ordered, positive, "left")
    not_above = np.searchsorted(ordered, positive, "right")
    return float((below + not_above).mean() / (2 * len(negative)))


def fpr_at_tpr(positive: Values, negative: Values, tpr: float = 0.95) -> float:
    """Return the share of negatives at or above the threshold that keeps `tpr` of positives."""
    kept = math.ceil(tpr * len(positive) - 1e-9)
    threshold = np.sort(positive)[len(positive) - kept]
    return float((negative >= threshold).mean())
