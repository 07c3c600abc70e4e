import numpy as np
import pytest

from kb_assistant.evaluation.statistics import (
    auroc,
    bootstrap,
    fpr_at_tpr,
    mcnemar,
    mean_interval,
    randomisation,
    wilson,
)


def test_auroc_of_four_points_with_a_tie() -> None:
    assert auroc(np.array([0.9, 0.4]), np.array([0.5, 0.4])) == 2.5 / 4


def test_fpr_where_nineteen_of_twenty_are_kept() -> None:
    covered = np.arange(1, 21) / 20
    assert fpr_at_tpr(covered, np.array([0.05, 0.1, 0.5, 0.02])) == 0.5


@pytest.mark.parametrize(
    ("won", "lost", "p"), [(1, 6, 16 / 128), (6, 1, 16 / 128), (0, 0, 1), (3, 3, 1), (0, 2000, 0)]
)
def test_mcnemar_by_hand(won: int, lost: int, p: float) -> None:
    assert mcnemar(won, lost) == pytest.approx(p)


def test_randomisation_comes_near_the_exact_p() -> None:
    assert randomisation(np.array([0.5, 0.5, 0, 0.5, 0.5, 0.5])) == pytest.approx(2 / 32, abs=0.02)
    assert randomisation(np.zeros(4)) == 1


def test_wilson_leaves_room_where_all_went_well() -> None:
    assert wilson(30, 30) == pytest.approx((0.8865, 1), abs=1e-4)
    low, high = wilson(1, 2)
    assert low + high == pytest.approx(1)


def test_bootstrap_is_deterministic_and_holds_the_mean() -> None:
    values = np.array([0.0, 1.0, 1.0, 0.5, 1.0, 0.0])
    low, high = mean_interval(values)
    assert (low, high) == mean_interval(values)
    assert 0 < low < values.mean() < high < 1
    assert mean_interval(np.ones(5)) == (1, 1)


def test_bootstrap_of_two_samples_keeps_them_apart() -> None:
    low, high = bootstrap(auroc, np.array([0.8, 0.9]), np.array([0.1, 0.2]))
    assert (low, high) == (1, 1)
