"""What an agent checks before acting: each condition of an action, and what it changes.

Everything is read off the guide's own words. Where they do not say what follows from a condition,
its consequence stays empty and ticking it changes nothing.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kb_assistant.protocols import Protocol, plain


@dataclass(frozen=True, slots=True)
class Check:
    """One condition.

    Args:
        condition: its words.
        consequence: what the guide prescribes where it is met, in its words; may be empty.
        question: whether the guide asks it ("Dates missing?"), so that its answer decides.
        required: whether the action as a whole waits for it ("only if").
    """

    condition: str
    consequence: str = ""
    question: bool = False
    required: bool = False


@dataclass(frozen=True, slots=True)
class Checks:
    """The conditions of a protocol.

    Args:
        each: all of them, in the guide's order.
        needed: how many of the required ones must be met; 0 if none is required.
        otherwise: what the guide prescribes where they are not met; empty if it does not say.
    """

    each: tuple[Check, ...] = ()
    needed: int = 0
    otherwise: str = ""

    @property
    def required(self) -> tuple[int, ...]:
        """The places of the required conditions."""
        return tuple(place for place, check in enumerate(self.each) if check.required)


def checks_of(protocol: Protocol) -> Checks:
    """Return what is to be checked before the action of `protocol`."""
    blocks = _blocks(protocol.action)
    found = tuple(_found(protocol.conditions, blocks))
    each = tuple(
        Check(condition) if place is None else _check(condition, place, blocks, protocol.conditions)
        for condition, place in found
    )
    required = sum(check.required for check in each)
    text = "\n".join(blocks)
    needed = min(1, required) if _ANY.search(text) else required
    otherwise = _OTHERWISE.search(text) if required else None
    return Checks(each, needed, otherwise["rest"].strip() if otherwise else "")


@dataclass(frozen=True, slots=True)
class _Place:
    block: int
    start: int
    end: int


_ITEM = r"[ \t]*(?:[-*+•]|\d{1,3}[.)])\s"
_BREAK = re.compile(rf"\n[ \t]*\n|\n(?={_ITEM})")
_MARKER = re.compile(rf"^{_ITEM}\s*")
_ONLY_IF = re.compile(r"\bonly if\b", re.IGNORECASE)
_ANY = re.compile(r"\bonly if\b[^:.\n]*\b(?:any|one of|either|at least one)\b", re.IGNORECASE)
_OTHERWISE = re.compile(
    r"\b(?:otherwise|if not|if (?:any|one)(?: of (?:these|them))? is (?:not met|missing))\b[,:]?\s+"
    r"(?P<rest>[^.;\n]+)",
    re.IGNORECASE,
)
_BOUNDARY = re.compile(r"(?<=[.!?;>])\s+")
_IF = re.compile(r"\b(?:if|in the event(?: that)?|unless)$", re.IGNORECASE)
_ASKED = re.compile(r"^\W{0,4}?\s*(?:\?[\s<>]*|>\s*)")
_JOINED = re.compile(r"[,;:]\s+(?:and |but |or )?")


def _blocks(action: str) -> tuple[str, ...]:
    """The paragraphs and list items of `action`, each on one line, without marks."""
    parts = _BREAK.split(action.strip())
    return tuple(plain(_MARKER.sub("", part)) for part in parts)


def _found(conditions: Sequence[str], blocks: Sequence[str]) -> Iterator[tuple[str, _Place | None]]:
    """Where each condition stands: they come in the order of the text."""
    block, start = 0, 0
    for condition in conditions:
        for number in range(block, len(blocks)):
            at = blocks[number].find(condition, start if number == block else 0)
            if at >= 0:
                block, start = number, at + len(condition)
                yield condition, _Place(number, at, start)
                break
        else:
            yield condition, None


def _check(
    condition: str, place: _Place, blocks: Sequence[str], conditions: Sequence[str]
) -> Check:
    before = blocks[place.block][: place.start]
    after = blocks[place.block][place.end :]
    if _is_required(place, before, blocks):
        return Check(condition, required=True)
    others = [other for other in conditions if other != condition]
    if asked := _ASKED.match(after):
        return Check(condition, _answer(after[asked.end() :], others), question=True)
    word = _IF.search(before.rstrip())
    if not word or word[0].lower() == "unless":
        return Check(condition)
    lead = _BOUNDARY.split(before[: word.start()])[-1].strip()
    if lead:  # "do this if ..."
        return Check(condition, _JOINED.split(lead)[-1])
    then = re.sub(r"^(?:then\s)?", "", after.lstrip(", "))
    return Check(condition, _BOUNDARY.split(then)[0].rstrip(":;."))


def _is_required(place: _Place, before: str, blocks: Sequence[str]) -> bool:
    """Whether "only if" stands right before, in the same sentence, or introduces its list."""
    if _ONLY_IF.search(_BOUNDARY.split(before)[-1]):
        return True
    leads = [n for n in range(place.block) if _ONLY_IF.search(blocks[n]) and blocks[n][-1:] == ":"]
    return bool(leads) and place.start == 0 and not _ASKED.match(blocks[place.block][place.end :])


def _answer(text: str, others: Sequence[str]) -> str:
    """The sentences after a question, up to one that has a condition of its own."""
    kept: list[str] = []
    for sentence in _BOUNDARY.split(text.strip()):
        if any(other in sentence for other in others):
            break
        kept.append(sentence)
    return " ".join(kept).rstrip(".")
