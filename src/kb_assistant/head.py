"""The learned head: a regularised least-squares classifier over three views of a message.

One class per protocol and one for "nothing fits". The kernel is a Gaussian of the distance between
two embeddings plus the cosines of their character n-grams and of their words. Solving for the
weights takes one matrix inverse, and the same inverse gives the exact leave-one-out score of every
training text (Rifkin and Lippert, *Notes on Regularized Least Squares*, 2007), so confidences are
calibrated on texts that the head has not seen, without training it once per fold.
"""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.linalg as la
from numpy.typing import NDArray

from kb_assistant.errors import StoredIndexError
from kb_assistant.features import Features

Array = NDArray[np.float32]

LARGEST = 12_000
"""Training texts that one inverse is worth: 12,000 need about 3 GB and a minute."""

# Chosen on left-out phrasings of the two guides and on CLINC150 and BANKING77 together; a factor
# of two in either direction moves Success@1 by less than a point on each.
_SHARPNESS = 3.0
_GRAMS = 0.3
_RIDGE = 0.3
_BALANCE = 0.5
"""How far rare classes are weighed up: 0 not at all, 1 to the weight of the frequent ones."""


@dataclass(frozen=True, slots=True, eq=False)
class Head:
    """A scorer of classes.

    Args:
        classes: protocol ids, and `""` for "nothing fits" if it was trained with such texts.
        features: the n-grams' frequencies.
        vectors: the embeddings of the training texts, unit length, shape (texts, dimension).
        dual: the weight of each training text, shape (texts, classes).
        known: the n-grams that any training text holds, ascending, shape (known,).
        grams: the weights of those n-grams, shape (known, classes); all others weigh nothing.
    """

    classes: tuple[str, ...]
    features: Features
    vectors: Array
    dual: Array
    known: NDArray[np.int32]
    grams: Array

    def scores(self, texts: Sequence[str], embeddings: Array) -> Array:
        """Return a score per text and class, about 1 for a class that fits and 0 for others.

        Args:
            texts: the messages.
            embeddings: their unit vectors, shape (len(texts), dimension).
        """
        scores = _near(embeddings @ self.vectors.T) @ self.dual + self.dual.sum(axis=0)
        grams = self.features.of(texts)
        for row in range(len(texts)):
            of_text = slice(grams.indptr[row], grams.indptr[row + 1])
            place = np.searchsorted(self.known, grams.indices[of_text])
            place[place == len(self.known)] = 0
            seen = self.known[place] == grams.indices[of_text]
            scores[row] += grams.data[of_text][seen] @ self.grams[place[seen]]
        return np.asarray(scores, np.float32)

    def to_bytes(self) -> bytes:
        """Return all but the vectors, which the index keeps, as an .npz without pickles."""
        buffer = io.BytesIO()
        np.savez(
            buffer,
            classes=np.array("\n".join(self.classes)),
            characters=self.features.characters,
            words=self.features.words,
            dual=self.dual,
            known=self.known,
            grams=self.grams.astype(np.float16),
        )
        return buffer.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes, vectors: Array) -> "Head":
        """Read what `to_bytes` wrote.

        Args:
            data: the .npz.
            vectors: the embeddings of the texts it was trained on, in their order.

        Raises:
            StoredIndexError: if the data is of another form.
        """
        try:
            with np.load(io.BytesIO(data), allow_pickle=False) as parts:
                return cls(
                    classes=tuple(str(parts["classes"]).split("\n")),
                    features=Features(parts["characters"], parts["words"]),
                    vectors=vectors,
                    dual=parts["dual"],
                    known=parts["known"],
                    grams=parts["grams"].astype(np.float32),
                )
        except (KeyError, ValueError, OSError, EOFError, zipfile.BadZipFile) as error:
            raise StoredIndexError(
                "The learned head of the index cannot be read. Build again: kb-assistant build"
            ) from error


@dataclass(frozen=True, slots=True)
class Training:
    """A trained head, and what it says of each training text when trained without that text.

    Args:
        head: trained on all texts.
        left_out: leave-one-out scores, shape (texts, classes).
        target: the class of each text, as an index into `head.classes`.
    """

    head: Head
    left_out: Array
    target: NDArray[np.int64]


def train(texts: Sequence[str], embeddings: Array, labels: Sequence[str]) -> Training:
    """Fit a head.

    Args:
        texts: at most `LARGEST` messages and protocol texts.
        embeddings: their unit vectors, shape (len(texts), dimension).
        labels: the protocol id of each, or `""` where nothing fits.
    """
    classes = tuple(sorted(set(labels), key=lambda label: (label == "", label)))
    place = {label: number for number, label in enumerate(classes)}
    target = np.array([place[label] for label in labels])
    goal = np.eye(len(classes), dtype=np.float64)[target]
    features = Features.fit(texts)
    grams = features.of(texts)
    kernel = _near(embeddings @ embeddings.T).astype(np.float64)
    kernel += _GRAMS * (grams @ grams.T).toarray()
    dual, left_out = _solve(kernel, goal, target)
    known = np.unique(grams.indices[grams.data != 0]).astype(np.int32)
    weights = _GRAMS * (grams.tocsc()[:, known].T @ dual)
    head = Head(
        classes=classes,
        features=features,
        vectors=embeddings,
        dual=dual.astype(np.float32),
        known=known,
        # Rounded to what is stored: a head answers the same before and after saving.
        grams=np.asarray(weights).astype(np.float16).astype(np.float32),
    )
    return Training(head, left_out.astype(np.float32), target)


def _near(cosines: Array) -> Array:
    """The Gaussian of the distance between unit vectors: 1 where they are the same."""
    return np.asarray(np.exp(_SHARPNESS * (cosines - 1)), np.float32)


def _solve(
    kernel: NDArray[np.float64], goal: NDArray[np.float64], target: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the dual weights and the leave-one-out predictions."""
    weight = (1 / goal.sum(axis=0)[target]) ** _BALANCE
    system = kernel + 1.0  # a constant feature: the bias
    system[np.diag_indices_from(system)] += _RIDGE * weight.mean() / weight
    inverse = la.inv(system, overwrite_a=True, check_finite=False)
    dual = inverse @ goal
    return dual, goal - dual / np.diag(inverse)[:, None]
