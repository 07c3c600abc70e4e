"""Fine-tunes the encoder on a corpus's own phrasings, and keeps the result only if it wins.

Some phrasings of each protocol are held out. The untuned and the tuned encoder each get the head
that a build would train on the others, and are asked the held-out ones: what counts is not how
well the encoder learned its lesson, but whether answers to messages that it never saw got better.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kb_assistant import head as heads
from kb_assistant.calibration import NOTHING, calibrate
from kb_assistant.corpus import read_corpus
from kb_assistant.embedding import DEFAULT_MODEL, Embedder, load_embedder
from kb_assistant.embedding.training import Embed, Recipe, fine_tune, require_extra
from kb_assistant.errors import CorpusError
from kb_assistant.evaluation.statistics import auroc, mcnemar
from kb_assistant.glossary import Glossary
from kb_assistant.index import Passage
from kb_assistant.ingest import passages_of
from kb_assistant.tuned import TunedEncoder, text_digest
from kb_assistant.watch import watched

Tell = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and how much there is."""

HELD_OUT = 0.18
"""Share of the phrasings that the encoder is not trained on."""
FEWEST = 60
"""Held-out phrasings, of protocols, that a comparison and a calibration need."""
SIGNIFICANT = 0.05
_TOLERATED = 0.005
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


@dataclass(frozen=True, slots=True, eq=False)
class Tuning:
    """What came of a tuning.

    Args:
        before: what the untuned encoder is worth.
        after: what the tuned one is worth; None if no step of the training was an improvement.
        folder: where it was written; None if it was not kept.
        digest: its sha256, empty without one.
    """

    before: Marks
    after: Marks | None
    folder: Path | None
    digest: str

    @property
    def p(self) -> float:
        """The probability of such a difference by chance (exact McNemar)."""
        return 1.0 if self.after is None else paired(self.before, self.after)


def paired(before: Marks, after: Marks) -> float:
    """Return the probability of such a difference in Success@1 by chance."""
    won = int((after.right & ~before.right).sum())
    return mcnemar(won, int((before.right & ~after.right).sum()))


def wins(before: Marks, after: Marks) -> bool:
    """Return whether `after` finds significantly more, and refuses no worse."""
    worse = after.separation < before.separation - _TOLERATED
    return after.success > before.success and paired(before, after) < SIGNIFICANT and not worse


def tune(
    corpus: Path, *, model: str = DEFAULT_MODEL, recipe: Recipe | None = None, tell: Tell
) -> Tuning:
    """Fine-tune `model` on the phrasings of `corpus`, and keep the result there if it wins.

    Raises:
        ModelError: if the model or a package is missing, or the model cannot be tuned.
        CorpusError: if there are too few phrasings.
    """
    recipe = recipe or Recipe()
    require_extra()
    lesson = prepare_lesson(corpus, recipe.seed)
    untuned = load_embedder(model)
    before = examine(lesson, _vectors(lesson, untuned, tell, "Untuned"))
    quiz = _quiz(lesson, recipe.seed)
    learnt = np.flatnonzero(lesson.messages & ~lesson.held)
    adapter = fine_tune(
        model,
        [lesson.texts[row] for row in learnt],
        list(lesson.labels[learnt]),
        recipe,
        lambda embed: quick(lesson, quiz, embed),
        lambda step, steps: tell("Training", step, steps),
    )
    if adapter is None:
        return Tuning(before, None, None, "")
    tuned = load_embedder(model, adapter)
    after = examine(lesson, _vectors(lesson, tuned, tell, "Tuned"))
    artefact = TunedEncoder(
        adapter,
        model,
        lesson.digests,
        {
            "success@1_before": before.success,
            "success@1_after": after.success,
            "auroc_before": before.separation,
            "auroc_after": after.separation,
            "p": paired(before, after),
        },
        asdict(recipe),
    )
    folder = artefact.save(corpus) if wins(before, after) else None
    return Tuning(before, after, folder, artefact.digest)


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


def _quiz(lesson: Lesson, seed: int) -> NDArray[np.bool_]:
    """Draw the texts of a quicker examination: a few of each protocol, and the held-out ones."""
    random = np.random.default_rng(seed)
    rows = np.flatnonzero(~lesson.held)
    chosen = np.zeros(len(lesson.texts), dtype=bool)
    for label in np.unique(lesson.labels[rows]):
        of_label = random.permutation(rows[lesson.labels[rows] == label])
        chosen[of_label[: _SAMPLE_OF_NOTHING if label == NOTHING else _SAMPLE]] = True
    return chosen


def quick(lesson: Lesson, taught: NDArray[np.bool_], embed: Embed) -> float:
    """Return Success@1 plus AUROC with a head on a sample of the texts."""
    used = np.flatnonzero(taught | (lesson.held & lesson.ranked))
    found = embed([lesson.texts[row] for row in used])
    vectors = np.zeros((len(lesson.texts), found.shape[1]), np.float32)
    vectors[used] = found
    marks = examine(lesson, vectors, taught)
    return marks.success + (0.0 if np.isnan(marks.separation) else marks.separation)


def _vectors(lesson: Lesson, embedder: Embedder, tell: Tell, what: str) -> heads.Array:
    vectors = np.empty((len(lesson.texts), embedder.dimension), np.float32)
    for kind, embed in ((True, embedder.embed_queries), (False, embedder.embed_passages)):
        rows = np.flatnonzero(lesson.messages == kind)
        vectors[rows] = embed(
            [lesson.texts[row] for row in rows],
            lambda done: tell(f"{what}: embedding", done, len(lesson.texts)),
        )
    return vectors
