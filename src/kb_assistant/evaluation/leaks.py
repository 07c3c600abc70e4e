"""Eval queries that the assistant has been taught: they would measure memory, not sense."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from rapidfuzz import fuzz, process

from kb_assistant.errors import EvalError
from kb_assistant.evaluation.dataset import Query
from kb_assistant.phrasings import Phrasing

SAME = 90.0
"""Likeness, 0 to 100, from which two messages are the same.

Chosen on 714 queries and 4,483 phrasings: from 90 on every pair is one message with its typos
("it sais no porgrams avalable", "It says no programs available": 91.2); below stand messages that
differ in what they ask ("Do you treat anxiety?", "do you treat acne": 86.5). Token-set likeness is
of no use here: a phrasing of one word is a subset of half the queries.
"""
_CHUNK = 500
_NAMED = 10


@dataclass(frozen=True, slots=True)
class Leak:
    """A query that is a phrasing.

    Args:
        query: the eval query.
        phrasing: the example message most like it.
        likeness: 100 if they are equal but for case, accents and punctuation.
    """

    query: Query
    phrasing: Phrasing
    likeness: float


def find_leaks(queries: Sequence[Query], phrasings: Sequence[Phrasing]) -> tuple[Leak, ...]:
    """Return the queries that are equal or nearly the same as a phrasing, in their order.

    Letters are compared in their order and with the words sorted, whichever is more alike.
    """
    if not phrasings:
        return ()
    known = [_words(phrasing.text) for phrasing in phrasings]
    sorted_known = [_sorted(text) for text in known]
    leaks: list[Leak] = []
    for start in range(0, len(queries), _CHUNK):
        part = queries[start : start + _CHUNK]
        asked = [_words(query.query) for query in part]
        likeness = np.maximum(
            _likeness(asked, known), _likeness([_sorted(a) for a in asked], sorted_known)
        )
        best = likeness.argmax(axis=1)
        leaks += [
            Leak(query, phrasings[nearest], float(row[nearest]))
            for query, row, nearest in zip(part, likeness, best.tolist(), strict=True)
            if row[nearest] >= SAME
        ]
    return tuple(leaks)


def refuse_leaks(queries: Sequence[Query], phrasings: Sequence[Phrasing]) -> None:
    """Raise an `EvalError` that names the queries that are phrasings, if there are any."""
    leaks = find_leaks(queries, phrasings)
    if leaks:
        named = "".join(
            f"\n  {leak.query.id} is {leak.phrasing.path}, line {leak.phrasing.line}"
            f" ({leak.likeness:.0f} % alike): {leak.query.query[:80]!r}"
            for leak in leaks[:_NAMED]
        )
        more = f"\n  and {len(leaks) - _NAMED} more" if len(leaks) > _NAMED else ""
        raise EvalError(
            f"{len(leaks)} eval queries are phrasings, so a score would count what was learned by"
            f" heart. Take each out of one of the two files:{named}{more}"
        )


def _likeness(asked: Sequence[str], known: Sequence[str]) -> np.ndarray[tuple[int, int], Any]:
    return process.cdist(asked, known, scorer=fuzz.ratio, score_cutoff=SAME, dtype=np.float32)


def _words(text: str) -> str:
    """The words of `text` without case, accents and punctuation; `text` if it has no words."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(c for c in plain if not unicodedata.combining(c) and c not in "'\u2019")
    return " ".join(re.findall(r"[^\W_]+", bare)) or " ".join(text.split())


def _sorted(text: str) -> str:
    return " ".join(sorted(text.split()))
