"""From a message to protocols, each with the probability that it is right."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import softmax

from kb_assistant.calibration import NOTHING, Calibration
from kb_assistant.embedding import Embedder
from kb_assistant.glossary import Glossary
from kb_assistant.head import Head
from kb_assistant.index import Index
from kb_assistant.index.parts import CALIBRATION, GLOSSARY, HEAD, URGENCY
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
    """Every protocol, best first, and whether the message calls for an urgent one."""

    hits: tuple[Hit, ...]
    urgent: bool


@dataclass(frozen=True, slots=True, eq=False)
class Retriever:
    """Everything that ranking a message needs, none of it changing.

    Args:
        protocols: one for each class of the head, in that order.
        head: scores protocols.
        calibration: turns scores into confidences.
        detector: recognises threats; None where the phrasings taught none.
        watched: whether a protocol is left to the detector, one flag for each of them.
        glossary: house words.
        embedder: the model that the head was trained on.
    """

    protocols: tuple[Protocol, ...]
    head: Head
    calibration: Calibration
    detector: Detector | None
    watched: NDArray[np.bool_]
    glossary: Glossary
    embedder: Embedder

    @classmethod
    def from_index(cls, index: Index, embedder: Embedder) -> "Retriever":
        """Take the learned parts out of `index`.

        Raises:
            StoredIndexError: if a part is missing or malformed.
        """
        head = Head.from_bytes(index.parts[HEAD], index.vectors.vectors())
        of_id = {protocol.id: protocol for protocol in index.protocols}
        protocols = tuple(of_id[name] for name in head.classes if name != NOTHING)
        detector = index.parts.get(URGENCY)
        taught = watched(index.protocols, index.passages)
        return cls(
            protocols=protocols,
            head=head,
            calibration=Calibration.from_bytes(index.parts[CALIBRATION]),
            detector=None if detector is None else Detector.from_bytes(detector),
            watched=np.array([protocol.id in taught for protocol in protocols]),
            glossary=Glossary.from_bytes(index.parts[GLOSSARY]),
            embedder=embedder,
        )

    def rank(self, message: str) -> Ranking:
        """Rank every protocol for `message`, of which the first `LONGEST_MESSAGE` count."""
        message = message[:LONGEST_MESSAGE]
        read, asked = parts_of(message), (message, *segments(message))
        expanded = tuple(map(self.glossary.expand, asked))
        texts = tuple(dict.fromkeys((*read, *expanded)))
        place = {text: number for number, text in enumerate(texts)}
        vectors = self.embedder.embed_queries(texts)
        alarm = urgency(message, vectors[[place[text] for text in read]], self.detector)
        scores = self.head.scores(expanded, vectors[[place[text] for text in expanded]])
        return self._ranking(scores, alarm)

    def _ranking(self, scores: NDArray[np.float32], alarm: Urgency) -> Ranking:
        by_detector = np.flatnonzero(self.watched)
        seen = scores.copy()
        seen[:, by_detector] = -np.inf  # the detector alone speaks for these
        confidences = self.calibration.confidences(seen, self.head.classes)
        merged, leads = merge(confidences)
        urgent = np.array([protocol.urgent for protocol in self.protocols])
        best = int(merged.argmax())
        called = bool(urgent[best]) and bool(merged[best] >= self.calibration.choose_at)
        candidates = by_detector if by_detector.size else np.flatnonzero(urgent)
        if candidates.size:
            share = softmax(self.calibration.scale * scores[0, candidates])
            # An alarm that is not raised leads nothing: it stays behind what the message is about.
            most = 1.0 if alarm.is_urgent else merged[best]
            score = alarm.score if alarm.score >= self.calibration.choose_at else 0.0
            merged[candidates] = np.clip(score * share, merged[candidates], most)
            leads[candidates[int(share.argmax())]] |= alarm.is_urgent
            called |= alarm.is_urgent
        hits = [
            Hit(protocol, float(confidence), bool(lead))
            for protocol, confidence, lead in zip(self.protocols, merged, leads, strict=True)
        ]
        hits.sort(
            key=lambda hit: (
                called and hit.leads and hit.protocol.urgent,
                hit.confidence,
                hit.leads,
            ),
            reverse=True,
        )
        return Ranking(tuple(hits), called)


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
