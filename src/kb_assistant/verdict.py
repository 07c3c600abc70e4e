"""What to do first, in a few words: the verdict on a card."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from kb_assistant.checks import Check, Checks, checks_of
from kb_assistant.documents import fold
from kb_assistant.protocols import Protocol, plain
from kb_assistant.rules import Route, route_of

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


@dataclass(frozen=True, slots=True)
class Ticks:
    """What an agent has said of a protocol's conditions.

    Args:
        met: the places of those that are met.
        failed: whether one of the required ones is not.
    """

    met: Collection[int] = ()
    failed: bool = False


_NOTHING_TICKED = Ticks()


def verdict(
    protocol: Protocol, *, urgent: bool = False, ticks: Ticks = _NOTHING_TICKED
) -> Verdict:
    """Return the verdict of `protocol`.

    Args:
        protocol: what the guide prescribes.
        urgent: whether the message makes it urgent, whatever the guide says.
        ticks: what is known of its conditions.
    """
    route = str(protocol.route)
    if urgent or protocol.urgent or route == "urgent":
        words = _words("urgent" if route not in _PLAIN else route, protocol.destination)
        return Verdict("urgent", f"URGENT: {_lower(words)}", _before_else(protocol.action))
    checks = checks_of(protocol)
    if checks.needed:
        return _gated(protocol, checks, ticks)
    if chosen := _chosen([checks.each[place] for place in sorted(ticks.met)]):
        return chosen
    return _untouched(protocol, checks)


def _untouched(protocol: Protocol, checks: Checks) -> Verdict:
    route = _settled(protocol, checks)
    if route not in _PLAIN:
        return Verdict(_UNSETTLED.kind, _UNSETTLED.words, _conditions(protocol))
    detail = _conditions(protocol)
    if route in _THEN and protocol.destination:
        detail = f"It may then go to {_named(protocol.destination)}."
    words = _words(route, protocol.destination)
    if route in _TO and len(protocol.conditions) > sum(_is_read(check) for check in checks.each):
        return Verdict("check_first", f"Check, then {_lower(words)}", detail)
    return Verdict(route, words, detail)


def _is_read(check: Check) -> bool:
    """Whether the guide's words say what the condition is for."""
    return check.required or bool(check.consequence)


def _settled(protocol: Protocol, checks: Checks) -> str:
    """The route, without what only the answer to a question prescribes."""
    answers = [check.consequence for check in checks.each if check.question and check.consequence]
    if protocol.route not in _TO or not answers:
        return str(protocol.route)
    text = fold(plain(protocol.action))
    for answer in answers:
        text = text.replace(answer, "")
    return str(protocol.route if route_of(text) == protocol.route else Route.CHECK_FIRST)


def _gated(protocol: Protocol, checks: Checks, ticks: Ticks) -> Verdict:
    """The verdict of an action that the guide allows only if conditions are met."""
    places = checks.required
    count, met = len(places), sum(place in ticks.met for place in places)
    do = _words(str(protocol.route), protocol.destination) if protocol.route in _PLAIN else "Do it"
    some = checks.needed < count
    if ticks.failed:
        lead = "Not met" if count == 1 else "None met" if some else "Not all met"
        if checks.otherwise:
            kind = str(route_of(checks.otherwise)) or _UNSETTLED.kind
            lead = lead if lead != "Not all met" else "One not met"
            return Verdict(kind, f"{lead}: {_lower(checks.otherwise)}")
        verb = _VERB.get(str(protocol.route), "do it")
        return Verdict("do_not_escalate", f"{lead}: do not {verb} yet", _NO_MORE)
    if met >= checks.needed:
        lead = "Met" if count == 1 else f"{met} of {count} met" if some else f"All {count} met"
        kind = str(protocol.route) or _UNSETTLED.kind
        return Verdict(kind, f"{lead}: {_lower(do)}")
    which = "this is met" if count == 1 else f"all {count} are met"
    which = f"one of {count} is met" if some else which
    detail = f"{met} of {count} met so far." if met else "Tick below what is met."
    return Verdict("check_first", f"{do} only if {which}", detail)


_LONGEST = 80
_NO_MORE = "Read below what else the guide says."
_VERB = {"escalate": "escalate", "route": "route it", "refer": "refer"}
_SEVERAL = Verdict("check_first", "Several of them apply", "What the guide says of each is marked.")


def _chosen(met: list[Check]) -> Verdict | None:
    """The verdict of the conditions that are met, if they decide; a prohibition always does."""
    said = {
        check.consequence: (check, str(route_of(check.consequence)))
        for check in met
        if check.consequence and len(check.consequence) <= _LONGEST
    }
    deciding = [pair for pair in said.values() if pair[0].question or pair[1]]
    forbidden = [pair for pair in deciding if pair[1] == Route.DO_NOT_ESCALATE]
    if not deciding:
        return None
    if len(deciding) > 1 and not forbidden:
        return _SEVERAL
    check, route = (forbidden or deciding)[0]
    kind = route if route in _PLAIN else _UNSETTLED.kind
    words = check.consequence[:1].upper() + check.consequence[1:]
    return Verdict(kind, words, f"You ticked: {check.condition}.")


_NO_REPLY = re.compile(
    r"(?:without|do not|don't|never) (?:respond|reply|answer|engag)\w*"
    r"(?: (?:to|with) the (?:customer|member|patient|caller))?",
    re.IGNORECASE,
)


def forbids_reply(action: str) -> str:
    """Return the words with which a guide forbids to answer the member; empty if it does not."""
    found = _NO_REPLY.search(fold(action))
    return found[0] if found else ""


def _before_else(action: str) -> str:
    words = forbids_reply(action)
    return f"Before anything else, “{words}”." if words else "Before anything else."


def _words(route: str, destination: str) -> str:
    if route not in _TO or not destination:
        return _PLAIN[route]
    if destination.lower().endswith("escalation"):
        return f"Escalate: {destination}"
    return f"{_TO[route]} {_named(destination)}"


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]


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
