"""Words, compared across their forms."""

import re


def listed(text: str) -> frozenset[str]:
    """Return the words of a list that is written with spaces."""
    return frozenset(text.split())


_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
_ENDINGS = re.compile(r"(?:ations?|ings?|als?|ies|ed|es|s|e|y)$")
_SHORTEST = 4
COMMON = listed(
    "a an and any are as at be been but by can do does for from had has have he her his i if in is "
    "it its me my no not of on one or our she should so some that the their them they this to us "
    "was we were what when which who will with you your"
)
"""Words that say nothing about what a rule is about."""


def words(text: str) -> list[str]:
    """Return the words of `text` in lower case."""
    return _WORD.findall(text.lower())


def stem(word: str) -> str:
    """Return `word` without a usual English ending: "removal" and "removed" become "remov"."""
    short = word.removesuffix("'s")
    cut = _ENDINGS.sub("", short) if len(short) > _SHORTEST else short.removesuffix("s")
    return cut if len(cut) > 1 else short


def stems(text: str) -> list[str]:
    """Return the stems of the telling words of `text`, in order."""
    return [stem(word) for word in words(text) if word not in COMMON]


def cut(text: str, length: int = 70) -> str:
    """Return `text` on one line, cut between words if it is long."""
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length + 1].rsplit(" ", 1)[0] + "…"
