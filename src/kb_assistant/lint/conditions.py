"""Rules on conditions: what is said of one side must be said of the other."""

import re
from collections import defaultdict
from collections.abc import Iterator

from kb_assistant.documents import SourceSpan
from kb_assistant.lint.finding import Finding
from kb_assistant.lint.guides import Guides, action_of, at, finding
from kb_assistant.protocols import Protocol

_ELSE = re.compile(
    r"\b(?:otherwise|or else|else|if not|if (?:any|one|none)\b|(?:in )?(?:all|any) other cases?"
    r"|for everything else|anything else|when not|unless"
    r"|if (?:it|they|this) (?:is|are|do|does) ?n[o']t)\b",
    re.IGNORECASE,
)
_UNITS = (
    r"hours?|hrs?|h|minutes?|mins?|days?|weeks?|months?|years?|yrs?|times|units|dollars|%|percent"
)
_BELOW = "less than|shorter than|fewer than|younger than|earlier than|under|below|<"
_ABOVE = "more than|longer than|greater than|older than|later than|over|above|exceed(?:s|ing)?|>"
_AT_MOST = "no more than|not more than|no later than|at most|up to|≤|<="
_AT_LEAST = "no less than|not less than|at least|≥|>="
_AMOUNT = rf"(?P<number>\$?\d+(?:[.,]\d+)?)[\s-]?(?P<unit>{_UNITS})?(?!\w)"
_COMPARED = re.compile(
    rf"(?<!\w)(?:(?P<most>{_AT_MOST})|(?P<least>{_AT_LEAST})|(?P<below>{_BELOW})|(?P<above>{_ABOVE})"
    rf"|(?P<exactly>exactly))\s*{_AMOUNT}",
    re.IGNORECASE,
)
_OR_MORE = re.compile(
    rf"{_AMOUNT}\s+or\s+(?:(?P<least>more|longer|over|older|later)"
    r"|(?P<most>less|fewer|under|younger|earlier))\b",
    re.IGNORECASE,
)
_SIDES = {"below": "less than", "exactly": "exactly", "above": "more than"}


def _compared(text: str) -> list[re.Match[str]]:
    """The comparisons with a number in `text`."""
    return [*_COMPARED.finditer(text), *_OR_MORE.finditer(text)]


def _covers(match: re.Match[str]) -> set[str]:
    """The sides of a number that a comparison speaks of."""
    how = next(name for name, value in match.groupdict().items() if value and name not in _PARTS)
    return {"most": {"below", "exactly"}, "least": {"exactly", "above"}}.get(how, {how})


_PARTS = ("number", "unit")


def _quantity(match: re.Match[str]) -> str:
    unit = (match["unit"] or "").lower()
    unit = {"hr": "hour", "h": "hour", "min": "minute", "yr": "year"}.get(
        unit.rstrip("s"), unit.rstrip("s")
    )
    return f"{match['number']} {unit}{'s' if unit and unit not in {'%', 'percent'} else ''}".strip()


def numbers_covered(guides: Guides) -> Iterator[Finding]:
    """A condition on a number leaves neither its other side nor the number itself unsaid."""
    for protocol in guides.protocols:
        action = action_of(protocol)
        said: defaultdict[str, list[re.Match[str]]] = defaultdict(list)
        for clause in protocol.conditions:
            for match in _compared(clause):
                said[_quantity(match)].append(match)
        for quantity, matches in said.items():
            covered = set().union(*map(_covers, matches))
            if len(covered) == len(_SIDES) or _ELSE.search(action):
                continue
            yield _gap(guides.find(protocol, matches[0][0]), protocol, quantity, covered)


def _gap(where: SourceSpan, protocol: Protocol, quantity: str, covered: set[str]) -> Finding:
    def spoken(sides: set[str]) -> str:
        return " and ".join(f"{_SIDES[side]} {quantity}" for side in _SIDES if side in sides)

    return finding(
        where,
        "condition-gap",
        f"“{protocol.issue}” says what to do at {spoken(covered)}, but not at "
        f"{spoken(set(_SIDES) - covered)}",
        "Say what to do on every side, for example “48 hours or more” against “less than 48”.",
    )


def siblings_covered(guides: Guides) -> Iterator[Finding]:
    """Two situations that a number divides leave none between them."""
    said: defaultdict[tuple[str, tuple[str, ...], str], list[tuple[Protocol, set[str]]]]
    said = defaultdict(list)
    for protocol in guides.protocols:
        where = protocol.source
        for match in _compared(f"{protocol.issue}. {protocol.situation}"):
            place = (where.path, where.headings, _quantity(match))
            said[place].append((protocol, _covers(match)))
    for (_, _, quantity), uses in said.items():
        covered = set().union(*(sides for _, sides in uses))
        protocols = list({protocol.id: protocol for protocol, _ in uses}.values())
        if covered == {"below", "above"} and len(protocols) > 1:
            first, last = protocols[0], protocols[-1]
            yield finding(
                last.source,
                "condition-gap",
                f"“{last.issue}” and “{first.issue}” ({at(first.source, last.source)}) leave out "
                f"exactly {quantity}",
                "Say which of the two applies then, for example with “or more”.",
            )


_ONLY_IF = re.compile(r"\bonly (?:if|when|after|once)\b", re.IGNORECASE)
_ASKED = re.compile(
    r"(?:^|[.:>]\s+|\n\s*(?:[-*+]\s+|\d+[.)]\s+)?)(?P<clause>[A-Z][^.?:>\n]{2,80}?)\s*(?:\?\s*[<>]?|>)\s*(?=\S)"
)
_LOOK = re.compile(r"\b(?:check|verify|confirm|look up|look at|review)\b", re.IGNORECASE)


def other_side_said(guides: Guides) -> Iterator[Finding]:
    """A condition that must hold is followed by what to do when it does not."""
    for protocol in guides.protocols:
        action = action_of(protocol)
        if _ELSE.search(action):
            continue
        asked = list(_ASKED.finditer(action))
        if match := _ONLY_IF.search(action):
            words, side = match[0], f"what it asks for after “{match[0].lower()}” is not met"
        elif len(asked) == 1 and _LOOK.search(action[: asked[0].start("clause")]):
            words = asked[0]["clause"]
            side = f"the answer to “{words}?” is no"
        else:
            continue
        yield finding(
            guides.find(protocol, words),
            "missing-otherwise",
            f"“{protocol.issue}” does not say what to do when {side}",
            "Add what to do otherwise.",
        )
