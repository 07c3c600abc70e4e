import numpy as np
import pytest

from kb_assistant.embedding import Embedder, load_embedder
from kb_assistant.embedding.remembering import RememberingEmbedder, key

TEXTS = [
    *(f"Where is parcel number {number}, please?" for number in range(70)),
    "Refund",
    "The member wants to know whether the cuff, which came by mail, fits a large arm at all.",
    "\ud800",
]


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return load_embedder()


@pytest.fixture(scope="module")
def full(embedder: Embedder) -> RememberingEmbedder:
    remembering = RememberingEmbedder(embedder)
    remembering.embed_queries(TEXTS)
    return remembering


@pytest.mark.parametrize("rows", [[0], [70], [71], [72], [5, 71, 33, 70]])
def test_a_text_embedded_anew_gets_the_same_bits_whatever_is_beside_it(
    embedder: Embedder, full: RememberingEmbedder, rows: list[int]
) -> None:
    texts = [TEXTS[row] for row in rows]
    expected = full.embed_queries(texts)
    np.testing.assert_array_equal(RememberingEmbedder(embedder).embed_queries(texts), expected)
    assert full.fresh == len(TEXTS)


def test_what_is_known_is_not_embedded_again(full: RememberingEmbedder) -> None:
    again = RememberingEmbedder(full, full.used)
    told: list[int] = []
    vectors = again.embed_queries(["Refund", "Refund", "something new"], told.append)
    assert again.fresh == 1
    assert told == [3]
    assert again.used.keys() == {key("query", "Refund"), key("query", "something new")}
    np.testing.assert_array_equal(vectors[0], full.used[key("query", "Refund")])


def test_a_query_is_no_passage_and_nothing_gives_no_rows(full: RememberingEmbedder) -> None:
    assert key("query", "a") != key("passage", "a")
    assert full.embed_passages([]).shape == (0, 384)
