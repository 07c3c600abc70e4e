"""Fine-tunes the encoder on a corpus's own phrasings, and keeps the result only if it wins.

Some phrasings of each protocol are held out. The untuned and the tuned encoder each get the head
that a build would train on the others, and are asked the held-out ones: what counts is not how
well the encoder learned its lesson, but whether answers to messages that it never saw got better.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from kb_assistant import head as heads
from kb_assistant.embedding import DEFAULT_MODEL, Embedder, load_embedder
from kb_assistant.embedding.recipe import Recipe
from kb_assistant.embedding.training import fine_tune, require_extra
from kb_assistant.tuned import TunedEncoder
from kb_assistant.tuning.lesson import Lesson, prepare_lesson, quiz_of
from kb_assistant.tuning.marks import Marks, examine, paired, quick, wins

__all__ = ["Marks", "Tuning", "paired", "tune", "wins"]

Tell = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and how much there is."""


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
    quiz = quiz_of(lesson, recipe.seed)
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


def _vectors(lesson: Lesson, embedder: Embedder, tell: Tell, what: str) -> heads.Array:
    vectors = np.empty((len(lesson.texts), embedder.dimension), np.float32)
    for kind, embed in ((True, embedder.embed_queries), (False, embedder.embed_passages)):
        rows = np.flatnonzero(lesson.messages == kind)
        vectors[rows] = embed(
            [lesson.texts[row] for row in rows],
            lambda done: tell(f"{what}: embedding", done, len(lesson.texts)),
        )
    return vectors
