"""What tells near protocols apart, in the words of their own situations."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from kb_assistant.documents import fold
from kb_assistant.protocols import Protocol

_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)?")
_QUOTED = re.compile(r"[\"“][^\"“”]*[\"”](?:,\s+(?=[\"“]))?")
_CLAUSE_END = re.compile(
    r"[,;.?!]\s+|[,;.?!]$|\s+(?=(?:and|but|or) (?:the|a|an|they|he|she|it|their|you|we)\b)",
    re.IGNORECASE,
)
_LEAD = re.compile(r"^(?:(?:and/or|and|but|or|that|then|when|if)\s+)+", re.IGNORECASE)
_COMMON = """
a an and are as at be been but by can do does for from had has have he her his i if in into is it
its of on one or our she so than that the their them then there these they this those to was we
were when which who will with you your member customer patient client says say wants asks needs
"""
_MEANINGLESS = frozenset(_COMMON.split())


def distinction(protocols: Sequence[Protocol]) -> tuple[str, ...]:
    """Return for each of `protocols` the words of its own that the others lack, verbatim.

    They are a clause of its situation, or of its conditions if it states no situation; an empty
    text where it has no words of its own.
    """
    clauses = [tuple(_clauses(protocol)) for protocol in protocols]
    words = [set().union(*map(_words, own)) for own in clauses]
    shared = Counter(word for own in words for word in own)
    return tuple(_best(own, {word for word in shared if shared[word] > 1}) for own in clauses)


def _clauses(protocol: Protocol) -> Iterator[str]:
    texts = (protocol.situation,) if protocol.situation else protocol.conditions
    for text in map(fold, texts):
        # What stands in quotation marks is not taken apart.
        masked = _QUOTED.sub(lambda match: "x" * len(match[0]), text)
        ends = [match.span() for match in _CLAUSE_END.finditer(masked)]
        starts = [0, *(end for _, end in ends)]
        for start, end in zip(starts, [*(start for start, _ in ends), len(text)], strict=True):
            if bare := _LEAD.sub("", text[start:end].strip()):
                yield bare


def _words(clause: str) -> set[str]:
    """The words that carry meaning, without the endings of number and tense."""
    words = {word.lower() for word in _WORD.findall(clause)} - _MEANINGLESS
    return {re.sub(r"(?:ing|ed|es|s|e)$", "", word) if len(word) > 4 else word for word in words}  # noqa: PLR2004


def _best(clauses: Sequence[str], shared: set[str]) -> str:
    """The clause with the largest share of words of its own; of equal ones the shortest."""
    own = [(clause, _words(clause)) for clause in clauses]
    rated = [
        (len(words - shared) / len(words), -len(clause), clause) for clause, words in own if words
    ]
    best = max(rated, default=(0.0, 0, ""))
    return best[2] if best[0] > 0 else ""
