from math import log2

import pytest

from kb_assistant.evaluation.measures import ranking_values


def test_three_queries_by_hand() -> None:
    values = ranking_values(
        {"q1": ["b", "a"], "q2": ["x", "y", "a"], "q4": ["a"]},
        {"q1": {"a": 2, "b": 1}, "q2": {"a": 2}, "q3": {"a": 2}, "q4": {}},
    )
    swapped = (1 + 2 / log2(3)) / (2 + 1 / log2(3))
    assert values["Success@1"] == {"q1": 1, "q2": 0, "q3": 0}
    assert values["Success@3"] == {"q1": 1, "q2": 1, "q3": 0}
    assert values["RR@5"] == pytest.approx({"q1": 1, "q2": 1 / 3, "q3": 0})
    assert values["nDCG@5"] == pytest.approx({"q1": swapped, "q2": 0.5, "q3": 0})


def test_the_order_of_a_ranking_is_kept_whatever_the_names() -> None:
    for ranking, first in ((["z", "a"], 0.0), (["a", "z"], 1.0)):
        values = ranking_values({"q": ranking}, {"q": {"a": 2}})
        assert values["Success@1"] == {"q": first}


def test_nothing_ranked_and_nothing_asked() -> None:
    assert ranking_values({}, {"q": {"a": 2}})["RR@5"] == {"q": 0.0}
    assert ranking_values({"q": ["a"]}, {})["RR@5"] == {}
