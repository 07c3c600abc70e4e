import numpy as np
import pytest

from kb_assistant.errors import StoredIndexError
from kb_assistant.head import Head, train

TEXTS = ("cancel", "stop my plan", "cancel plan", "scale", "my scale broke", "scale dead", "hi")
LABELS = ("g/cancel",) * 3 + ("g/scale",) * 3 + ("",)
ANGLES = np.radians([0, 10, 5, 90, 80, 85, 200])
EMBEDDINGS = np.stack([np.cos(ANGLES), np.sin(ANGLES)], axis=1).astype(np.float32)


def test_classes_are_sorted_and_nothing_fits_is_last() -> None:
    assert train(TEXTS, EMBEDDINGS, LABELS).head.classes == ("g/cancel", "g/scale", "")


def test_scores_the_right_class_highest() -> None:
    head = train(TEXTS, EMBEDDINGS, LABELS).head
    new = np.array([[1, 0], [0, 1]], np.float32)
    assert head.scores(["cancel it", "a scale"], new).argmax(axis=1).tolist() == [0, 1]


def test_left_out_scores_are_those_of_a_head_trained_without_the_text() -> None:
    """Leave out a text by weighing it to nothing is not possible, so solve once more without it."""
    from kb_assistant.head import _solve  # noqa: PLC0415 - the closed form is the claim

    kernel = (EMBEDDINGS @ EMBEDDINGS.T).astype(np.float64)
    goal = np.eye(2)[[0, 0, 0, 1, 1, 1, 1]]
    target = goal.argmax(axis=1)
    balanced = [0, 1, 2, 4, 5, 6]  # 3 of each class
    kernel, goal, target = kernel[np.ix_(balanced, balanced)], goal[balanced], target[balanced]
    _, left_out = _solve(kernel, goal, target)
    system = kernel + 1 + 0.3 * np.eye(6)  # equal classes weigh the same: a plain ridge
    rest = [1, 2, 3, 4, 5]
    dual = np.linalg.solve(system[np.ix_(rest, rest)], goal[rest])
    assert np.allclose(left_out[0], (kernel + 1)[0, rest] @ dual)


def test_a_saved_head_answers_the_same() -> None:
    head = train(TEXTS, EMBEDDINGS, LABELS).head
    again = Head.from_bytes(head.to_bytes(), EMBEDDINGS)
    query = (["my scale broke, cancel"], EMBEDDINGS[:1])
    assert np.array_equal(head.scores(*query), again.scores(*query))
    assert again.classes == head.classes


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"\x80\x04]\x94."])
def test_refuses_what_is_no_head(data: bytes) -> None:
    with pytest.raises(StoredIndexError, match="kb-assistant build"):
        Head.from_bytes(data, EMBEDDINGS)
