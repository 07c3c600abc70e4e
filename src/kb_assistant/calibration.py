"""From scores to probabilities, and from stated risks to thresholds."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from kb_assistant.errors import StoredIndexError

NOTHING = ""
"""The class of messages that no protocol covers."""

WRONG_RISK = 0.04
"""Share of answerable messages that may be answered confidently with a wrong protocol."""
REFUSAL_RISK = 0.12
"""Share of left-out phrasings that may be refused. They are written to be hard: of the answerable
messages on the dev split, a third as many are."""
_ENOUGH = 50
"""Examples under which a fit says more about chance than about the guide."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """How scores become confidences and confidences outcomes.

    Args:
        scale: factor on the scores before the softmax (an inverse temperature; Guo et al.,
            *On Calibration of Modern Neural Networks*, 2017).
        nothing: logit of "nothing fits", added to its score where the head has that class.
        answer_at: confidence, 0 to 1, from which one protocol is the answer.
        choose_at: confidence from which a protocol is offered; below it, nothing fits.
    """

    scale: float
    nothing: float
    answer_at: float
    choose_at: float

    def confidences(
        self, scores: NDArray[np.float32], classes: Sequence[str]
    ) -> NDArray[np.float64]:
        """Return the probability that each protocol is right.

        Args:
            scores: shape (messages, classes).
            classes: their names; `NOTHING` last if it is there.

        Returns:
            Shape (messages, protocols): without the column of `NOTHING`. A row sums to less
            than 1; what is missing is the probability that nothing fits.
        """
        logits = self.scale * scores.astype(np.float64)
        if classes and classes[-1] == NOTHING:
            logits[:, -1] += self.nothing
        else:
            logits = np.hstack([logits, np.full((len(logits), 1), self.nothing)])
        logits -= logits.max(axis=1, keepdims=True)
        odds = np.exp(logits)
        return np.asarray((odds / odds.sum(axis=1, keepdims=True))[:, :-1])

    def to_bytes(self) -> bytes:
        """Return it as JSON."""
        return json.dumps(asdict(self), indent=1).encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> "Calibration":
        """Read what `to_bytes` wrote.

        Raises:
            StoredIndexError: if the data is of another form.
        """
        try:
            return cls(**{name: float(value) for name, value in json.loads(data).items()})
        except (ValueError, TypeError, AttributeError) as error:
            raise StoredIndexError(
                "The calibration of the index cannot be read. Build again: kb-assistant build"
            ) from error


UNTAUGHT = Calibration(scale=29.0, nothing=4.0, answer_at=0.5, choose_at=0.08)
"""For a corpus without phrasings, where nothing can be fitted.

Measured on the two guides' dev messages: at these thresholds a third of the answerable messages
is answered rightly, 4 % wrongly, and most others end in a choice."""


def calibrate(
    left_out: NDArray[np.float32],
    target: NDArray[np.int64],
    classes: Sequence[str],
    untaught: Calibration = UNTAUGHT,
) -> Calibration:
    """Fit a calibration to leave-one-out scores.

    Args:
        left_out: what a head trained without each example scores it, (examples, classes).
        target: the right class of each example, as an index into `classes`.
        classes: their names, `NOTHING` last if it is there.
        untaught: the calibration where there are too few examples to fit one.
    """
    covered = np.array([classes[t] != NOTHING for t in target])
    if covered.sum() < _ENOUGH:
        return untaught
    has_nothing = classes[-1] == NOTHING and (~covered).sum() >= _ENOUGH
    scale, nothing = _fit(left_out, target, has_nothing=has_nothing)
    if not has_nothing:
        nothing = scale * untaught.nothing / untaught.scale
    fitted = Calibration(scale, nothing, 1.0, 0.0)
    confidence = fitted.confidences(left_out, classes)
    top = confidence.max(axis=1)
    right = confidence.argmax(axis=1) == target
    return Calibration(
        scale,
        nothing,
        answer_at=_least_answer(top[covered], right[covered]),
        choose_at=float(np.quantile(top[covered], REFUSAL_RISK)),
    )


def _fit(
    scores: NDArray[np.float32], target: NDArray[np.int64], *, has_nothing: bool
) -> tuple[float, float]:
    """Maximise the likelihood of the right classes over scale and logit of `NOTHING`."""
    rows = np.arange(len(target))

    def loss(parameters: NDArray[np.float64]) -> float:
        logits = np.exp(parameters[0]) * scores.astype(np.float64)
        if has_nothing:
            logits[:, -1] += parameters[1]
        logits -= logits.max(axis=1, keepdims=True)
        normaliser = np.log(np.exp(logits).sum(axis=1))
        return float((normaliser - logits[rows, target]).mean())

    best = minimize(loss, np.array([2.0, 0.0]), method="Nelder-Mead").x
    return float(np.exp(best[0])), float(best[1])


def _least_answer(top: NDArray[np.float64], right: NDArray[np.bool_]) -> float:
    """The least threshold at which no more than `WRONG_RISK` of the examples go wrong."""
    order = np.argsort(-top)
    wrong = np.cumsum(~right[order]) / len(top)
    allowed = int(np.searchsorted(wrong, WRONG_RISK, side="right"))
    return float(top[order][min(allowed, len(top) - 1)])
