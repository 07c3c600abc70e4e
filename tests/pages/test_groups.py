import numpy as np

from kb_assistant.pages.groups import groups


def at(*degrees: float) -> np.ndarray:
    """Vectors of length 1 in the plane: the cosine of two is that of the angle between them."""
    angles = np.radians(degrees)
    return np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)


def test_what_is_near_stands_together_the_largest_group_first() -> None:
    # cos 5° = .996, cos 10° = .985, cos 80° and more are below .18
    assert groups(at(90, 0, 10, 5)) == ((3, 1, 2), (0,))


def test_a_chain_is_no_group() -> None:
    # Neighbours are cos 40° = .77 apart, the ends cos 80° = .17: their mean of .47 is below .6.
    assert groups(at(0, 40, 80), alike=0.6) == ((0, 1), (2,))


def test_the_mean_of_a_group_counts_each_of_its_rows() -> None:
    # The group of 0° and 0° has cosines .5 and .5 with 60°: their mean, .5, decides.
    assert groups(at(0, 0, 60), alike=0.49) == ((0, 1, 2),)
    assert groups(at(0, 0, 60), alike=0.51) == ((0, 1), (2,))


def test_none_and_one() -> None:
    assert groups(np.zeros((0, 2), np.float32)) == ()
    assert groups(at(0)) == ((0,),)
