from collections.abc import Callable

Rules = Callable[..., list[tuple[str, int]]]


def test_duplicate(rules_of: Rules) -> None:
    guide = ("# A", "## Lost order", "Send it again.", "# B", "## Lost Order", "Refund the member.")
    assert rules_of(*guide) == [("duplicate-issue", 6)]


def test_general_names_may_repeat(rules_of: Rules) -> None:
    assert rules_of("# A", "## Overview", "Send it.", "# B", "## Overview", "Refund it.") == []


def test_nearly_the_same(rules_of: Rules) -> None:
    guide = ("## Cancelled orders", "Refund it.", "## Order cancelation", "Send it again.")
    assert rules_of(*guide) == [("near-duplicate-issue", 4)]


def test_a_number_sets_apart(rules_of: Rules) -> None:
    assert rules_of("## Error code 31", "Restart it.", "## Error code 32", "Replace it.") == []
