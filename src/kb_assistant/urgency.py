"""Whether a message threatens violence to self or others, so that a supervisor must come at once.

Two readers look at the whole message and at each of its sentences, and either may raise the alarm:
rules that know the explicit phrases (`signs`), and a detector learned from a guide's phrasings,
which also knows oblique ones. A missed threat can cost a life and a false alarm costs a minute, so
no reader can overrule the other.

The stated risk: the detector alarms at the lowest probability at which, out of fold, `FALSE_ALARMS`
of the phrasings that are no threat would raise it.
"""

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import scipy.linalg as la
import scipy.sparse as sp
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from kb_assistant.errors import StoredIndexError
from kb_assistant.features import Features
from kb_assistant.segments import LONGEST_MESSAGE
from kb_assistant.signs import signs

Array = NDArray[np.float32]

FALSE_ALARMS = 0.01
"""Share of harmless phrasings, many of them written to alarm, that may raise an alarm."""

SIGN = 0.97
"""How often an explicit phrase is a threat: 125 of 129 in the shipped phrasings."""

FEWEST_THREATS = 10
"""With fewer examples nothing is learned, and the rules stand alone."""

_MOST_PARTS = 24
_LONG_SENTENCE = 30
_MOST_ROWS = 9_000
_RIDGE = 0.3
_THREAT_WEIGHT = 4.0
_LINEAR, _SQUARE, _GRAMS = 0.5, 1.0, 0.5
"""Weights of the views: the cosine of two embeddings, its square, and the shared n-grams."""

_ENDS = re.compile(r"(?<=[.!?…;])\s+|\s*[\n\r]+\s*|\s+[-–—]+\s+")  # noqa: RUF001 - dashes
_TURNS = re.compile(r"(?<=,)\s+|\s+(?=(?:and|but|so|then|anyway|pero|entonces|porque)\s)")


@dataclass(frozen=True, slots=True)
class Urgency:
    """What the readers make of a message.

    Args:
        score: from 0 to 1; the calibrated probability of a threat, or more where a rule is sure.
        is_urgent: whether a supervisor must come.
        evidence: the sentence that weighs most.
    """

    score: float
    is_urgent: bool
    evidence: str


@dataclass(frozen=True, slots=True, eq=False)
class Detector:
    """A learned reader of threats: quadratic in the embedding and linear in the n-grams.

    Args:
        features: the n-grams' frequencies.
        square: symmetric weights on pairs of the embedding's components, (dimension, dimension).
        linear: weights on the embedding, (dimension,).
        sparse: weights on the n-grams, (n-grams,).
        scale: bias, then slope and offset of the logistic curve from a score to a probability.
        threshold: the probability from which on it raises the alarm.
    """

    features: Features
    square: Array
    linear: Array
    sparse: Array
    scale: Array
    threshold: float

    def alarm(self, texts: Sequence[str], embeddings: Array) -> Array:
        """Return for each text the probability that a message in which it stands is a threat.

        Args:
            texts: messages or sentences of messages.
            embeddings: their unit vectors, (len(texts), dimension).
        """
        _, slope, offset = self.scale
        raw = slope * self.scores(texts, embeddings) + offset
        return np.asarray(0.5 + 0.5 * np.tanh(raw / 2), dtype=np.float32)

    def scores(self, texts: Sequence[str], embeddings: Array) -> Array:
        """Return an uncalibrated score for each text, about 1 for a threat and 0 for others."""
        curved = np.einsum("td,td->t", embeddings @ self.square, embeddings)
        grams = self.features.of(texts) @ self.sparse
        return np.asarray(curved + embeddings @ self.linear + grams + self.scale[0], np.float32)

    def to_bytes(self) -> bytes:
        """Return the detector as an uncompressed .npz without pickled objects."""
        buffer = io.BytesIO()
        np.savez(
            buffer,
            characters=self.features.characters,
            words=self.features.words,
            square=self.square,
            linear=self.linear,
            sparse=self.sparse,
            scale=self.scale,
            threshold=np.float64(self.threshold),
        )
        return buffer.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> "Detector":
        """Read what `to_bytes` wrote.

        Raises:
            StoredIndexError: if the data is of another form.
        """
        try:
            with np.load(io.BytesIO(data), allow_pickle=False) as parts:
                return cls(
                    features=Features(parts["characters"], parts["words"]),
                    square=parts["square"],
                    linear=parts["linear"],
                    sparse=parts["sparse"],
                    scale=parts["scale"],
                    threshold=float(parts["threshold"]),
                )
        except (KeyError, ValueError, OSError, EOFError, TypeError) as error:
            raise StoredIndexError(
                "The urgency detector of the index cannot be read. Build again: kb-assistant build"
            ) from error


