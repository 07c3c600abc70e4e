"""Rules on protocols that cannot both be right."""

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from kb_assistant.lint.finding import Finding
from kb_assistant.lint.guides import Guides, action_of, at, finding, trigger_of
from kb_assistant.lint.words import COMMON, cut, listed, stem, stems, words
from kb_assistant.protocols import Protocol

_QUOTED = re.compile(r"[\"“](?P<literal>[^\"”\n]{3,60})[\"”]")
_WIDESPREAD = 6
"""What more rules than these have in common is no sign that two of them speak of one thing."""


def _differ(one: Protocol, other: Protocol) -> bool:
    """Whether two actions send an agent different ways."""
    if one.route and (one.route, one.destination) == (other.route, other.destination):
        return False
    return stems(one.action) != stems(other.action)


def one_trigger_one_action(guides: Guides) -> Iterator[Finding]:
    """The same quoted words do not trigger two different actions."""
    users: defaultdict[str, list[tuple[str, Protocol]]] = defaultdict(list)
    for protocol in guides.protocols:
        said = [match["literal"].strip(" .,") for match in _QUOTED.finditer(trigger_of(protocol))]
        for literal in {text.casefold(): text for text in said}.values():
            users[literal.casefold()].append((literal, protocol))
    for uses in users.values():
        (literal, first), *others = uses
        if len(uses) > _WIDESPREAD:
            continue
        for _, other in others:
            if _differ(first, other):
                yield _both(first, other, f"“{literal}” has two answers")


def possible_or_not(guides: Guides) -> Iterator[Finding]:
    """What one rule does, no other calls impossible."""
    users: defaultdict[frozenset[str], list[Protocol]] = defaultdict(list)
    for protocol in guides.protocols:
        for pair in _deeds(trigger_of(protocol)):
            users[pair].append(protocol)
    told: set[tuple[str, str]] = set()
    for pair, protocols in users.items():
        if not 1 < len(protocols) <= _WIDESPREAD:
            continue
        for one, other in combinations(protocols, 2):
            if _denies(one) == _denies(other) or (one.id, other.id) in told:
                continue
            told.add((one.id, other.id))
            about = {stem(word): word for word in reversed(words(trigger_of(other)))}
            deed = " ".join(word for key, word in reversed(about.items()) if key in pair)
            yield _both(one, other, f"“{deed}” is done here and said to be impossible there")


def _both(first: Protocol, other: Protocol, what: str) -> Finding:
    return finding(
        other.source,
        "contradiction",
        f"{what}: “{cut(other.issue)}” says “{cut(other.action)}”, “{cut(first.issue)}” "
        f"({at(first.source, other.source)}) says “{cut(first.action)}”",
        "Decide which applies, or say in both what sets them apart.",
    )


_PIECES = re.compile(
    r"[,;:.()!?\"“”/]|\b(?:and|or|but|to|that|because|when|if|who|which|while|whether|asks?|has|have)\b",
    re.IGNORECASE,
)
_DEED = re.compile(
    r"(?:remov|delet|chang|cancel|transfer|updat|refund|replac|return|access|unsubscrib|edit|alter"
    r"|restor|export|merg|reset|ship|reschedul|schedul|upgrad|downgrad|paus|expedit|extend|switch)"
)


def _deeds(trigger: str) -> set[frozenset[str]]:
    """The pairs of a deed and what it is done to, each within one clause of a trigger."""
    found: set[frozenset[str]] = set()
    for piece in _PIECES.split(trigger):
        said = [stem(word) for word in words(piece) if word not in COMMON]
        deeds = [word for word in said if _DEED.match(word)]
        found.update(frozenset((deed, word)) for deed in deeds for word in said if word != deed)
    return {pair for pair in found if not pair <= _PEOPLE and len(pair - _PEOPLE) > 1}


_PEOPLE = frozenset(
    map(
        stem,
        listed("customer member patient agent account issue request information detail data"),
    )
)
_IMPOSSIBLE = re.compile(
    r"\b(?:cannot|can not|can't|unable to|impossible|not possible|not available|not supported)\b"
    r"|\b(?:we|it|they) (?:do not|don't|does not|doesn't|never)\b",
    re.IGNORECASE,
)
_NEGATED = re.compile(r"\bnot\b|n't\b", re.IGNORECASE)


def _denies(protocol: Protocol) -> bool:
    """Whether a rule says that what is asked for is not possible; "false" denies its statement."""
    action = action_of(protocol)
    if re.match(r"false\b", action, re.IGNORECASE):
        return not _NEGATED.search(trigger_of(protocol))
    return bool(_IMPOSSIBLE.search(re.split(r"\b(?:if|when)\b", action, maxsplit=1)[0]))
