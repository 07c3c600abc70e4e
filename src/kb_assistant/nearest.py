"""Ranking without a trained head: the nearest passages, by meaning and by words.

For corpora of more texts than one matrix inverse is worth. A protocol scores .8 of the cosine of
its nearest passage plus .2 of its best BM25 score, which b / (b + 8) brings between 0 and 1.
Measured without phrasings on 590 dev messages of the two guides and 700 of CLINC150 and BANKING77,
it finds the right protocol as often as any weighting tried, about a point more than the cosine
alone; with BM25 divided by its best score, as is common, two to five points less.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from kb_assistant.calibration import NOTHING, Calibration
from kb_assistant.errors import StoredIndexError
from kb_assistant.index import LexicalIndex, Passage, VectorIndex
from kb_assistant.protocols import Protocol

Array = NDArray[np.float32]
Rows = NDArray[np.int64]

FAR = -1.0
"""The score of a protocol that none of the nearest passages belongs to: in effect no chance.
"Nothing fits" is never farther than 0: it needs no passage to be right."""

UNTAUGHT = Calibration(scale=22.0, nothing=6.5, answer_at=0.7, choose_at=0.08)
"""For a corpus without phrasings: fitted to the dev messages of the two guides, CLINC150 and
BANKING77 together. About a third of the answerable messages is answered rightly and one in twenty
wrongly; most others end in a choice."""


@dataclass(frozen=True, slots=True)
class Weights:
    """How passages are found and weighed; kept with a version, which then answers as it was built.

    Args:
        dense: the share of the cosine in a score; the rest is BM25's.
        half: the BM25 score that counts half.
        near: how many of the nearest passages are looked at.
        alike: how many of those with the best BM25 scores.
    """

    dense: float = 0.8
    half: float = 8.0
    near: int = 100
    alike: int = 50

    def to_bytes(self) -> bytes:
        """Return them as JSON."""
        return json.dumps(asdict(self), indent=1).encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> "Weights":
        """Read what `to_bytes` wrote.

        Raises:
            StoredIndexError: if the data is of another form.
        """
        try:
            content = json.loads(data)
            return cls(
                float(content["dense"]),
                float(content["half"]),
                int(content["near"]),
                int(content["alike"]),
            )
        except (ValueError, TypeError, KeyError) as error:
            raise StoredIndexError(
                "The ranking of the index cannot be read. Build again: kb-assistant build"
            ) from error


@dataclass(frozen=True, slots=True, eq=False)
class Nearest:
    """A scorer of classes.

    Args:
        classes: protocol ids, and `""` for "nothing fits" if there are phrasings of that.
        vectors: the embedding of each passage.
        lexical: the words of each passage.
        class_of: the class of each passage, as an index into `classes`.
        always: the passages that are looked at for every message: those of urgent protocols.
        weights: how they are weighed.
    """

    classes: tuple[str, ...]
    vectors: VectorIndex
    lexical: LexicalIndex
    class_of: Rows
    always: Rows
    weights: Weights

    @classmethod
    def of(
        cls,
        protocols: Sequence[Protocol],
        passages: Sequence[Passage],
        vectors: VectorIndex,
        lexical: LexicalIndex,
        weights: Weights,
    ) -> "Nearest":
        """Rank `protocols` by their `passages`, in whose order `vectors` and `lexical` are."""
        ids = dict.fromkeys(passage.protocol or NOTHING for passage in passages)
        classes = tuple(sorted(ids, key=lambda name: (name == NOTHING, name)))
        place = {name: number for number, name in enumerate(classes)}
        urgent = {protocol.id for protocol in protocols if protocol.urgent}
        return cls(
            classes,
            vectors,
            lexical,
            np.array([place[passage.protocol or NOTHING] for passage in passages]),
            np.flatnonzero([passage.protocol in urgent for passage in passages]),
            weights,
        )

    def scores(self, texts: Sequence[str], embeddings: Array) -> Array:
        """Return a score per text and class, at most 1; `FAR` for classes that are not near.

        Args:
            texts: the messages.
            embeddings: their unit vectors, shape (len(texts), dimension).
        """
        return self._scores(texts, embeddings, np.full(len(texts), -1))

    def left_out(self, rows: Rows, texts: Sequence[str]) -> Array:
        """Return what passages score when each is no passage itself, shape (rows, classes).

        Args:
            rows: which passages.
            texts: their words, as `lexical` was built on them.
        """
        return self._scores(texts, self.vectors.rows(rows), rows)

    def _scores(self, texts: Sequence[str], embeddings: Array, without: Rows) -> Array:
        scores = np.full((len(texts), len(self.classes)), FAR, np.float32)
        cosines, nearest = self.vectors.search(embeddings, self.weights.near + 1)
        for row, text in enumerate(texts):
            words = self.lexical.scores(text)
            others = np.setdiff1d(np.union1d(self._alike(words), self.always), nearest[row])
            found = np.concatenate([nearest[row], others])
            dense = np.concatenate([cosines[row], self.vectors.rows(others) @ embeddings[row]])
            keep = found != without[row]
            found, dense = found[keep], dense[keep]
            bm25 = words[found] / (words[found] + self.weights.half)
            of = self.class_of[found]
            best, said = scores[row].copy(), np.zeros(len(self.classes), np.float32)
            np.maximum.at(best, of, dense)
            np.maximum.at(said, of, bm25)
            scores[row, of] = self.weights.dense * best[of] + (1 - self.weights.dense) * said[of]
        if self.classes[-1] == NOTHING:
            scores[:, -1] = np.maximum(scores[:, -1], 0)
        return scores

    def _alike(self, words: Array) -> Rows:
        """The passages that share most with a message's words."""
        rows = np.flatnonzero(words)
        if len(rows) > self.weights.alike:
            rows = rows[np.argpartition(words[rows], -self.weights.alike)[-self.weights.alike :]]
        return rows