def parts_of(message: str) -> tuple[str, ...]:
    """Return `message`, and after it its sentences if there are several.

    A run-on sentence falls apart into clauses. Unlike `segments.sentences`, no sentence of a long
    message is left out: beyond `_MOST_PARTS` neighbours share a part.
    """
    parts = [clause for end in _split(_ENDS, message) for clause in _clauses(end)]
    while len(parts) > _MOST_PARTS:
        parts = [" ".join(parts[at : at + 2]) for at in range(0, len(parts), 2)]
    return (message, *parts) if len(parts) > 1 else (message,)


def _split(where: re.Pattern[str], text: str) -> list[str]:
    return [part for piece in where.split(text[:LONGEST_MESSAGE]) if (part := piece.strip())]


def _clauses(sentence: str) -> Iterator[str]:
    """Cut a sentence of more than `_LONG_SENTENCE` words at commas into pieces of half of that."""
    if len(sentence.split()) <= _LONG_SENTENCE:
        yield sentence
        return
    piece: list[str] = []
    for clause in _split(_TURNS, sentence):
        piece.append(clause)
        if len(" ".join(piece).split()) >= _LONG_SENTENCE // 2:
            yield " ".join(piece)
            piece = []
    if piece:
        yield " ".join(piece)


def urgency(message: str, embeddings: Array, detector: Detector | None) -> Urgency:
    """Judge a message.

    Args:
        message: what the member or the agent wrote.
        embeddings: the unit vectors of `parts_of(message)`; not looked at without a detector.
        detector: the learned reader; None if the index has none.
    """
    parts = parts_of(message)
    alarms = np.zeros(len(parts)) if detector is None else detector.alarm(parts, embeddings)
    judged = parts[1:] or parts  # evidence is a sentence where there are several
    sentence_alarms = alarms[len(parts) - len(judged) :]
    marked = [bool(signs(part)) for part in judged]
    explicit = any(marked) or bool(signs(message))
    worst = int(np.argmax(sentence_alarms + np.array(marked)))
    score = max(float(alarms.max()), SIGN if explicit else 0.0)
    learned = detector is not None and float(alarms.max()) >= detector.threshold
    return Urgency(score=score, is_urgent=explicit or learned, evidence=judged[worst])


def train_detector(
    messages: Sequence[str], embeddings: Array, urgent: Sequence[bool]
) -> Detector | None:
    """Learn from labelled messages; None if fewer than `FEWEST_THREATS` are threats.

    A threat is often one sentence in many, and which one is not labelled. So a first detector,
    which saw whole messages, names the most alarming sentence of each message, and the second
    learns from these too. It is calibrated on what it says of a message when neither the message
    nor its sentences took part in the training.

    Args:
        messages: threats and others, those that sound alarming above all.
        embeddings: the unit vectors of the parts of all messages, in the order of `parts_of`.
        urgent: whether each message is a threat.
    """
    labels = np.asarray(urgent, dtype=bool)
    if min(labels.sum(), (~labels).sum()) < FEWEST_THREATS:
        return None
    families = [parts_of(message) for message in messages]
    family = np.repeat(np.arange(len(families)), [len(parts) for parts in families])
    texts = [part for parts in families for part in parts]
    whole = np.flatnonzero(np.diff(family, prepend=-1))
    pool = _Pool(texts, embeddings, labels[family], family)
    rows = _at_most(whole, labels)
    first, _ = pool.fit(rows)
    alarming = _worst_sentences(first.scores(texts, embeddings), family, whole, rows)
    detector, left_out = pool.fit(np.union1d(rows, alarming))
    seen = family[rows]
    highest = np.maximum.reduceat(left_out, whole)[seen]
    curve = LogisticRegression(C=1e3).fit(highest[:, None], labels[seen])
    slope, offset = float(curve.coef_[0, 0]), float(curve.intercept_[0])
    limit = slope * float(np.quantile(highest[~labels[seen]], 1 - FALSE_ALARMS)) + offset
    return replace(
        detector,
        scale=np.array([detector.scale[0], slope, offset], dtype=np.float32),
        threshold=float(0.5 + 0.5 * np.tanh(limit / 2)),
    )


