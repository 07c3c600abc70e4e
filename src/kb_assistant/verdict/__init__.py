"""What to do first, in a few words: the verdict on a card, and what changes it."""

import re

from kb_assistant.documents import fold
from kb_assistant.protocols import Protocol, plain
from kb_assistant.rules import Route, route_of
from kb_assistant.verdict.checks import Check, Checks, checks_of
from kb_assistant.verdict.distinction import distinction
from kb_assistant.verdict.literals import Literal, literals
from kb_assistant.verdict.ticking import Ticks, chosen, gated
from kb_assistant.verdict.wording import (
    CHOOSE,
    NOTHING,
    PLAIN,
    TO,
    UNSETTLED,
    Verdict,
    lower,
    named,
    sure,
    words_of,
)

__all__ = [
    "CHOOSE",
    "NOTHING",
    "Check",
    "Checks",
    "Literal",
    "Ticks",
    "Verdict",
    "checks_of",
    "distinction",
    "forbids_reply",
    "literals",
    "sure",
    "verdict",
]

_THEN = frozenset({"troubleshoot_first", "check_first"})
_UNTICKED = Ticks()


def verdict(protocol: Protocol, *, urgent: bool = False, ticks: Ticks = _UNTICKED) -> Verdict:
    """Return the verdict of `protocol`.

    Args:
        protocol: what the guide prescribes.
        urgent: whether the message makes it urgent, whatever the guide says.
        ticks: what is known of its conditions.
    """
    route = str(protocol.route)
    if urgent or protocol.urgent or route == "urgent":
        words = words_of("urgent" if route not in PLAIN else route, protocol.destination)
        return Verdict("urgent", f"URGENT: {lower(words)}", _before_else(protocol.action))
    checks = checks_of(protocol)
    if checks.needed:
        return gated(protocol, checks, ticks)
    met = [checks.each[place] for place in sorted(ticks.met)]
    return chosen(met) or _plain(protocol, checks, "What applies is marked below." if met else "")


def _plain(protocol: Protocol, checks: Checks, detail: str) -> Verdict:
    """The verdict of the action as a whole."""
    route = _settled(protocol, checks)
    detail = detail or _count(checks)
    if route not in PLAIN:
        return Verdict(UNSETTLED.kind, UNSETTLED.words, detail)
    if route in _THEN and protocol.destination:
        detail = f"It may then go to {named(protocol.destination)}."
    words = words_of(route, protocol.destination)
    if route in TO and not all(check.consequence for check in checks.each):
        return Verdict(Route.CHECK_FIRST, f"Check, then {lower(words)}", detail)
    return Verdict(route, words, detail)


def _settled(protocol: Protocol, checks: Checks) -> str:
    """The route, without what only the answer to a question prescribes."""
    answers = [check.consequence for check in checks.each if check.question and check.consequence]
    if protocol.route not in TO or not answers:
        return str(protocol.route)
    text = fold(plain(protocol.action))
    for answer in answers:
        text = text.replace(answer, "")
    return str(protocol.route if route_of(text) == protocol.route else Route.CHECK_FIRST)


def _count(checks: Checks) -> str:
    count = len(checks.each)
    if not count:
        return ""
    return f"Check {count} {'condition' if count == 1 else 'conditions'} below."


_NO_REPLY = re.compile(
    r"\b(?:without|do not|don't|never) (?:respond|reply|answer|engag)\w*"
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
