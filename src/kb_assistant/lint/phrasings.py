"""Rules on the example messages: whom they belong to."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from math import ceil

from kb_assistant.lint.finding import Finding
from kb_assistant.lint.guides import Guides
from kb_assistant.lint.words import cut
from kb_assistant.phrasings import Phrasing

_NOBODY = "no protocol"


def owned(guides: Guides) -> Iterator[Finding]:
    """Each phrasing belongs to a protocol that exists."""
    known = {protocol.id for protocol in guides.protocols}
    orphans: defaultdict[tuple[str, str], list[Phrasing]] = defaultdict(list)
    for phrasing in guides.phrasings:
        if phrasing.protocol is not None and phrasing.protocol not in known:
            orphans[phrasing.path, phrasing.protocol].append(phrasing)
    for (path, protocol), lost in orphans.items():
        near = get_close_matches(protocol, known, n=1)
        meant = f" Perhaps “{near[0]}” is meant." if near else ""
        count = "a phrasing belongs" if len(lost) == 1 else f"{len(lost)} phrasings belong"
        yield Finding(
            path,
            lost[0].line,
            "orphan-phrasing",
            f"from here on, {count} to “{protocol}”, which no guide has",
            f"Write the id of the protocol that takes its place, or delete the lines.{meant}",
        )


def one_label(guides: Guides) -> Iterator[Finding]:
    """The same message does not stand for two protocols."""
    first: dict[str, Phrasing] = {}
    for phrasing in guides.phrasings:
        other = first.setdefault(" ".join(phrasing.text.casefold().split()), phrasing)
        if other.protocol != phrasing.protocol:
            yield Finding(
                phrasing.path,
                phrasing.line,
                "two-labels",
                f"“{cut(phrasing.text)}” teaches {phrasing.protocol or _NOBODY} here and "
                f"{other.protocol or _NOBODY} in {_place(other, phrasing)}",
                "Keep the line whose protocol is right.",
            )


def look_like_their_own(guides: Guides) -> Iterator[Finding]:
    """No message is nearly the same as one of another protocol."""
    bags = [frozenset(_WORD.findall(phrasing.text.lower())) for phrasing in guides.phrasings]
    for one, other in _near(bags, [phrasing.protocol for phrasing in guides.phrasings]):
        mine, theirs = guides.phrasings[one], guides.phrasings[other]
        yield Finding(
            mine.path,
            mine.line,
            "lookalike-phrasing",
            f"“{cut(mine.text)}” teaches {mine.protocol or _NOBODY}, but {_place(theirs, mine)}, "
            f"“{cut(theirs.text)}”, teaches {theirs.protocol or _NOBODY}",
            "Keep both if one word makes the difference; else give them the same protocol.",
        )


_WORD = re.compile(r"[^\W_]+")
_ALIKE = 0.75
"""The share of words that two messages have in common, from which they are nearly the same."""
_FEWEST = 4
"""Words; shorter messages differ in the one word that counts."""


def _near(
    bags: Sequence[frozenset[str]], labels: Sequence[str | None]
) -> Iterator[tuple[int, int]]:
    """Yield each message with the nearest one before it that is nearly the same and another's.

    Two sets that share so much have one of their rarest few words in common and are about as
    large, so only such messages are compared.
    """
    count = Counter(word for bag in bags for word in bag)
    rank = {word: place for place, (word, _) in enumerate(reversed(count.most_common()))}
    holders: defaultdict[tuple[int, str], list[int]] = defaultdict(list)
    for one, bag in enumerate(bags):
        size = len(bag)
        if size < _FEWEST:
            continue
        rarest = sorted(bag, key=rank.__getitem__)[: size - ceil(_ALIKE * size) + 1]
        sizes = range(ceil(_ALIKE * size), int(size / _ALIKE) + 1)
        near = {
            other
            for word in rarest
            for other_size in sizes
            for other in holders.get((other_size, word), ())
            if labels[other] != labels[one]
        }
        likeness = [
            (len(bag & bags[other]) / len(bag | bags[other]), -other)
            for other in near
            if bags[other] != bag
        ]
        best, other = max(likeness, default=(0.0, 0))
        if best >= _ALIKE:
            yield one, -other
        for word in rarest:
            holders[size, word].append(one)


def _place(other: Phrasing, beside: Phrasing) -> str:
    same = other.path == beside.path
    return f"line {other.line}" if same else f"{other.path}, line {other.line}"
