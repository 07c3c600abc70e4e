"""The words in which two protocols differ."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from kb_assistant.documents import fold
from kb_assistant.protocols import Protocol


class WordKind(StrEnum):
    """Where words stand."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class WordChange:
    """A run of words, with single spaces between them."""

    kind: WordKind
    text: str


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field of a protocol that differs: its name, and its words, old and new, in their order."""

    field: str
    words: tuple[WordChange, ...]


def changed_words(old: str, new: str) -> tuple[WordChange, ...]:
    """Return the runs that both texts are made of; what replaces something comes after it.

    White space is no difference.
    """
    before, after = old.split(), new.split()
    head = _shared(before, after)
    tail = _shared(before[head:][::-1], after[head:][::-1])
    # The search between them takes quadratic time: one new word in a long action is found at once.
    middle = tuple(_runs(before[head : len(before) - tail], after[head : len(after) - tail]))
    runs = (
        WordChange(WordKind.SAME, " ".join(before[:head])),
        *middle,
        WordChange(WordKind.SAME, " ".join(before[len(before) - tail :])),
    )
    return tuple(run for run in runs if run.text)


def changed_fields(old: Protocol, new: Protocol) -> tuple[FieldChange, ...]:
    """Return the fields that differ. That a protocol moved within its guide is no difference."""
    texts, others = _texts(old), _texts(new)
    return tuple(
        FieldChange(name, changed_words(text, others[name]))
        for name, text in texts.items()
        if fold(text) != fold(others[name])
    )


def _texts(protocol: Protocol) -> dict[str, str]:
    return {
        "issue": protocol.issue,
        "situation": protocol.situation,
        "action": protocol.action,
        "route": protocol.route.value,
        "destination": protocol.destination,
        "conditions": " | ".join(protocol.conditions),
    }


def _shared(one: list[str], other: list[str]) -> int:
    """How many words from the first are the same."""
    pairs = zip(one, other, strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _runs(before: list[str], after: list[str]) -> Iterator[WordChange]:
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, start, end, new_start, new_end in matcher.get_opcodes():
        if tag == "equal":
            yield WordChange(WordKind.SAME, " ".join(before[start:end]))
        else:
            yield WordChange(WordKind.REMOVED, " ".join(before[start:end]))
            yield WordChange(WordKind.ADDED, " ".join(after[new_start:new_end]))
