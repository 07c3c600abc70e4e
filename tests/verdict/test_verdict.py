import re

import pytest

from kb_assistant.documents import SourceSpan
from kb_assistant.pages import palette
from kb_assistant.protocols import Protocol, Route
from kb_assistant.verdict import CHOOSE, NOTHING, forbids_reply, sure, verdict

_SPAN = SourceSpan("guide.md", 1, 1)


def _protocol(
    route: Route, destination: str = "", conditions: tuple[str, ...] = (), *, urgent: bool = False
) -> Protocol:
    return Protocol("g/i", "Issue", "", "Do it.", route, destination, conditions, urgent, _SPAN)


@pytest.mark.parametrize(
    ("protocol", "words", "detail"),
    [
        (_protocol(Route.DO_NOT_ESCALATE), "Do not escalate", ""),
        (_protocol(Route.HANDLE), "Handle it in Tier 1", ""),
        (
            _protocol(Route.ESCALATE, "Tier 2", ("a", "b")),
            "Check, then escalate to Tier 2",  # what the conditions are for is not known
            "Check 2 conditions below.",
        ),
        (_protocol(Route.ESCALATE, "pharmacy escalation"), "Escalate: pharmacy escalation", ""),
        (_protocol(Route.ESCALATE), "Escalate", ""),
        (_protocol(Route.ROUTE, "Coach Support"), "Route to Coach Support", ""),
        (_protocol(Route.REFER), "Refer", ""),
        (
            _protocol(Route.TROUBLESHOOT_FIRST, "Infra via JIRA"),
            "Troubleshoot first",
            "It may then go to Infra via JIRA.",
        ),
        (_protocol(Route.ASK_SUPERVISOR, "supervisor"), "Ask a supervisor", ""),
        (
            _protocol(Route.URGENT, "supervisor", urgent=True),
            "URGENT: escalate to a supervisor",
            "Before anything else.",
        ),
        (_protocol(Route.UNKNOWN), "Follow the guide's words", ""),
    ],
)
def test_the_words_of_a_verdict(protocol: Protocol, words: str, detail: str) -> None:
    found = verdict(protocol)
    assert (found.words, found.detail) == (words, detail)


def test_a_message_can_make_any_protocol_urgent() -> None:
    found = verdict(_protocol(Route.ROUTE, "Coach Support"), urgent=True)
    assert (found.kind, found.words) == ("urgent", "URGENT: route to Coach Support")


def test_an_urgent_verdict_quotes_that_the_guide_forbids_a_reply() -> None:
    action = "Immediately escalate to a supervisor without responding to\nthe customer."
    assert forbids_reply(action) == "without responding to the customer"
    assert not forbids_reply("Escalate at once, then reply to the customer.")
    found = verdict(Protocol("g/i", "I", "", action, Route.URGENT, "supervisor", (), True, _SPAN))
    assert found.detail == "Before anything else, “without responding to the customer”."


def test_every_verdict_has_a_colour_and_a_glyph_of_its_own() -> None:
    kinds = [verdict(_protocol(route)).kind for route in Route] + [CHOOSE.kind, NOTHING.kind]
    rules = dict(re.findall(r"\.kb-(\w+)\{(--kb-hue[^}]*)\}", palette.style()))
    assert len(set(kinds)) == len(kinds) == len(set(rules.values()))
    assert rules.keys() == set(kinds)


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_white_words_are_readable_on_every_colour() -> None:
    for colour in re.findall(r"--kb-hue:(#\w{6})", palette.style()):
        assert 1.05 / (_luminance(colour) + 0.05) >= 5.5, colour


def test_sureness_never_claims_certainty() -> None:
    assert [sure(p) for p in (0.0, 0.004, 0.12, 0.93, 0.994, 1.0)] == [
        "under 1 % sure",
        "under 1 % sure",
        "12 % sure",
        "93 % sure",
        "over 99 % sure",
        "over 99 % sure",
    ]
