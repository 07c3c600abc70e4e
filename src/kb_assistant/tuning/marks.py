"""How well a head on an encoder answers the phrasings that were held out."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kb_assistant import head as heads
from kb_assistant.calibration import NOTHING, calibrate
from kb_assistant.embedding.recipe import Embed
from kb_assistant.evaluation.statistics import auroc, mcnemar
from kb_assistant.tuning.lesson import Lesson

SIGNIFICANT = 0.05
_TOLERATED = 0.005


@dataclass(frozen=True, slots=True, eq=False)
class Marks:
    """What a head on an encoder makes of the held-out phrasings.

    Args:
        right: of each that a protocol covers, whether that protocol came first.
        separation: AUROC of the confidence in covered against uncovered ones; NaN without such.
    """

    right: NDArray[np.bool_]
    separation: float

    @property
    def success(self) -> float:
        """Success@1."""
        return float(self.right.mean())


def paired(before: Marks, after: Marks) -> float:
    """Return the probability of such a difference in Success@1 by chance."""
    won = int((after.right & ~before.right).sum())
    return mcnemar(won, int((before.right & ~after.right).sum()))


def wins(before: Marks, after: Marks) -> bool:
    """Return whether `after` finds significantly more, and refuses no worse."""
    worse = after.separation < before.separation - _TOLERATED
    return after.success > before.success and paired(before, after) < SIGNIFICANT and not worse


def examine(lesson: Lesson, vectors: heads.Array, rows: NDArray[np.bool_] | None = None) -> Marks:
    """Train a head on what is not held out, and ask it the rest.

    Args:
        lesson: the texts.
        vectors: their embeddings.
        rows: the texts to train on, all that are not held out if None.
    """
    taught = ~lesson.held if rows is None else rows
    asked = lesson.held & lesson.ranked
    head = heads.train(
        [lesson.texts[row] for row in np.flatnonzero(taught)],
        vectors[taught],
        list(lesson.labels[taught]),
    ).head
    scores = head.scores([lesson.texts[row] for row in np.flatnonzero(asked)], vectors[asked])
    threats = np.unique(lesson.labels[~lesson.ranked])
    scores[:, np.isin(head.classes, threats)] = -np.inf
    place = {name: number for number, name in enumerate(head.classes)}
    target = np.array([place[label] for label in lesson.labels[asked]])
    confidence = calibrate(scores, target, head.classes).confidences(scores, head.classes)
    covered = lesson.labels[asked] != NOTHING
    top = confidence.max(axis=1)
    return Marks(
        (confidence.argmax(axis=1) == target)[covered],
        auroc(top[covered], top[~covered]) if not covered.all() else float("nan"),
    )


def quick(lesson: Lesson, taught: NDArray[np.bool_], embed: Embed) -> float:
    """Return Success@1 plus AUROC with a head on a sample of the texts."""
    used = np.flatnonzero(taught | (lesson.held & lesson.ranked))
    found = embed([lesson.texts[row] for row in used])
    vectors = np.zeros((len(lesson.texts), found.shape[1]), np.float32)
    vectors[used] = found
    marks = examine(lesson, vectors, taught)
    return marks.success + (0.0 if np.isnan(marks.separation) else marks.separation)
