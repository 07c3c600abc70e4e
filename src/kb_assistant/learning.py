"""What a version learns from its texts: how to rank, and how sure to be."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kb_assistant import head as heads
from kb_assistant import nearest
from kb_assistant.calibration import NOTHING, calibrate
from kb_assistant.index import LexicalIndex, Passage, VectorIndex
from kb_assistant.index.parts import CALIBRATION, HEAD, NEAREST
from kb_assistant.protocols import Protocol
from kb_assistant.tuned import TunedEncoder

_MOST_WEIGHTS = 4_000_000
"""Of texts and classes: with more, a head takes minutes to train, gigabytes to keep and too long to
answer. Without phrasings it then ranks no better either."""
_MOST_SCORES = 4_000_000
"""Of left-out messages and classes: more take minutes to fit a calibration to."""
_FEWEST = 200


@dataclass(frozen=True, slots=True, eq=False)
class Lessons:
    """What there is to learn from.

    Args:
        protocols: what to rank.
        passages: their words and the phrasings.
        texts: what was embedded of each passage.
        vectors: the embeddings of `texts`.
        lexical: the words of `texts`.
        threats: the protocols that the detector of threats ranks.
    """

    protocols: Sequence[Protocol]
    passages: Sequence[Passage]
    texts: Sequence[str]
    vectors: VectorIndex
    lexical: LexicalIndex
    threats: frozenset[str]


def learn(lessons: Lessons, tuned: TunedEncoder | None = None) -> dict[str, bytes]:
    """Learn to rank, and calibrate on phrasings as if they were not known; return both as parts.

    Args:
        lessons: what there is.
        tuned: the encoder behind the vectors, if it was tuned: it is too sure of the phrasings
            that it learned from, so that the calibration goes without these.
    """
    taught = np.array(
        [
            row
            for row, passage in enumerate(lessons.passages)
            if passage.kind == "phrasing"
            and passage.protocol not in lessons.threats
            and (tuned is None or tuned.holds_out(passage.text))
        ],
        dtype=np.int64,
    )
    labels = [passage.protocol or NOTHING for passage in lessons.passages]
    weights = len(labels) * len(set(labels))
    if len(labels) > heads.LARGEST or weights > _MOST_WEIGHTS:
        return _nearest(lessons, taught)
    trained = heads.train(lessons.texts, lessons.vectors.vectors(), labels)
    classes = trained.head.classes
    left_out = _without(trained.left_out[taught], classes, lessons.threats)
    calibration = calibrate(left_out, trained.target[taught], classes)
    return {HEAD: trained.head.to_bytes(), CALIBRATION: calibration.to_bytes()}


def _nearest(lessons: Lessons, taught: NDArray[np.int64]) -> dict[str, bytes]:
    weights = nearest.Weights()
    scorer = nearest.Nearest.of(
        lessons.protocols, lessons.passages, lessons.vectors, lessons.lexical, weights
    )
    most = max(_FEWEST, _MOST_SCORES // len(scorer.classes))
    tried = taught[:: -(-len(taught) // most) or 1]
    left_out = scorer.left_out(tried, [lessons.texts[row] for row in tried.tolist()])
    left_out = _without(left_out, scorer.classes, lessons.threats)
    target = scorer.class_of[tried]
    calibration = calibrate(left_out, target, scorer.classes, nearest.UNTAUGHT)
    return {NEAREST: weights.to_bytes(), CALIBRATION: calibration.to_bytes()}


def _without(
    scores: NDArray[np.float32], classes: Sequence[str], threats: frozenset[str]
) -> NDArray[np.float32]:
    """Let no message count for the protocols that the detector ranks."""
    scores[:, [name in threats for name in classes]] = -np.inf
    return scores
