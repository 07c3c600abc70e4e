from pathlib import Path

import numpy as np
import pytest

from kb_assistant.index.cache import VectorCache

A, B, C = (bytes([number]) * 32 for number in range(3))
MODEL = "ab" * 32


def vector(number: float) -> np.ndarray:
    return np.array([number, -0.1], np.float32)


@pytest.fixture
def cache(tmp_path: Path) -> VectorCache:
    return VectorCache(tmp_path, MODEL, 2)


def test_what_was_written_is_read_to_the_bit(cache: VectorCache) -> None:
    assert cache.read() == {}
    cache.write({A: vector(1 / 3), B: vector(2)})
    read = cache.read()
    assert read.keys() == {A, B}
    assert read[A].tobytes() == vector(1 / 3).tobytes()


def test_what_two_builds_in_a_row_did_not_use_is_forgotten(cache: VectorCache) -> None:
    cache.write({A: vector(1), B: vector(2)})
    cache.write({A: vector(1)})
    assert cache.read().keys() == {A, B}
    cache.write({A: vector(1), C: vector(3)})
    assert cache.read().keys() == {A, C}


def test_builds_that_fail_forget_nothing(cache: VectorCache) -> None:
    cache.write({A: vector(1), B: vector(2)})
    for _ in range(3):
        cache.write({C: vector(3)}, finished=False)
        cache.write({}, finished=False)
    assert cache.read().keys() == {A, B, C}


def test_another_model_has_its_own_and_a_third_takes_the_oldest_place(tmp_path: Path) -> None:
    caches = [VectorCache(tmp_path, digest * 32, 2) for digest in ("aa", "bb", "cc")]
    for number, cache in enumerate(caches):
        cache.write({A: vector(number)})
    assert [len(cache.read()) for cache in caches] == [0, 1, 1]


@pytest.mark.parametrize("place", [0, 40, 200, -1])
def test_a_flipped_bit_empties_it(cache: VectorCache, tmp_path: Path, place: int) -> None:
    cache.write({A: vector(1)})
    (path,) = (tmp_path / "cache").iterdir()
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)
    assert cache.read() == {}
    cache.write({B: vector(2)})
    assert cache.read().keys() == {B}


@pytest.mark.parametrize("content", [b"", b"\x80\x04]\x94.", b"x" * 31])
def test_what_is_no_cache_is_none(cache: VectorCache, tmp_path: Path, content: bytes) -> None:
    cache.write({A: vector(1)})
    (path,) = (tmp_path / "cache").iterdir()
    path.write_bytes(content)
    assert cache.read() == {}


def test_vectors_of_another_dimension_are_not_read(cache: VectorCache, tmp_path: Path) -> None:
    cache.write({A: vector(1)})
    assert VectorCache(tmp_path, MODEL, 3).read() == {}


def test_a_folder_that_cannot_be_written_costs_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("in the way")
    cache = VectorCache(tmp_path, MODEL, 2)
    cache.write({A: vector(1)})
    assert cache.read() == {}


def test_what_a_build_that_died_left_goes(cache: VectorCache, tmp_path: Path) -> None:
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / ".new-0").write_bytes(b"half")
    cache.write({A: vector(1)})
    assert [path.name for path in (tmp_path / "cache").iterdir()] == [f"{MODEL}.vectors"]
