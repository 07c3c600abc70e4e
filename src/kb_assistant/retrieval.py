"""From a message to protocols, each with the probability that it is right."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol as Interface

import numpy as np
from numpy.typing import NDArray
from scipy.special import softmax
from threadpoolctl import threadpool_limits

from kb_assistant.calibration import NOTHING, Calibration
from kb_assistant.embedding import Embedder
from kb_assistant.errors import StoredIndexError
from kb_assistant.glossary import Glossary
from kb_assistant.head import Head
from kb_assistant.index import Index
from kb_assistant.index.parts import CALIBRATION, GLOSSARY, HEAD, NEAREST, URGENCY
from kb_assistant.nearest import Nearest, Weights
from kb_assistant.protocols import Protocol
from kb_assistant.segments import LONGEST_MESSAGE, segments
from kb_assistant.urgency import Detector, Urgency, parts_of, urgency
from kb_assistant.watch import watched


@dataclass(frozen=True, slots=True)
class Hit:
    """A protocol found for a message.

    Args:
        protocol: the protocol.
        confidence: the probability, 0 to 1, that it is right for an issue of the message.
        leads: whether the message or a part of it is about this protocol more than any other.
    """

    protocol: Protocol
    confidence: float
    leads: bool


@dataclass(frozen=True, slots=True)
class Ranking:
    """The best protocols, best first, and whether the message calls for an urgent one."""

    hits: tuple[Hit, ...]
    urgent: bool


class Scorer(Interface):
    """What ranks protocols: a trained `Head`, or the `Nearest` passages where there are many."""

    @property
    def classes(self) -> tuple[str, ...]:
        """Protocol ids, and last `""` for "nothing fits" if it was taught such messages."""

    def scores(self, texts: Sequence[str], embeddings: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return a score per text and class, the higher the better.

        Args:
            texts: the messages.
            embeddings: their unit vectors, shape (len(texts), dimension).
        """