def _at_most(whole: NDArray[np.int64], labels: NDArray[np.bool_]) -> NDArray[np.int64]:
    """The rows of the messages, without some harmless ones where they are too many to solve."""
    room = _MOST_ROWS // 2
    if len(whole) <= room:
        return whole
    harmless = np.flatnonzero(~labels)
    kept = np.linspace(0, len(harmless) - 1, max(room - int(labels.sum()), room // 2), dtype=int)
    return whole[np.union1d(np.flatnonzero(labels)[: room // 2], harmless[kept])]


def _worst_sentences(
    scores: Array, family: NDArray[np.int64], whole: NDArray[np.int64], rows: NDArray[np.int64]
) -> list[int]:
    """The most alarming sentence of each message in `rows` that has several."""
    kept = set(rows.tolist())
    return [
        start + 1 + int(np.argmax(scores[start + 1 : end]))
        for start, end in pairwise([*whole.tolist(), len(family)])
        if end - start > 1 and start in kept
    ]


@dataclass(frozen=True, slots=True, eq=False)
class _Pool:
    """All that may be learned from: the parts of all messages, those of a message in one run."""

    texts: Sequence[str]
    embeddings: Array
    labels: NDArray[np.bool_]
    family: NDArray[np.int64]

    def fit(self, rows: NDArray[np.int64]) -> tuple[Detector, Array]:
        """Train on `rows`, and score every part by what was learned without its message.

        Args:
            rows: in ascending order, at most two of a message.
        """
        features = Features.fit([self.texts[row] for row in rows])
        grams = features.of(self.texts)
        goal = self.labels[rows].astype(np.float32)
        system = self._kernel(grams, rows, rows)
        weight = np.where(goal > 0, _THREAT_WEIGHT, 1.0).astype(np.float32)
        system[np.diag_indices_from(system)] += _RIDGE * weight.mean() / weight
        inverse = _inverse(system)
        dual = inverse @ goal
        vectors = self.embeddings[rows]
        detector = Detector(
            features=features,
            square=np.asarray(_SQUARE * (vectors.T * dual) @ vectors, dtype=np.float32),
            linear=np.asarray(_LINEAR * vectors.T @ dual, dtype=np.float32),
            sparse=np.asarray(_GRAMS * (grams[rows].T @ dual), dtype=np.float32),
            scale=np.array([dual.sum(), 1, 0], dtype=np.float32),
            threshold=1.0,
        )
        scores = detector.scores(self.texts, self.embeddings)
        starts = np.flatnonzero(np.diff(self.family[rows], prepend=-1))
        for start, end in pairwise([*starts.tolist(), len(rows)]):
            # Without the rows of one message the weights are dual - inverse[:, own] @ share.
            own = slice(start, end)
            share = np.linalg.solve(inverse[own, own], dual[own])
            scores[rows[own]] = goal[own] - share
            others = np.flatnonzero(self.family == self.family[rows[start]])
            others = np.setdiff1d(others, rows[own])
            if len(others):
                taken = inverse[:, own] @ share
                scores[others] -= self._kernel(grams, others, rows) @ taken
        return detector, scores

    def _kernel(
        self, grams: sp.csr_matrix, left: NDArray[np.int64], right: NDArray[np.int64]
    ) -> Array:
        cosine = self.embeddings[left] @ self.embeddings[right].T
        shared = (grams[left] @ grams[right].T).toarray()
        return np.asarray(
            _LINEAR * cosine + _SQUARE * cosine**2 + _GRAMS * shared + 1, dtype=np.float32
        )


def _inverse(system: Array) -> Array:
    """Invert a symmetric positive definite matrix: half the work of inverting any matrix."""
    factor, _ = la.lapack.spotrf(system, lower=True, clean=True)
    lower, _ = la.lapack.spotri(factor, lower=True)
    return np.asarray(np.tril(lower) + np.tril(lower, -1).T, dtype=np.float32)
