import json
from collections.abc import Callable

import pytest

from kb_assistant.lint import Finding

Lint = Callable[..., list[Finding]]
GUIDE = (
    "## Late order\n\nRefund the member.\n\n## Lost order\n\nSend it again to 12 Elm Street, or "
    "call 888-666-4530.\n"
)
LATE, LOST = "guide/late-order", "guide/lost-order"


def lines(*pairs: tuple[str | None, str]) -> str:
    return "\n".join(json.dumps({"protocol": label, "text": text}) for label, text in pairs)


def found_in(lint_of: Lint, *pairs: tuple[str | None, str]) -> list[tuple[str, int]]:
    found = lint_of(guide_md=GUIDE, phrasings__a_jsonl=lines(*pairs))
    assert {one.path for one in found} <= {"phrasings/a.jsonl"}
    return [(one.rule, one.line) for one in found]


def test_orphans_are_told_once_for_each_protocol(lint_of: Lint) -> None:
    pairs = [(LATE, "it is late"), ("guide/later-order", "so late"), ("guide/later-order", "late!")]
    assert found_in(lint_of, *pairs) == [("orphan-phrasing", 2)]
    (found,) = lint_of()
    assert "2 phrasings" in found.message
    assert f"“{LATE}”" in found.advice


def test_two_labels(lint_of: Lint) -> None:
    pairs = [(LATE, "where is it"), (LATE, "Where is  it"), (None, "where is it")]
    assert found_in(lint_of, *pairs) == [("two-labels", 3)]


def test_lookalike(lint_of: Lint) -> None:
    mine = (LATE, "my parcel with the big scale is late")
    assert found_in(lint_of, mine, (LOST, "My parcel, with the scale, is late")) == [
        ("lookalike-phrasing", 2)
    ]
    assert found_in(lint_of, mine, (LATE, "my parcel with the scale is late")) == []
    assert found_in(lint_of, mine, (LOST, "I never got what I had ordered in May")) == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("write to jo.doe@mail.org", "an email address"),
        ("call me at (212) 634-5678", "a phone number"),
        ("my cell is 2126345678", "a phone number"),
        ("my card is 4111 1111 1111 1111", "a card number"),
        ("ssn 078-05-1120", "a social security number"),
        ("DOB: 03/14/1985", "a date of birth"),
        ("I was born on March 14, 1985", "a date of birth"),
        ("send it to 742 Evergreen Terrace", "a street address"),
        ("i live at 12 oak street", "a street address"),
    ],
)
def test_personal_data(lint_of: Lint, text: str, kind: str) -> None:
    (found,) = lint_of(guide_md=GUIDE, phrasings__a_jsonl=lines((LATE, text)))
    assert (found.rule, found.message) == ("personal-data", f"holds what looks like {kind}")


@pytest.mark.parametrize(
    "text",
    [
        "they told me to call 888-666-4530",
        "is 12 Elm Street yours?",
        "call 212-555-0123 or write to a@example.com",
        "order 4111 1111 1111 1112, placed 03/14/2024",
        "it is 10 days late, 3 Dr visits missed",
    ],
)
def test_what_is_not_personal(lint_of: Lint, text: str) -> None:
    assert found_in(lint_of, (LATE, text)) == []