@dataclass(frozen=True, slots=True, eq=False)
class Retriever:
    """Everything that ranking a message needs, none of it changing.

    Args:
        protocols: one for each class of the scorer, in that order.
        scorer: scores protocols.
        calibration: turns scores into confidences.
        detector: recognises threats; None where the phrasings taught none.
        watched: the protocols that are left to the detector, as indices.
        urgent: whether a protocol is urgent, one flag for each of them.
        glossary: house words.
        embedder: the model that the index was built with.
    """

    protocols: tuple[Protocol, ...]
    scorer: Scorer
    calibration: Calibration
    detector: Detector | None
    watched: NDArray[np.int64]
    urgent: NDArray[np.bool_]
    glossary: Glossary
    embedder: Embedder

    @classmethod
    def from_index(cls, index: Index, embedder: Embedder) -> "Retriever":
        """Take the learned parts out of `index`.

        Raises:
            StoredIndexError: if a part is missing or malformed.
        """
        # A message is too little work to share: with two threads on a busy machine, the threads'
        # waiting for each other took four to ten times as long as the work itself.
        threadpool_limits(1, user_api="blas")
        scorer = _scorer(index)
        of_id = {protocol.id: protocol for protocol in index.protocols}
        protocols = tuple(of_id[name] for name in scorer.classes if name != NOTHING)
        detector = index.parts.get(URGENCY)
        taught = watched(index.protocols, index.passages)
        return cls(
            protocols=protocols,
            scorer=scorer,
            calibration=Calibration.from_bytes(index.parts[CALIBRATION]),
            detector=None if detector is None else Detector.from_bytes(detector),
            watched=np.flatnonzero([protocol.id in taught for protocol in protocols]),
            urgent=np.array([protocol.urgent for protocol in protocols], dtype=bool),
            glossary=Glossary.from_bytes(index.parts[GLOSSARY]),
            embedder=embedder,
        )

    def rank(self, message: str) -> Ranking:
        """Rank the protocols for `message`, of which the first `LONGEST_MESSAGE` count."""
        message = message[:LONGEST_MESSAGE]
        read, expanded = self._read(message)
        texts = tuple(dict.fromkeys((*read, *expanded)))
        place = {text: number for number, text in enumerate(texts)}
        vectors = self.embedder.embed_queries(texts)
        alarm = urgency(message, vectors[[place[text] for text in read]], self.detector)
        scores = self.scorer.scores(expanded, vectors[[place[text] for text in expanded]])
        return self._ranking(scores, alarm)

    def texts(self, message: str) -> tuple[str, ...]:
        """Return what is embedded of a message, for those who embed many at once."""
        read, expanded = self._read(message[:LONGEST_MESSAGE])
        return (*read, *expanded)

    def _read(self, message: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """What the detector reads of a message, and what the scorer reads."""
        asked = (message, *segments(message))
        return parts_of(message), tuple(map(self.glossary.expand, asked))

    def _ranking(self, scores: NDArray[np.float32], alarm: Urgency) -> Ranking:
        seen = scores.copy()
        seen[:, self.watched] = -np.inf  # the detector alone speaks for these
        confidences = self.calibration.confidences(seen, self.scorer.classes)
        merged, leads = merge(confidences)
        best = int(merged.argmax())
        called = bool(self.urgent[best]) and bool(merged[best] >= self.calibration.choose_at)
        candidates = self.watched if self.watched.size else np.flatnonzero(self.urgent)
        if candidates.size:
            share = softmax(self.calibration.scale * scores[0, candidates])
            # An alarm that is not raised leads nothing: it stays behind what the message is about.
            most = 1.0 if alarm.is_urgent else merged[best]
            merged[candidates] = np.clip(alarm.score * share, merged[candidates], most)
            leads[candidates[int(share.argmax())]] |= alarm.is_urgent
            called |= alarm.is_urgent
        return Ranking(self._hits(merged, leads, called=called), called)

    def _hits(
        self, confidences: NDArray[np.float64], leads: NDArray[np.bool_], *, called: bool
    ) -> tuple[Hit, ...]:
        """Return what leads, and of the rest the best."""
        first = called & leads & self.urgent
        order = np.lexsort((~leads, -confidences, ~first))
        kept = np.flatnonzero((np.arange(len(order)) < _MOST_HITS) | leads[order])
        return tuple(
            Hit(self.protocols[row], float(confidences[row]), bool(leads[row]))
            for row in order[kept].tolist()
        )


_MOST_HITS = 50
"""More than anyone looks at. Of ten thousand protocols, each as a `Hit` would take longer than to
find them."""


def _scorer(index: Index) -> Scorer:
    if NEAREST in index.parts:
        weights = Weights.from_bytes(index.parts[NEAREST])
        return Nearest.of(index.protocols, index.passages, index.vectors, index.lexical, weights)
    if HEAD in index.parts:
        return Head.from_bytes(index.parts[HEAD], index.vectors.vectors())
    raise StoredIndexError("The index has nothing to rank with. Build again: kb-assistant build")


PART_SPEAKS_AT = 0.4
"""Confidence from which a part of a message counts, and a further issue gets a card of its own.

On the dev messages every issue of 72 in 100 messages with several then has its card, 60 at the
threshold of a single answer, and no message with one issue is ranked differently.
"""


def merge(
    confidences: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Merge what a message and its parts say of each protocol.

    In the whole message an issue competes with the others; a part that knows one speaks for it.
    Parts that know none are fragments, and would only add noise.

    Args:
        confidences: shape (1 + parts, protocols), the whole message first.

    Returns:
        The confidence of each protocol, and whether it leads the message or a part of it.
    """
    merged = confidences[0].copy()
    leads = np.zeros(len(merged), dtype=bool)
    leads[merged.argmax()] = True
    for row in confidences[1:]:
        best = int(row.argmax())
        if row[best] >= PART_SPEAKS_AT:
            merged[best] = max(merged[best], row[best])
            leads[best] = True
    return merged, leads
