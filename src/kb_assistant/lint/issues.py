"""Rules on the names of issues: each one once."""

from collections import defaultdict
from collections.abc import Iterator

from kb_assistant.lint.finding import Finding
from kb_assistant.lint.guides import Guides, at, finding
from kb_assistant.lint.words import listed, stems
from kb_assistant.protocols import Protocol, slug

_GENERAL = listed(
    "background contact contents faq further-reading introduction examples example general how-to "
    "notes overview prerequisites purpose references resources scope see-also summary "
    "untitled usage"
)
"""Names of sections that any guide may have, and more than once."""
_SHORTEST = 6
"""In shorter names a single letter makes another word."""


def unique(guides: Guides) -> Iterator[Finding]:
    """No two rules have the same name."""
    first: dict[str, Protocol] = {}
    for protocol in guides.protocols:
        name = slug(_name(protocol))
        other = first.setdefault(name, protocol)
        if other is protocol or name in _GENERAL:
            continue
        same = _outcome(other) == _outcome(protocol)
        yield finding(
            protocol.source,
            "duplicate-issue",
            f"“{protocol.issue}” stands at {at(other.source, protocol.source)} too, "
            f"with {'the same' if same else 'another'} action",
            "Take one of them out." if same else "Give each a name that says when it applies.",
        )


def distinct(guides: Guides) -> Iterator[Finding]:
    """No two rules with different actions have nearly the same name."""
    seen: defaultdict[str, list[tuple[str, Protocol]]] = defaultdict(list)
    for protocol in guides.protocols:
        key = " ".join(sorted(set(stems(_name(protocol)))))
        if not key:
            continue
        marks = _marks(key)
        near = (
            other
            for mark in marks
            for theirs, other in seen[mark]
            if _near(key, theirs)
            and slug(_name(other)) != slug(_name(protocol))
            and _outcome(other) != _outcome(protocol)
        )
        if other := next(near, None):
            yield finding(
                protocol.source,
                "near-duplicate-issue",
                f"“{protocol.issue}” and “{other.issue}” ({at(other.source, protocol.source)}) "
                "are nearly the same name for different actions",
                "Join them, or name each after what sets it apart.",
            )
        for mark in marks:
            seen[mark].append((key, protocol))


def _name(protocol: Protocol) -> str:
    """The issue, whole where it is only the beginning of the situation."""
    return protocol.situation if protocol.issue.endswith("…") else protocol.issue


def _outcome(protocol: Protocol) -> tuple[str, ...]:
    return tuple(stems(protocol.action))


def _marks(key: str) -> list[str]:
    """The key itself and the key without any one letter: near keys have one of them in common."""
    if len(key) < _SHORTEST:
        return [key]
    return [key, *dict.fromkeys(key[:i] + key[i + 1 :] for i in range(len(key)))]


def _near(one: str, other: str) -> bool:
    """Whether keys differ in a letter at most, and not in a number."""
    return [c for c in one if c.isdigit()] == [c for c in other if c.isdigit()]
