"""One place of personal data."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

_BLANK = "\ue000"  # no letter, digit, space or punctuation, so that no pattern matches over it


class Kind(StrEnum):
    """What personal data is; the value stands in the redacted text, in brackets."""

    EMAIL = "email"
    PHONE = "phone"
    CARD = "card"
    SSN = "ssn"
    IBAN = "iban"
    DATE = "date"
    ID = "id"
    TRACKING = "tracking"
    NUMBER = "number"
    IP = "ip"
    URL = "url"
    ADDRESS = "address"
    ZIP = "zip"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Finding:
    """Personal data of a `kind` at `text[start:end]`."""

    kind: Kind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Rest:
    """What is left of a text to look at: as it is written, and in lower case, place by place.

    Patterns read the lower case wherever they can: ignoring case costs them a multiple of the time.
    """

    written: str
    low: str

    @classmethod
    def of(cls, text: str) -> "Rest":
        """Look at all of `text`."""
        low = text.lower()
        if len(low) != len(text):  # a few letters become two
            low = "".join(sign.lower() if len(sign.lower()) == 1 else sign for sign in text)
        return cls(text, low)

    def without(self, findings: Iterable[Finding]) -> "Rest":
        """Blank `findings` out."""
        spans = [(one.start, one.end) for one in findings]
        return Rest(blanked(self.written, spans), blanked(self.low, spans)) if spans else self


def blanked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Return `text` with `spans`, which are in order, blank."""
    parts: list[str] = []
    at = 0
    for start, end in spans:
        parts += text[at:start], _BLANK * (end - start)
        at = end
    return "".join((*parts, text[at:]))


Judge = Callable[[str], Kind | None]


def found(pattern: re.Pattern[str], text: str, judge: Judge | Kind) -> Iterator[Finding]:
    """Yield the matches of `pattern`, or of its group `it`, that `judge` gives a kind."""
    group = "it" if "it" in pattern.groupindex else 0
    for match in pattern.finditer(text):
        kind = judge if isinstance(judge, Kind) else judge(match[group])
        if kind is not None:
            yield Finding(kind, match.start(group), match.end(group))


def words(*lines: str) -> frozenset[str]:
    """Return the words of `lines`."""
    return frozenset(" ".join(lines).split())
