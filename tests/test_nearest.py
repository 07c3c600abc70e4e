from dataclasses import replace

import numpy as np
import pytest

from kb_assistant.documents import SourceSpan
from kb_assistant.errors import StoredIndexError
from kb_assistant.index import LexicalIndex, Passage, VectorIndex
from kb_assistant.nearest import FAR, Nearest, Weights
from kb_assistant.protocols import Protocol, Route

SCALE = Protocol(
    "g/scale", "Scale", "", "Do it.", Route.UNKNOWN, "", (), False, SourceSpan("g.md", 1, 1)
)
CUFF, FIRE = replace(SCALE, id="g/cuff"), replace(SCALE, id="g/fire", urgent=True)
PASSAGES = (
    Passage("scale broken", "g/scale", "protocol"),
    Passage("scale does not sync", "g/scale", "protocol"),
    Passage("cuff too small", "g/cuff", "protocol"),
    Passage("fire in the house", "g/fire", "protocol"),
    Passage("nice weather", None, "phrasing"),
)
ANGLES = np.radians([0, 20, 90, 180, 270])
VECTORS = np.stack([np.cos(ANGLES), np.sin(ANGLES)], axis=1).astype(np.float32)
EAST = VECTORS[:1]


def nearest(weights: Weights) -> Nearest:
    texts = [passage.text for passage in PASSAGES]
    return Nearest.of(
        (SCALE, CUFF, FIRE),
        PASSAGES,
        VectorIndex.build(VECTORS),
        LexicalIndex.build(texts),
        weights,
    )


def test_a_protocol_scores_its_nearest_passage_and_nothing_is_never_far() -> None:
    ranker = nearest(Weights())
    assert ranker.classes == ("g/cuff", "g/fire", "g/scale", "")
    scores = ranker.scores(["zzz"], EAST)
    assert scores[0] == pytest.approx([0, -0.8, 0.8, 0], abs=1e-6)


def test_words_count_a_fifth_and_a_half_at_eight() -> None:
    ranker = nearest(Weights())
    bm25 = float(ranker.lexical.scores("cuff")[2])
    assert ranker.scores(["cuff"], EAST)[0, 0] == pytest.approx(0.2 * bm25 / (bm25 + 8), abs=1e-6)


def test_what_is_not_near_is_far_but_for_shared_words_and_urgent_protocols() -> None:
    ranker = nearest(Weights(near=1, alike=1))  # one more than it says is looked at
    assert ranker.scores(["zzz"], EAST)[0] == pytest.approx([FAR, -0.8, 0.8, 0], abs=1e-6)
    assert ranker.scores(["cuff"], EAST)[0, 0] > 0


def test_a_left_out_passage_does_not_answer_for_itself() -> None:
    scores = nearest(Weights(dense=1.0)).left_out(np.array([0, 2]), ["zzz", "zzz"])
    assert scores[0, 2] == pytest.approx(np.cos(np.radians(20)))
    assert scores[1, 0] == FAR


def test_weights_are_kept_with_the_version() -> None:
    weights = Weights(0.7, 5.0, 9, 3)
    assert Weights.from_bytes(weights.to_bytes()) == weights
    for data in (b"", b"{}", b"[]", b'{"dense": "x"}'):
        with pytest.raises(StoredIndexError, match="kb-assistant build"):
            Weights.from_bytes(data)
