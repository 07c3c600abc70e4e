"""What the bar on top of a card can say, in a few words."""

from dataclasses import dataclass

_SURE_MOST = 0.99
_SURE_LEAST = 0.01


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the bar on top of a card says.

    Args:
        kind: picks the colour and the glyph; a class in style.css.
        words: what to do.
        detail: what to know before doing it; may be empty.
    """

    kind: str
    words: str
    detail: str = ""


CHOOSE = Verdict("choose", "Which of these is it?", "They are near: pick the one that fits.")
NOTHING = Verdict(
    "none",
    "Nothing in the guides fits",
    "No guide prescribes an action for this message.",
)

PLAIN: dict[str, str] = {
    "handle": "Handle it in Tier 1",
    "do_not_escalate": "Do not escalate",
    "escalate": "Escalate",
    "route": "Route",
    "refer": "Refer",
    "troubleshoot_first": "Troubleshoot first",
    "check_first": "Check first",
    "ask_supervisor": "Ask a supervisor",
    "urgent": "Act on this now",
}
"""What each route is in words."""

UNSETTLED = Verdict("unsettled", "Follow the guide's words")

TO: dict[str, str] = {
    "escalate": "Escalate to",
    "route": "Route to",
    "refer": "Refer to",
    "urgent": "Escalate to",
}
"""The routes that lead somewhere."""


def words_of(route: str, destination: str) -> str:
    """Return what to do, and where it goes if the guide names that."""
    if route not in TO or not destination:
        return PLAIN[route]
    if destination.lower().endswith("escalation"):
        return f"Escalate: {destination}"
    return f"{TO[route]} {named(destination)}"


def named(destination: str) -> str:
    """Return a destination as it stands in a sentence."""
    return "a supervisor" if destination.lower() == "supervisor" else destination


def lower(words: str) -> str:
    """Return `words` as they go on after a colon."""
    return words[:1].lower() + words[1:]


def sure(confidence: float) -> str:
    """Return a probability in words that never claim certainty."""
    if confidence > _SURE_MOST:
        return "over 99 % sure"
    if confidence < _SURE_LEAST:
        return "under 1 % sure"
    return f"{round(confidence * 100)} % sure"
