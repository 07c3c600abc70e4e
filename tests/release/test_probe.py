from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from kb_assistant.embedding import Embedder
from kb_assistant.errors import StoredIndexError
from kb_assistant.ingest import prepare, read_corpus
from kb_assistant.release.probe import prober

Row = tuple[str, str, str]
ROWS = (
    ("Lost parcel", "The parcel never arrived.", "Send another parcel."),
    ("Rude coach", "A coach was rude.", "Apologize."),
)


@pytest.mark.parametrize(
    ("after", "found"),
    [
        (ROWS[:1], "guide/rude-coach"),
        ((ROWS[0], ("Rude coach", "A coach was rude.", "Tell the leads.")), "guide/rude-coach"),
    ],
    ids=["removed", "changed"],
)
def test_what_was_removed_is_searched_for(
    write: Callable[[Sequence[Row]], Path],
    load: Callable[[str, bytes | None], Embedder],
    after: Sequence[Row],
    found: str,
) -> None:
    embedder = load("all-MiniLM-L6-v2", None)
    old = prepare(read_corpus(write(ROWS)), embedder)
    new = prepare(read_corpus(write(after)), embedder)
    check = prober(old.corpus.protocols, new, embedder)
    check(new.index())
    with pytest.raises(StoredIndexError, match=found):
        check(old.index())


def test_a_removed_text_that_stands_elsewhere_is_no_finding(
    write: Callable[[Sequence[Row]], Path], load: Callable[[str, bytes | None], Embedder]
) -> None:
    embedder = load("all-MiniLM-L6-v2", None)
    old = prepare(read_corpus(write(ROWS)), embedder)
    new = prepare(read_corpus(write((ROWS[0], ("Coach", *ROWS[1][1:])))), embedder)
    prober(old.corpus.protocols, new, embedder)(new.index())
