"""Rules that read route, destination and conditions out of an action's text.

A rule that does not fire leaves its field empty: a missing destination sends the agent to the
guide's own words, a guessed one would send the case to the wrong team.
"""

import re
from collections.abc import Sequence
from enum import StrEnum


class Route(StrEnum):
    """What a protocol tells the agent to do with the case."""

    URGENT = "urgent"
    DO_NOT_ESCALATE = "do_not_escalate"
    TROUBLESHOOT_FIRST = "troubleshoot_first"
    CHECK_FIRST = "check_first"
    ESCALATE = "escalate"
    ROUTE = "route"
    REFER = "refer"
    ASK_SUPERVISOR = "ask_supervisor"
    HANDLE = "handle"
    UNKNOWN = ""
    """The guide's text does not settle it."""


_NOW = r"(?:immediately|at once|right away|without delay)"
_URGENT = re.compile(
    rf"\b{_NOW}\s+escalat|\bescalat\w*\b[^.;]{{0,60}}\b{_NOW}\b|\bcall (?:911|999|112)\b",
    re.IGNORECASE,
)
_URGENT_HEADING = re.compile(
    r"^(?:urgent|emergency|emergencies|safety)(?: (?:issues?|protocols?|cases?|matters?))?$",
    re.IGNORECASE,
)
_NO_ESCALATION = re.compile(r"\b(?:do not|don't|never|must not) escalate\b", re.IGNORECASE)
_NO_TRANSFER = re.compile(r"\b(?:do not|don't) (?:transfer|escalate)\b", re.IGNORECASE)

_KIND = r"(?:^|\bis )an? (?P<name>[\w ]{2,30}? escalation)\b"
"""An action that only names its kind: "a pharmacy escalation"."""

# In this order within the first sentence that says anything: the earliest match decides.
_VERBS: tuple[tuple[Route, re.Pattern[str]], ...] = tuple(
    (route, re.compile(pattern, re.IGNORECASE))
    for route, pattern in (
        (Route.DO_NOT_ESCALATE, r"\b(?:do not|don't|never) escalate\b(?! if\b)"),
        (Route.TROUBLESHOOT_FIRST, r"\btroubleshoot(?:ing)?\b"),
        (Route.CHECK_FIRST, r"^check\b(?! in with)"),
        (
            Route.ASK_SUPERVISOR,
            r"\b(?:seek guidance from|check in with|consult|ask) (?:an? |the |your )?supervisor\b",
        ),
        (
            Route.ESCALATE,
            r"(?<!not )(?<!don't )\bescalated?\b|\bassign to\b|\bfile (?:an? )?jira\b|" + _KIND,
        ),
        (Route.ROUTE, r"\b(?:route|transfer|forward|hand over) (?:it |them |this )?to\b"),
        (Route.REFER, r"\brefer to\b|\bdirect (?:\w+ ){1,3}to\b|^see\b"),
        (Route.HANDLE, r"\bhandle\b|\bprocess(?: \w+){0,3} directly\b|^use all\b"),
    )
)
_CONDITIONAL = re.compile(r"\b(?:if|when|unless|in the event)\b(?!:)", re.IGNORECASE)
_SENTENCE_END = re.compile(r"(?<=[.!?:])\s+|\n+")


def route_of(action: str, headings: Sequence[str] = ()) -> Route:
    """Return the route that `action` states, or the one that its headings impose on it.

    Args:
        action: the action as plain text.
        headings: the headings above it, the issue last.
    """
    if is_urgent(action, headings):
        return Route.URGENT
    for sentence in _SENTENCE_END.split(action.strip()):
        if _CONDITIONAL.search(sentence) and "only if" not in sentence.lower():
            continue
        found = [(m.start(), route) for route, verb in _VERBS if (m := verb.search(sentence))]
        if found:
            return min(found, key=lambda pair: pair[0])[1]
    if any(_NO_ESCALATION.search(heading) for heading in headings):
        return Route.DO_NOT_ESCALATE
    return Route.UNKNOWN


