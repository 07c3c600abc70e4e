"""Sparse features of a text: hashed character and word n-grams, weighted by tf-idf.

Characters see through typing errors, words through neither; together with an embedding they make
three views of a message. Hashing needs no vocabulary, so nothing but numbers is stored.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.preprocessing import normalize

CHARACTER_FEATURES = 2**16
WORD_FEATURES = 2**15
_LONGEST = 4_000
"""Characters of a text that count: a message is decided by what it says, not by its length."""

_CHARACTERS = HashingVectorizer(
    analyzer="char_wb",
    ngram_range=(2, 5),
    n_features=CHARACTER_FEATURES,
    alternate_sign=False,
    norm=None,
    strip_accents="unicode",
    dtype=np.float32,
)
_WORDS = HashingVectorizer(
    ngram_range=(1, 2),
    n_features=WORD_FEATURES,
    alternate_sign=False,
    norm=None,
    strip_accents="unicode",
    dtype=np.float32,
)


@dataclass(frozen=True, slots=True)
class Features:
    """Inverse document frequencies of the hashed n-grams.

    Args:
        characters: shape (CHARACTER_FEATURES,); 0 for an n-gram seen in fewer than two texts.
        words: shape (WORD_FEATURES,).
    """

    characters: NDArray[np.float32]
    words: NDArray[np.float32]

    @classmethod
    def fit(cls, texts: Sequence[str]) -> "Features":
        """Count in how many of `texts` each n-gram stands."""
        return cls(
            _idf(_counts(_CHARACTERS, texts), rarest=2), _idf(_counts(_WORDS, texts), rarest=1)
        )

    def of(self, texts: Sequence[str]) -> sp.csr_matrix:
        """Return shape (len(texts), CHARACTER_FEATURES + WORD_FEATURES).

        Each half of a row has unit length (or is zero), so the inner product of two rows is the
        sum of two cosines.
        """
        halves = [
            normalize(_tf(_counts(vectorizer, texts)) @ sp.diags(idf), copy=False)
            for vectorizer, idf in ((_CHARACTERS, self.characters), (_WORDS, self.words))
        ]
        return sp.hstack(halves, format="csr", dtype=np.float32)


def _counts(vectorizer: HashingVectorizer, texts: Sequence[str]) -> sp.csr_matrix:
    return vectorizer.transform([text[:_LONGEST] for text in texts])


def _tf(counts: sp.csr_matrix) -> sp.csr_matrix:
    counts.data = 1 + np.log(counts.data)
    return counts


def _idf(counts: sp.csr_matrix, rarest: int) -> NDArray[np.float32]:
    seen_in = np.asarray((counts > 0).sum(axis=0)).ravel()
    idf = np.log((1 + counts.shape[0]) / (1 + seen_in)) + 1
    return np.where(seen_in >= rarest, idf, 0).astype(np.float32)
