"""What to do first, in a few words: the verdict on a card."""

from dataclasses import dataclass

from kb_assistant.protocols import Protocol

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

_PLAIN: dict[str, str] = {
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
_TO: dict[str, str] = {
    "escalate": "Escalate to",
    "route": "Route to",
    "refer": "Refer to",
    "urgent": "Escalate to",
}
_THEN = frozenset({"troubleshoot_first", "check_first"})
_UNSETTLED = Verdict("unsettled", "Follow the guide's words")


def verdict(protocol: Protocol, *, urgent: bool = False) -> Verdict:
    """Return the verdict of `protocol`.

    Args:
        protocol: what the guide prescribes.
        urgent: whether the message makes it urgent, whatever the guide says.
    """
    route = str(protocol.route)
    if urgent or protocol.urgent or route == "urgent":
        words = _words("urgent" if route not in _PLAIN else route, protocol.destination)
        return Verdict("urgent", f"URGENT: {words[0].lower()}{words[1:]}", "Before anything else.")
    if route not in _PLAIN:
        return Verdict(_UNSETTLED.kind, _UNSETTLED.words, _conditions(protocol))
    detail = _conditions(protocol)
    if route in _THEN and protocol.destination:
        detail = f"It may then go to {_named(protocol.destination)}."
    return Verdict(route, _words(route, protocol.destination), detail)


def _words(route: str, destination: str) -> str:
    if route not in _TO or not destination:
        return _PLAIN[route]
    if destination.lower().endswith("escalation"):
        return f"Escalate: {destination}"
    return f"{_TO[route]} {_named(destination)}"


def _named(destination: str) -> str:
    return "a supervisor" if destination.lower() == "supervisor" else destination


def _conditions(protocol: Protocol) -> str:
    count = len(protocol.conditions)
    if not count:
        return ""
    return f"Check {count} {'condition' if count == 1 else 'conditions'} below."


def sure(confidence: float) -> str:
    """Return a probability in words that never claim certainty."""
    if confidence > _SURE_MOST:
        return "over 99 % sure"
    if confidence < _SURE_LEAST:
        return "under 1 % sure"
    return f"{round(confidence * 100)} % sure"
