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
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

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

FALSE_ALARMS = 0.03
"""Share of harmless phrasings, many of them written to alarm, that may raise an alarm."""

SIGN = 0.97
"""How often an explicit phrase is a threat: 128 of 132 in the phrasings the rules grew with."""

FEWEST_THREATS = 10
"""With fewer examples nothing is learned, and the rules stand alone."""

LARGEST = 8_000
"""Messages to learn from: 4,500 took 20 seconds on one core, and time grows with the cube."""

_BLOCK = 1_000
_MOST_PARTS = 24
_LONG_SENTENCE = 30
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
        bias: is added to them.
        curve: the log-odds of a message is `curve @ (score, score of its worst sentence, 1)`.
        threshold: the probability from which on it raises the alarm.
    """

    features: Features
    square: Array
    linear: Array
    sparse: Array
    bias: float
    curve: Array
    threshold: float

    def alarm(self, texts: Sequence[str], embeddings: Array) -> Array:
        """Return for each text, as a message of its own, the probability that it is a threat.

        Args:
            texts: messages or sentences.
            embeddings: their unit vectors, (len(texts), dimension).
        """
        scores = self.scores(texts, embeddings)
        return _probability((self.curve[0] + self.curve[1]) * scores + self.curve[2])

    def message_alarm(self, parts: Sequence[str], embeddings: Array) -> float:
        """Return the probability that a message, given as its `parts_of`, is a threat."""
        scores = self.scores(parts, embeddings)
        worst = scores[1:].max() if len(scores) > 1 else scores[0]
        return float(_probability(self.curve @ np.array([scores[0], worst, 1], dtype=np.float32)))

    def scores(self, texts: Sequence[str], embeddings: Array) -> Array:
        """Return an uncalibrated score for each text, about 1 for a threat and 0 for others."""
        curved = np.einsum("td,td->t", embeddings @ self.square, embeddings)
        grams = self.features.of(texts) @ self.sparse
        return np.asarray(curved + embeddings @ self.linear + grams + self.bias, np.float32)

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
            bias=np.float64(self.bias),
            curve=self.curve,
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
                    bias=float(parts["bias"]),
                    curve=parts["curve"],
                    threshold=float(parts["threshold"]),
                )
        except (KeyError, ValueError, OSError, EOFError, zipfile.BadZipFile) as error:
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
    judged = parts[1:] or parts  # evidence is a sentence where there are several
    weight = np.array([float(bool(signs(part))) for part in judged])
    explicit = bool(weight.any()) or bool(signs(message))
    score = SIGN if explicit else 0.0
    if detector is None:
        return Urgency(score, explicit, judged[int(np.argmax(weight))])
    weight += detector.alarm(judged, embeddings[-len(judged) :])
    probability = detector.message_alarm(parts, embeddings)
    return Urgency(
        score=max(score, probability),
        is_urgent=explicit or probability >= detector.threshold,
        evidence=judged[int(np.argmax(weight))],
    )


def train_detector(
    messages: Sequence[str], embeddings: Array, urgent: Sequence[bool]
) -> Detector | None:
    """Learn from labelled messages; None if fewer than `FEWEST_THREATS` are threats.

    A threat is often one sentence in many, and which one is not labelled: the detector learns from
    whole messages alone, and how much the worst sentence of a message counts beside the message is
    calibrated, on what is said of each message and its sentences by the same solution without that
    message (exact leave-one-out, as in `head`).

    Args:
        messages: threats and others, those that sound alarming above all.
        embeddings: the unit vectors of the parts of all messages, in the order of `parts_of`.
        urgent: whether each message is a threat.
    """
    labels = np.asarray(urgent, dtype=bool)
    if min(labels.sum(), (~labels).sum()) < FEWEST_THREATS:
        return None
    families = [parts_of(message) for message in messages]
    starts = np.cumsum([0, *(len(parts) for parts in families)])
    kept = _at_most(labels)
    detector, left_out = _fit(
        [families[row] for row in kept],
        [embeddings[starts[row] : starts[row + 1]] for row in kept],
        labels[kept],
    )
    curve = LogisticRegression(C=1e3).fit(left_out, labels[kept])
    coefficients = np.array([*curve.coef_[0], *curve.intercept_], dtype=np.float32)
    odds = left_out @ coefficients[:2] + coefficients[2]
    limit = np.quantile(odds[~labels[kept]], 1 - FALSE_ALARMS)
    return replace(detector, curve=coefficients, threshold=float(_probability(limit)))


def _probability(odds: Array | np.float32 | np.float64) -> Array:
    return np.asarray(0.5 + 0.5 * np.tanh(odds / 2), dtype=np.float32)


def _at_most(labels: NDArray[np.bool_]) -> NDArray[np.int64]:
    """All messages, or an even choice where they are too many to solve: threats before others."""
    threats, others = np.flatnonzero(labels)[: LARGEST // 2], np.flatnonzero(~labels)
    places = np.linspace(0, len(others) - 1, min(len(others), LARGEST - len(threats)), dtype=int)
    return np.union1d(threats, others[places])


def _fit(
    families: Sequence[tuple[str, ...]], embeddings: Sequence[Array], labels: NDArray[np.bool_]
) -> tuple[Detector, Array]:
    """Train on whole messages.

    Returns:
        The detector, and of each message what is said of it and of its worst sentence by what was
        learned from the others, (messages, 2).
    """
    texts = [parts[0] for parts in families]
    vectors = np.array([rows[0] for rows in embeddings])
    features = Features.fit(texts)
    grams = features.of(texts)
    goal = labels.astype(np.float32)
    system = _kernel(vectors, grams, vectors, grams)
    weight = np.where(labels, _THREAT_WEIGHT, 1.0).astype(np.float32)
    system[np.diag_indices_from(system)] += _RIDGE * weight.mean() / weight
    inverse = _inverse(system)
    dual = inverse @ goal
    detector = Detector(
        features=features,
        square=np.asarray(_SQUARE * (vectors.T * dual) @ vectors, dtype=np.float32),
        linear=np.asarray(_LINEAR * vectors.T @ dual, dtype=np.float32),
        sparse=np.asarray(_GRAMS * (grams.T @ dual), dtype=np.float32),
        bias=float(dual.sum()),
        curve=np.array([1, 0, 0], dtype=np.float32),
        threshold=1.0,
    )
    share = dual / np.diag(inverse)  # without message m the weights are dual - inverse[m] share[m]
    alone = goal - share
    worst = np.full(len(texts), -np.inf, dtype=np.float32)
    owner = np.repeat(np.arange(len(texts)), [len(parts) - 1 for parts in families])
    sentences = [part for parts in families for part in parts[1:]]
    rest = np.concatenate([rows[1:] for rows in embeddings])
    for start in range(0, len(sentences), _BLOCK):
        block = slice(start, start + _BLOCK)
        kernel = _kernel(rest[block], features.of(sentences[block]), vectors, grams)
        own = np.einsum("st,st->s", kernel, inverse[owner[block]]) * share[owner[block]]
        np.maximum.at(worst, owner[block], kernel @ dual - own)
    worst = np.where(np.isfinite(worst), worst, alone)
    return detector, np.column_stack([alone, worst]).astype(np.float32)


def _kernel(left: Array, left_grams: sp.csr_matrix, right: Array, grams: sp.csr_matrix) -> Array:
    cosine = left @ right.T
    shared = (left_grams @ grams.T).toarray()
    return np.asarray(_LINEAR * cosine + _SQUARE * cosine**2 + _GRAMS * shared + 1, np.float32)


def _inverse(system: Array) -> Array:
    """Invert a symmetric positive definite matrix: half the work of inverting any matrix."""
    factor, _ = la.lapack.spotrf(system, lower=True, clean=True)
    lower, _ = la.lapack.spotri(factor, lower=True)
    return np.asarray(np.tril(lower) + np.tril(lower, -1).T, dtype=np.float32)
