import json
import math
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb_assistant.errors import StoredIndexError
from kb_assistant.lexical import LexicalIndex, tokenize

PASSAGES = ["Philips recall of a device", "the mask is late", "device device status", ""]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The member CAN'T cancel.", ["member", "cant", "cancel"]),
        ("can\u2019t can't", ["cant", "cant"]),
        ("Cafe\u0301 — ÉCOLE 5Hz A1C", ["café", "école", "5hz", "a1c"]),
        ("not no never", ["not", "no", "never"]),
        ("the of and", []),
        ("", []),
        ("\ud800", []),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    assert tokenize(text) == words


def test_score_worked_out_by_hand() -> None:
    scores = LexicalIndex.build(PASSAGES).scores("Which device?")
    # Two of four passages hold the word; lengths 3, 2, 3 and 0, on average 2; k1 1.5, b .75.
    idf = math.log(1 + (4 - 2 + 0.5) / (2 + 0.5))
    norm = 1.5 * (0.25 + 0.75 * 3 / 2)
    expected = [idf * 1 / (1 + norm), 0, idf * 2 / (2 + norm), 0]
    assert scores.dtype == np.float32
    np.testing.assert_allclose(scores, expected, rtol=1e-6)


@pytest.mark.parametrize("query", ["", "the of", "unknown words", "\x00", "\ud800"])
def test_no_known_word_scores_zero(query: str) -> None:
    np.testing.assert_array_equal(LexicalIndex.build(PASSAGES).scores(query), np.zeros(4))


@pytest.mark.parametrize("passages", [[], [""], ["the", "of"]])
def test_passages_without_words(passages: list[str], tmp_path: Path) -> None:
    LexicalIndex.build(passages).save(tmp_path)
    for index in (LexicalIndex.build(passages), LexicalIndex.load(tmp_path)):
        np.testing.assert_array_equal(index.scores("device"), np.zeros(len(passages)))


def test_saved_and_loaded_it_is_the_same(tmp_path: Path) -> None:
    built = LexicalIndex.build(PASSAGES)
    built.save(tmp_path / "new" / "folder")
    loaded = LexicalIndex.load(tmp_path / "new" / "folder")
    assert loaded.size == 4
    assert loaded.to_files() == built.to_files()
    for query in ("device", "mask late", "device device"):
        np.testing.assert_array_equal(loaded.scores(query), built.scores(query))


@given(st.lists(st.text()), st.text())
def test_any_text_is_indexed_and_scored(passages: list[str], query: str) -> None:
    built = LexicalIndex.build(passages)
    scores = built.scores(query)
    assert scores.shape == (len(passages),)
    words = set(tokenize(query))
    for score, passage in zip(scores, passages, strict=True):
        assert (score > 0) == bool(words & set(tokenize(passage)))
    loaded = LexicalIndex.from_files(built.to_files())
    np.testing.assert_array_equal(loaded.scores(query), scores)


def test_equal_passages_give_equal_files_on_every_run(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from kb_assistant.lexical import LexicalIndex;"
        f"LexicalIndex.build({PASSAGES!r}).save(Path(sys.argv[1]))"
    )
    for seed in ("1", "2"):
        subprocess.run(
            [sys.executable, "-c", program, tmp_path / seed],
            env={
                **os.environ,
                "PYTHONPATH": os.pathsep.join(sys.path),
                "PYTHONHASHSEED": seed,
            },
            check=True,
        )
    for path in (tmp_path / "1").iterdir():
        assert path.read_bytes() == (tmp_path / "2" / path.name).read_bytes()


def test_pickle_is_refused(tmp_path: Path) -> None:
    LexicalIndex.build(PASSAGES).save(tmp_path)
    np.save(tmp_path / "data.npy", np.array([print], dtype=object), allow_pickle=True)
    with pytest.raises(StoredIndexError, match="allow_pickle=False"):
        LexicalIndex.load(tmp_path)


def test_files_that_do_not_fit_are_refused(tmp_path: Path) -> None:
    files = LexicalIndex.build(PASSAGES).to_files()
    other = LexicalIndex.build([*PASSAGES, "one more passage"]).to_files()
    for name in files:
        with pytest.raises(StoredIndexError, match="cannot be read"):
            LexicalIndex.from_files({**files, name: b""})
        with pytest.raises(StoredIndexError, match=f"unknown files: {name}"):
            LexicalIndex.from_files({key: files[key] for key in files if key != name})
    for name in ("data.npy", "indices.npy", "indptr.npy", "vocabulary.json"):
        with pytest.raises(StoredIndexError, match="do not fit"):
            LexicalIndex.from_files({**files, name: other[name]})
    with pytest.raises(StoredIndexError, match="int32 of 1"):
        LexicalIndex.from_files({**files, "data.npy": files["indices.npy"]})
    few = json.dumps({**json.loads(files["vocabulary.json"]), "passages": 1}).encode()
    with pytest.raises(StoredIndexError, match="do not fit"):
        LexicalIndex.from_files({**files, "vocabulary.json": few})
    with pytest.raises(StoredIndexError, match="cannot be read"):
        LexicalIndex.load(tmp_path / "none")
