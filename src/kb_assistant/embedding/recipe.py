"""How an embedding model is fine-tuned, and what it is shown."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]
Embed = Callable[[Sequence[str]], Array]

_SOME = 8
"""Messages of a class that show where its centre is at first."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a model is fine-tuned.

    Args:
        steps: at most so many.
        every: steps after which the model is judged; it stops once it got worse twice.
        layers: the layers that learn, from the last.
        rank: the width of the thin matrices that they learn.
        rate: the highest learning rate.
        temperature: the scale of the cosines.
        classes, each, nothing: classes in a batch, messages of each, and messages of none.
        longest: tokens of a message that are read.
        seed: of everything drawn at random. The same seed gives the same adapter on the same
            machine with the same number of threads.
    """

    steps: int = 120
    every: int = 30
    layers: int = 3
    rank: int = 16
    rate: float = 1e-3
    temperature: float = 0.07
    classes: int = 22
    each: int = 3
    nothing: int = 32
    longest: int = 64
    seed: int = 0


def batches(
    labels: Sequence[str], recipe: Recipe, random: np.random.Generator
) -> Iterator[list[int]]:
    """Draw the messages of each step, as indices into `labels`; `""` is no class."""
    rows: dict[str, list[int]] = {}
    for row, label in enumerate(labels):
        rows.setdefault(label, []).append(row)
    nothing = rows.pop("", [])
    names = sorted(name for name, of_class in rows.items() if len(of_class) > 1)
    for _ in range(recipe.steps):
        drawn = random.choice(len(names), min(recipe.classes, len(names)), replace=False)
        batch = [
            int(row)
            for place in drawn
            for row in random.choice(
                rows[names[place]], min(recipe.each, len(rows[names[place]])), replace=False
            )
        ]
        yield [
            *batch,
            *map(int, random.choice(nothing, min(recipe.nothing, len(nothing)), replace=False)),
        ]


def centres_of(embed: Embed, texts: Sequence[str], labels: Sequence[str]) -> Array:
    """Return the mean vector of a few messages of each class, in the order of their names."""
    some: dict[str, list[str]] = {name: [] for name in sorted(set(labels) - {""})}
    for text, label in zip(texts, labels, strict=True):
        if label and len(some[label]) < _SOME:
            some[label].append(text)
    vectors = embed([text for of_class in some.values() for text in of_class])
    ends = np.cumsum([len(of_class) for of_class in some.values()])
    return np.stack([rows.mean(axis=0) for rows in np.split(vectors, ends[:-1])])