def is_urgent(action: str, headings: Sequence[str] = ()) -> bool:
    """Whether the guide asks for an immediate escalation.

    A ticket flag ("mark as Urgent") is the priority of a ticket, not of the conversation: it does
    not count.
    """
    return bool(_URGENT.search(action)) or any(_URGENT_HEADING.match(h.strip()) for h in headings)


_NAME = r"(?:the |an? |your |their )?(?P<name>[^.;,>?\n:()]+?)"
_STOP = (
    r"(?=\s+(?:only if|if|when|without|to review|at once|immediately|right away|today"
    r"|and (?:a |an |the )?(?:add|mark|change|submit|then))"
    r"|\s*[.;,>?\n:()]|\s*$)"
)
_DESTINATIONS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?<!not )\bescalate (?:it |them |this )?to {_NAME}{_STOP}",
        rf"\bassign to {_NAME}{_STOP}",
        rf"\broute (?:it |them |this )?to {_NAME}{_STOP}",
        rf"\bfile (?:an? )?(?:JIRA )?ticket to {_NAME}{_STOP}",
        rf"{_KIND}{_STOP}",
        rf"\brefer to (?:the )?(?P<name>KB: [^.;>?\n()]+?|[^.;,>?\n()]+?){_STOP}",
        rf"\bdirect \w+(?: \w+)? to (?:speak|discuss)(?: it)? with {_NAME}{_STOP}",
        r"(?:seek guidance from|check in with) (?:an? |your )?(?P<name>supervisor)",
    )
)
_TICKET_SYSTEM = re.compile(r"\bfile (?:an? )?(JIRA) ticket\b", re.IGNORECASE)


def destination_of(action: str) -> str:
    """Return where the case goes, in the guide's words, or an empty text if that is not settled."""
    text = " ".join(action.split())
    found = [(m.start(), m["name"]) for rule in _DESTINATIONS if (m := rule.search(text))]
    if not found:
        return ""
    name = min(found, key=lambda pair: pair[0])[1].strip()
    system = _TICKET_SYSTEM.search(text)
    if system and "via" not in name.lower():
        name = f"{name} via {system[1]}"
    return name


_MARKER = re.compile(r"^\s*(?:[-*+•]|\d+[.)])\s+")
_ONLY_IF = re.compile(r"\bonly if\b[^:\n]*:\s*", re.IGNORECASE)
_IF_CLAUSE = re.compile(
    r"\b(?:if|in the event(?: that)?|unless)\b\s+(?P<clause>[^.;,>:()\n?]+?)"
    r"(?= the instructions\b|[.;,>()\n?]|$)",
    re.IGNORECASE,
)
_QUESTION = re.compile(r"(?:^|(?<=[.:>]\s)|(?<=\n))(?P<clause>[A-Z][^.?>:\n]{2,60})\?(?=[\s>]|$)")
_OUTCOME = re.compile(r"(?:^|(?<=[.?]\s))(?P<clause>(?:Valid|Invalid)\s\w+)\s?>")


def conditions_of(action: str) -> tuple[str, ...]:
    """Return the conditions that `action` names, each once, in the guide's words and order."""
    lines = [_MARKER.sub("", line) for line in action.strip().split("\n")]
    text = "\n".join(lines)
    found: list[tuple[int, str]] = []
    only_if = _ONLY_IF.search(text)
    if only_if:
        found += _listed(text, only_if.end())
    for rule in (_IF_CLAUSE, _QUESTION, _OUTCOME):
        found += [(m.start("clause"), m["clause"]) for m in rule.finditer(text)]
    kept: dict[str, None] = {}
    for _, clause in sorted(found):
        clean = " ".join(clause.split()).rstrip(".")
        if clean and not re.search(r"\bescalate\b", clean, re.IGNORECASE):
            kept.setdefault(clean)
    return tuple(kept)


def _listed(text: str, start: int) -> list[tuple[int, str]]:
    """The items after "only if:", one a line or joined by "+"."""
    return [(start + match.start(), match[0]) for match in re.finditer(r"[^+\n]+", text[start:])]
