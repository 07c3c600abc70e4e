import numpy as np

from kb_assistant.features import CHARACTER_FEATURES, Features

TEXTS = ("cancel my plan", "cancel the webinar", "my scale is broken")


def test_each_half_of_a_row_has_unit_length() -> None:
    rows = Features.fit(TEXTS).of(TEXTS)
    for half in (rows[:, :CHARACTER_FEATURES], rows[:, CHARACTER_FEATURES:]):
        assert np.allclose(np.sqrt(half.multiply(half).sum(axis=1)), 1, atol=1e-5)


def test_a_typing_error_shares_characters_but_no_word() -> None:
    features = Features.fit(("cancel", "cancel", "webinar", "webinar"))
    right, wrong = features.of(("cancel", "cancle"))
    shared = right.multiply(wrong)
    assert shared[:, :CHARACTER_FEATURES].sum() > 0.2
    assert shared[:, CHARACTER_FEATURES:].sum() == 0


def test_an_empty_text_is_a_row_of_zeros() -> None:
    assert Features.fit(TEXTS).of([""]).nnz == 0
