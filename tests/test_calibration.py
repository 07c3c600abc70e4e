import numpy as np
import pytest

from kb_assistant.calibration import UNTAUGHT, Calibration, calibrate
from kb_assistant.errors import StoredIndexError


def test_confidences_are_a_softmax_with_nothing_fits() -> None:
    plain = Calibration(scale=np.log(2), nothing=0.0, answer_at=0.5, choose_at=0.1)
    scores = np.array([[1, 0, 0]], np.float32)  # odds 2 : 1 : 1
    assert plain.confidences(scores, ("g/a", "g/b", "")) == pytest.approx(np.array([[0.5, 0.25]]))


def test_a_head_that_never_saw_nothing_gets_its_odds_from_the_calibration() -> None:
    known = Calibration(scale=np.log(2), nothing=np.log(5), answer_at=0.5, choose_at=0.1)
    scores = np.array([[1, 0]], np.float32)  # odds 2 : 1 : 5
    assert known.confidences(scores, ("g/a", "g/b")) == pytest.approx(np.array([[0.25, 0.125]]))


def test_a_fit_finds_the_odds_that_were_drawn() -> None:
    """900 of 1,000 are right where scores are (1, 0): a scale of ln 9 says just that."""
    scores = np.tile(np.array([[1, 0]], np.float32), (1000, 1))
    target = np.array([0] * 900 + [1] * 100)
    fitted = calibrate(scores, target, ("g/a", "g/b"))
    assert fitted.scale == pytest.approx(np.log(9), rel=0.01)


def test_no_more_than_the_stated_share_is_answered_wrongly() -> None:
    generator = np.random.default_rng(1)
    target = generator.integers(0, 3, 2000)
    scores = np.eye(3, dtype=np.float32)[target] + generator.normal(0, 0.6, (2000, 3)).astype("f4")
    fitted = calibrate(scores, target, ("g/a", "g/b", "g/c"))
    confidence = fitted.confidences(scores, ("g/a", "g/b", "g/c"))
    wrong = (confidence.argmax(axis=1) != target) & (confidence.max(axis=1) > fitted.answer_at)
    assert 0.03 < wrong.mean() <= 0.04


def test_too_few_examples_leave_the_untaught_calibration() -> None:
    assert calibrate(np.zeros((9, 2), np.float32), np.zeros(9, int), ("g/a", "")) == UNTAUGHT


def test_survives_saving_and_refuses_damage() -> None:
    assert Calibration.from_bytes(UNTAUGHT.to_bytes()) == UNTAUGHT
    for damaged in (b"", b"[]", b'{"scale": "x"}', b'{"scale": 1}'):
        with pytest.raises(StoredIndexError, match="kb-assistant build"):
            Calibration.from_bytes(damaged)
