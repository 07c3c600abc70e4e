"""What there is to learn from a corpus's phrasings, and what is held out to be examined on."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kb_assistant.calibration import NOTHING
from kb_assistant.corpus import read_corpus
from kb_assistant.errors import CorpusError
from kb_assistant.glossary import Glossary
from kb_assistant.index import Passage
from kb_assistant.ingest import passages_of
from kb_assistant.tuned import text_digest
from kb_assistant.watch import watched

HELD_OUT = 0.18
"""Share of the phrasings that the encoder is not trained on."""
FEWEST = 60
"""Held-out phrasings, of protocols, that a comparison and a calibration need."""
_SAMPLE = 20
_SAMPLE_OF_NOTHING = 400


@dataclass(frozen=True, slots=True, eq=False)
class Lesson:
    """What there is to learn from, and what to be examined on.

    Args:
        texts: what a build embeds, in its order.
        labels: the protocol of each, `NOTHING` if none covers it.
        messages: whether each is a phrasing rather than the words of a protocol.
        held: whether each is held out.
        ranked: whether each is asked for: threats are not, they have a detector of their own.
        digests: of the phrasings that are held out.
    """

    texts: tuple[str, ...]
    labels: NDArray[np.str_]
    messages: NDArray[np.bool_]
    held: NDArray[np.bool_]
    ranked: NDArray[np.bool_]
    digests: frozenset[str]


def prepare_lesson(corpus: Path, seed: int) -> Lesson:
    """Read `corpus` and hold out a share of its phrasings, drawn from each protocol and file.

    Raises:
        CorpusError: if too few are left for either purpose.
    """
    content = read_corpus(corpus)
    passages = passages_of(content)
    messages = np.array([passage.kind == "phrasing" for passage in passages])
    places = [""] * int((~messages).sum()) + [phrasing.path for phrasing in content.phrasings]
    held = _hold_out(passages, places, seed)
    threats = watched(content.protocols, passages)
    glossary = Glossary.parse(content.glossary)
    labels = np.array([passage.protocol or NOTHING for passage in passages])
    ranked = np.array([passage.protocol not in threats for passage in passages])
    if (held & ranked & (labels != NOTHING)).sum() < FEWEST:
        raise CorpusError(
            f"{corpus} has too few phrasings to tune on: fewer than {FEWEST} could be held out."
            f" Write more into {corpus / 'phrasings'}, about ten for each protocol."
        )
    return Lesson(
        tuple(glossary.expand(passage.text) for passage in passages),
        labels,
        messages,
        held,
        ranked,
        frozenset(text_digest(passages[row].text) for row in np.flatnonzero(held)),
    )


def _hold_out(passages: Sequence[Passage], places: Sequence[str], seed: int) -> NDArray[np.bool_]:
    groups: dict[tuple[str, str], list[int]] = {}
    for row, (passage, place) in enumerate(zip(passages, places, strict=True)):
        if passage.kind == "phrasing":
            groups.setdefault((passage.protocol or NOTHING, place), []).append(row)
    random = np.random.default_rng(seed)
    held = np.zeros(len(passages), dtype=bool)
    for _, rows in sorted(groups.items()):
        held[random.permutation(rows)[: round(HELD_OUT * len(rows))]] = True
    return held


def quiz_of(lesson: Lesson, seed: int) -> NDArray[np.bool_]:
    """Draw the texts of a quicker examination: a few of each protocol, and the held-out ones."""
    random = np.random.default_rng(seed)
    rows = np.flatnonzero(~lesson.held)
    chosen = np.zeros(len(lesson.texts), dtype=bool)
    for label in np.unique(lesson.labels[rows]):
        of_label = random.permutation(rows[lesson.labels[rows] == label])
        chosen[of_label[: _SAMPLE_OF_NOTHING if label == NOTHING else _SAMPLE]] = True
    return chosen
