"""BM25: how well the words of a message match the words of each passage.

The one module that imports bm25s. An index is plain JSON and numpy files, without pickle.
"""

import io
import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb_assistant.errors import StoredIndexError

STOP_WORDS = frozenset(
    re.findall(
        r"\w+",
        "a an the and or but if of at by for with about to from in on as into than then so that "
        "this these those it its is am are was were be been being do does did has have had having "
        "i me my we us our you your he him his she her they them their who which what there here "
        "also just please hi hello thanks thank",
    )
)
"""Words that say nothing about the issue. Negations stay: "cannot" and "not" do."""

_WORD = re.compile(r"\w+")
_APOSTROPHES = str.maketrans("", "", "'\u2019")
_ARRAYS: Mapping[str, type[np.generic]] = {
    "data": np.float32,
    "indices": np.int32,
    "indptr": np.int64,
}
_VOCABULARY = "vocabulary.json"
_FILES = frozenset({_VOCABULARY, *(f"{name}.npy" for name in _ARRAYS)})


def tokenize(text: str) -> list[str]:
    """Return the words of `text` in lower case, without stop words ("Can't" is "cant")."""
    folded = unicodedata.normalize("NFKC", text).lower().translate(_APOSTROPHES)
    return [word for word in _WORD.findall(folded) if word not in STOP_WORDS]


@dataclass(frozen=True, slots=True, eq=False)
class LexicalIndex:
    """BM25 scores of n passages, computed when built.

    Args:
        size: the number of passages, n.
        bm25: a bm25s.BM25 whose vocabulary maps a word to its column.
    """

    size: int
    bm25: Any

    @classmethod
    def build(cls, passages: Sequence[str]) -> "LexicalIndex":
        """Index `passages`; equal passages give equal bytes on every run."""
        documents = [tokenize(passage) for passage in passages]
        words = sorted({word for document in documents for word in document})
        vocabulary = {word: number for number, word in enumerate(words)}
        if not words:  # bm25s divides by the mean length, here zero
            empty: dict[str, NDArray[Any]] = {
                name: np.zeros(1 if name == "indptr" else 0, dtype=dtype)
                for name, dtype in _ARRAYS.items()
            }
            return cls(len(passages), _bm25(len(passages), empty, vocabulary))
        bm25 = _bm25(0, {}, {})
        ids = [[vocabulary[word] for word in document] for document in documents]
        # Numbered here, for bm25s numbers a set of words, in another order on each run. Its empty
        # word would have no column.
        bm25.index((ids, vocabulary), create_empty_token=False, show_progress=False)
        return cls(len(passages), bm25)

    def scores(self, query: str) -> NDArray[np.float32]:
        """Return the BM25 score of every passage, (n,): 0 where it shares no word with `query`."""
        ids = self.bm25.get_tokens_ids(tokenize(query))
        if not ids:
            return np.zeros(self.size, dtype=np.float32)
        scores: NDArray[np.float32] = self.bm25.get_scores_from_ids(ids)
        return scores

    def to_files(self) -> dict[str, bytes]:
        """Return the index as the contents of files, by name."""
        files = {}
        for name, dtype in _ARRAYS.items():
            buffer = io.BytesIO()
            array = np.asarray(self.bm25.scores[name], dtype=dtype)
            np.save(buffer, array, allow_pickle=False)
            files[f"{name}.npy"] = buffer.getvalue()
        words = sorted(self.bm25.vocab_dict, key=self.bm25.vocab_dict.__getitem__)
        record = {"passages": self.size, "words": words}
        files[_VOCABULARY] = json.dumps(record, ensure_ascii=False).encode()
        return files

    @classmethod
    def from_files(cls, files: Mapping[str, bytes]) -> "LexicalIndex":
        """Return the index that `to_files` gave.

        Raises:
            StoredIndexError: if a file is missing, unknown or does not fit the others.
        """
        if files.keys() != _FILES:
            names = ", ".join(sorted(files.keys() ^ _FILES))
            raise StoredIndexError(f"the lexical index has missing or unknown files: {names}")
        try:
            arrays = {name: _array(files[f"{name}.npy"], dtype) for name, dtype in _ARRAYS.items()}
            record = json.loads(files[_VOCABULARY])
            size, words = int(record["passages"]), [str(word) for word in record["words"]]
            _check(arrays, size, len(words))
        except (ValueError, KeyError, TypeError, EOFError) as error:
            raise StoredIndexError(f"the lexical index cannot be read: {error}") from error
        vocabulary = {word: number for number, word in enumerate(words)}
        return cls(size, _bm25(size, arrays, vocabulary))

    def save(self, folder: Path) -> None:
        """Write the index's files into `folder`, which is made if it is missing."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in self.to_files().items():
            (folder / name).write_bytes(content)

    @classmethod
    def load(cls, folder: Path) -> "LexicalIndex":
        """Read what `save` wrote.

        Raises:
            StoredIndexError: if a file is missing, unknown or does not fit the others.
        """
        try:
            return cls.from_files({path.name: path.read_bytes() for path in folder.iterdir()})
        except OSError as error:
            raise StoredIndexError(f"the lexical index cannot be read: {error}") from error


def _bm25(size: int, arrays: Mapping[str, NDArray[Any]], vocabulary: dict[str, int]) -> Any:
    """Return a BM25 in the state that its own `load` leaves, without files in between."""
    import bm25s  # noqa: PLC0415 - brings scipy along

    bm25 = bm25s.BM25(method="lucene", k1=1.5, b=0.75, backend="numpy", csc_backend="numpy")
    bm25.scores = {**arrays, "num_docs": size}
    bm25.vocab_dict = vocabulary
    bm25.unique_token_ids_set = set(vocabulary.values())
    bm25.nonoccurrence_array = None
    return bm25


def _array(content: bytes, dtype: type[np.generic]) -> NDArray[Any]:
    array: NDArray[Any] = np.load(io.BytesIO(content), allow_pickle=False)
    if array.ndim != 1 or array.dtype != dtype:
        raise ValueError(f"an array is {array.dtype} of {array.ndim} dimensions")
    return array


def _check(arrays: Mapping[str, NDArray[Any]], size: int, words: int) -> None:
    """Refuse arrays that would make a score read beyond their ends."""
    data, indices, indptr = (arrays[name] for name in ("data", "indices", "indptr"))
    if not (
        len(data) == len(indices)
        and len(indptr) == words + 1
        and indptr[0] == 0
        and indptr[-1] == len(data)
        and bool(np.all(np.diff(indptr) >= 0))
        and (len(indices) == 0 or (indices.min() >= 0 and indices.max() < size))
        and bool(np.isfinite(data).all())
    ):
        raise ValueError("its arrays do not fit each other")
