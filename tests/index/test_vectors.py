import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from kb_assistant.errors import StoredIndexError
from kb_assistant.index.vectors import VectorIndex


def array(*rows: list[float]) -> NDArray[np.float32]:
    return np.array(rows, dtype=np.float32)


# Along x, along y, and the 3-4-5 triangle between them.
THREE = array([1, 0], [0, 1], [0.6, 0.8])


def test_cosines_worked_out_by_hand() -> None:
    scores, rows = VectorIndex.build(THREE).search(array([1, 0], [0.8, 0.6]), 2)
    assert rows.tolist() == [[0, 2], [2, 0]]
    # 1*1; 1*.6; .8*.6 + .6*.8 = .96; .8*1
    np.testing.assert_allclose(scores, [[1, 0.6], [0.96, 0.8]], atol=1e-6)


def test_k_beyond_the_number_of_vectors_gives_no_padding() -> None:
    scores, rows = VectorIndex.build(THREE).search(array([0, 1]), 10)
    assert rows.tolist() == [[1, 2, 0]]
    assert scores.shape == (1, 3)


def test_of_equal_cosines_the_lower_row_comes_first() -> None:
    index = VectorIndex.build(array([0, 1], [1, 0], [0, 1], [1, 0], [0, 1]))
    _, rows = index.search(array([0, 1]), 5)
    assert rows.tolist() == [[0, 2, 4, 1, 3]]


def test_an_empty_index_finds_nothing() -> None:
    index = VectorIndex.build(np.empty((0, 2), dtype=np.float32))
    scores, rows = index.search(array([0, 1]), 3)
    assert scores.shape == rows.shape == (1, 0)
    assert VectorIndex.from_bytes(index.to_bytes()).vectors().shape == (0, 2)


def test_no_queries_give_no_rows() -> None:
    scores, rows = VectorIndex.build(THREE).search(np.empty((0, 2), dtype=np.float32), 2)
    assert scores.shape == rows.shape == (0, 2)


@pytest.mark.parametrize(
    ("vectors", "message"),
    [
        (array([1, 0], [np.nan, 1]), "vector 1 has the length nan"),
        (array([1, 0], [np.inf, 0]), "vector 1 has the length inf"),
        (array([1, 0], [3, 4]), r"vector 1 has the length 5\.0, not 1"),
        (array([0, 0]), "vector 0 has the length 0"),
        (np.ones(2, dtype=np.float32), r"shape \(n, d\), not \(2,\)"),
    ],
)
def test_vectors_that_are_no_unit_vectors_are_refused(
    vectors: NDArray[np.float32], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        VectorIndex.build(vectors)


def test_queries_of_another_model_are_refused() -> None:
    with pytest.raises(StoredIndexError, match=r"2 components and the model gives 3.*build"):
        VectorIndex.build(THREE).search(array([1, 0, 0]), 1)


@pytest.mark.parametrize(
    ("queries", "k", "message"),
    [
        (array([np.nan, 0]), 1, "NaN"),
        (np.ones(2, dtype=np.float32), 1, "shape"),
        (array([1, 0]), 0, "at least 1"),
    ],
)
def test_bad_searches_are_refused(queries: NDArray[np.float32], k: int, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        VectorIndex.build(THREE).search(queries, k)


def test_written_and_read_it_is_the_same() -> None:
    content = VectorIndex.build(THREE).to_bytes()
    loaded = VectorIndex.from_bytes(content)
    assert (len(loaded), loaded.dimension) == (3, 2)
    np.testing.assert_array_equal(loaded.vectors(), THREE)
    assert loaded.to_bytes() == content


def test_what_is_no_such_index_is_refused() -> None:
    import faiss  # noqa: PLC0415 - only to make an index of another kind

    other = faiss.IndexFlatL2(2)
    with pytest.raises(StoredIndexError, match="IndexFlatL2, not IndexFlatIP"):
        VectorIndex.from_bytes(faiss.serialize_index(other).tobytes())
    content = VectorIndex.build(THREE).to_bytes()
    for cut in range(len(content)):
        with pytest.raises(StoredIndexError, match="no FAISS index"):
            VectorIndex.from_bytes(content[:cut])


@given(st.integers(1, 40), st.integers(1, 8), st.integers(1, 60), st.integers(0, 2**32 - 1))
def test_search_agrees_with_the_plain_product(n: int, d: int, k: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    points = random.normal(size=(n + 30, d)).astype(np.float32)
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    vectors, queries = points[:n], points[n:]
    scores, rows = VectorIndex.build(vectors).search(queries, k)
    exact = queries @ vectors.T
    best = -np.sort(-exact, axis=1)[:, : min(k, n)]
    np.testing.assert_allclose(scores, best, atol=1e-5)
    np.testing.assert_allclose(np.take_along_axis(exact, rows, axis=1), scores, atol=1e-5)
    assert all(len(set(row)) == min(k, n) for row in rows.tolist())
