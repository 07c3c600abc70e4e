import pytest

from kb_assistant.columns import Columns


@pytest.mark.parametrize(
    ("headers", "issue", "action", "category"),
    [
        (
            ("Category", "Inquiry / Issue Type", "Agent Action & Routing Protocol"),
            "b",
            "c",
            "a",
        ),
        (("Issue", "Action"), "a", "b", ""),
        (("What to do", "Topic"), "b", "a", ""),
        (("", ""), "a", "b", ""),
        (("Name",), "a", "a", ""),
    ],
)
def test_reads_the_roles_off_the_headers(
    headers: tuple[str, ...], issue: str, action: str, category: str
) -> None:
    columns, row = Columns.of(headers), "abc"[: len(headers)]
    assert columns.cell("issue", row) == issue
    assert columns.cell("action", row) == action
    assert columns.cell("category", row) == category
