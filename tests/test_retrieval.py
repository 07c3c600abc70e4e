import numpy as np
import pytest

from kb_assistant.retrieval import merge


def test_a_part_that_knows_its_issue_speaks_for_it() -> None:
    whole = [0.6, 0.2, 0.1]
    parts = [[0.9, 0.0, 0.0], [0.0, 0.8, 0.1], [0.0, 0.0, 0.39]]
    merged, leads = merge(np.array([whole, *parts]))
    assert merged == pytest.approx([0.9, 0.8, 0.1])
    assert leads.tolist() == [True, True, False]


def test_a_message_of_one_part_is_taken_as_it_is() -> None:
    merged, leads = merge(np.array([[0.2, 0.5]]))
    assert merged.tolist() == [0.2, 0.5]
    assert leads.tolist() == [False, True]
