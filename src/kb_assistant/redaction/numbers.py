"""Identifiers without letters: dates, and runs of digits however they are set apart."""

import re
from collections.abc import Iterator

from kb_assistant.redaction.finding import Finding, Kind, Rest, found

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
    r"|enero|febrero|marzo|abril|mayo|junio|julio|agosto|se[p]?tiembre|octubre|noviembre|diciembre)"
)
_NUMERIC = re.compile(
    r"(?<!\d)(?<!\d[/.-])"
    r"(?:(?P<one>\d{1,2})\s?(?P<sign>[/.-])\s?(?P<two>\d{1,2})\s?(?P=sign)\s?(?:\d{4}|(?<!\.)\d{2})"
    r"|(?:19|20)\d\d(?P<mark>[/.-])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2}))"
    r"(?!\d|[/.-]\d)"
)
_WRITTEN = re.compile(
    rf"(?<!\w)(?=[\djfmasonde])(?:{_MONTH}\.?\s{{1,2}}\d{{1,2}}(?:st|nd|rd|th)?,?\s{{1,2}}\d{{4}}"
    r"|\d{1,2}(?:st|nd|rd|th|º)?[\s-]{1,2}(?:(?:of|de)\s)?"
    rf"{_MONTH}[.,]?[\s-]{{1,2}}(?:del?\s)?\d{{4}})(?!\w)"
)
_PART = rf"(?:{_MONTH}|\d{{1,4}}(?:st|nd|rd|th)?)"
_BIRTH = re.compile(
    r"(?<!\w)(?:d\.?o\.?b\.?|date\sof\sbirth|birth\s?da(?:y|te)|born|fecha\sde\snacimiento|nac[ií])"
    r"[\s:=#-]{0,3}(?:(?:is|was|on|in|es|el)\s)?"
    rf"(?P<it>(?:{_MONTH}\.?\s)?\d{{1,8}}(?:st|nd|rd|th)?"
    rf"(?:[\s/.,-]{{1,2}}(?:del?\s)?{_PART}(?!\w)){{0,2}})(?!\w)"
)
_DAYS, _MONTHS = 31, 12


def dates(rest: Rest) -> Iterator[Finding]:
    """Yield dates with a year, and what follows "born" and the like."""
    for match in _NUMERIC.finditer(rest.low):
        first, second = (int(match["one"] or match["month"]), int(match["two"] or match["day"]))
        if 0 < min(first, second) <= _MONTHS and max(first, second) <= _DAYS:
            yield Finding(Kind.DATE, match.start(), match.end())
    yield from found(_WRITTEN, rest.low, Kind.DATE)
    yield from found(_BIRTH, rest.low, Kind.DATE)


_BETWEEN = (
    r"(?:[ \t\u00a0\u00ad\u2000-\u200f\u202a-\u202f\u2060\ufeff().\u2010-\u2015\u2212·•_-]{0,4}"
    r"|\s{1,2}(?:dash|dot|hyphen|space|guion|guión|punto|minus)\s{1,2})"
)
_RUN = re.compile(
    rf"(?<!\d)[+(]{{0,2}}\d(?:{_BETWEEN}\d)*+(?:\s{{0,2}}(?:x|ext\.?|extension)\s{{0,2}}\d{{1,6}}(?!\w))?"
)
_SSN = re.compile(r"\d{3}[- .\u2010-\u2015]\d{2}[- .\u2010-\u2015]\d{4}")
_YEARS = re.compile(r"(?:19|20)\d\d\s?[-\u2010-\u2015]\s?(?:19|20)\d\d")
_ZIP = re.compile(r"\d{5}-\d{4}")
_SHORTEST = 7
_PHONES = (10, 11)
_LONGEST_PHONE = 17  # an international one with an extension
_SHORTEST_PARCEL = 12
_CARD_LENGTHS = range(13, 20)

_SPELLED = (
    r"(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|double|triple"
    r"|cero|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve)"
)
_SPOKEN = re.compile(rf"(?<!\w){_SPELLED}(?:[\s,.-]{{1,3}}{_SPELLED}){{6,}}+(?!\w)")


def runs(rest: Rest) -> Iterator[Finding]:
    """Yield every run of seven and more digits, whatever stands between them."""
    return found(_RUN, rest.low, _kind)


def spelled_out(rest: Rest) -> Iterator[Finding]:
    """Yield seven and more digits written as words."""
    return found(_SPOKEN, rest.low, Kind.PHONE)


def _kind(run: str) -> Kind | None:
    digits = [int(sign) for sign in run if sign.isdecimal()]
    count = len(digits)
    if count < _SHORTEST or _YEARS.fullmatch(run):
        return None
    if _SSN.fullmatch(run):
        return Kind.SSN
    if _ZIP.fullmatch(run):
        return Kind.ZIP
    # An expiry date or a code can follow the number of a card.
    if any(_passes_luhn(digits[:length]) for length in {count, 16, 15} if length <= count):
        return Kind.CARD
    whole = count == len(run)
    if count in _PHONES or (count <= _LONGEST_PHONE and not whole):
        return Kind.PHONE
    return Kind.TRACKING if whole and count >= _SHORTEST_PARCEL else Kind.NUMBER


def _passes_luhn(digits: list[int]) -> bool:
    doubled = (2 * digit for digit in digits[-2::-2])
    total = sum(digits[::-2]) + sum(digit // 10 + digit % 10 for digit in doubled)
    return len(digits) in _CARD_LENGTHS and total % 10 == 0 and any(digits)
