"""Where somebody lives: street addresses and ZIP codes."""

import re
from collections.abc import Iterator

from kb_assistant.redaction.finding import Finding, Kind, Rest, found, words

_STATES = (
    "alabama|alaska|arizona|arkansas|california|colorado|connecticut|delaware|florida|georgia"
    "|hawaii|idaho|illinois|indiana|iowa|kansas|kentucky|louisiana|maine|maryland|massachusetts"
    "|michigan|minnesota|mississippi|missouri|montana|nebraska|nevada|new hampshire|new jersey"
    "|new mexico|new york|north carolina|north dakota|ohio|oklahoma|oregon|pennsylvania"
    "|rhode island|south carolina|south dakota|tennessee|texas|utah|vermont|virginia|washington"
    "|west virginia|wisconsin|wyoming|puerto rico"
    "|ak|az|ar|ca|ct|dc|fl|ga|ia|il|ks|ky|md|mn|ms|mo|mt|nc|nd|ne|nh|nj|nm|nv|ny|pr|ri|sc|sd|tn"
    "|tx|ut|va|vt|wa|wi|wv|wy"
)
# These are words too, so they count in capitals only.
_WORDS = "AL|CO|DE|HI|ID|IN|LA|MA|ME|MI|OH|OK|OR|PA"
_STATE = rf"(?:(?i:{_STATES})|{_WORDS})"
_CODE = r"\d{5}(?:-\d{4})?(?!\w)"
_FIVE = re.compile(rf"(?<=[ \t])(?<!\d[ \t]){_CODE}")
_STATE_BEFORE = re.compile(rf"(?<!\w){_STATE}[.,]?[ \t]{{1,3}}\Z")
_LONGEST_STATE = 24
_AFTER_CUE = re.compile(
    r"(?<!\w)(?:zip(?:\s?code)?|postal\scode|postcode|c[óo]digo\spostal)"
    rf"[\s:=#-]{{0,3}}(?:(?:is|es)\s)?(?P<it>{_CODE})"
)

_NAME = r"[^\W\d][\w'\u2019.-]*+"
_SUFFIX = (
    r"(?:street|st|avenue|ave|road|rd|boulevard|blvd|lane|ln|drive|dr|court|ct|circle|cir|way"
    r"|place|pl|terrace|ter|parkway|pkwy|highway|hwy|square|sq|trail|trl|loop|alley)"
)
_UNIT = (
    r"(?:[\s,]{1,2}(?:(?:apt|apartment|suite|ste|unit|floor|fl|piso)[\s.#]{0,3}|\#\s?)"
    r"\w{1,6}(?!\w))?"
)
# The rest of the address: up to four words, then a ZIP code.
_TOWN = rf"(?:(?:[\s,]{{1,2}}{_NAME}){{0,4}}[\s,]{{1,2}}{_CODE})?"
_STREET = re.compile(
    rf"(?<![\w.,$])\d{{1,6}}(?:-?[a-z])?\s{{1,2}}"
    rf"(?P<middle>(?:{_NAME}\s{{1,2}}|\d{{1,3}}(?:st|nd|rd|th)\s){{1,4}}?)"
    rf"{_SUFFIX}(?![\w'\u2019])\.?{_UNIT}{_TOWN}"
)
_CALLE = re.compile(
    r"(?<!\w)(?:calle|avenida|avda?\.?|plaza|paseo|camino|carretera|c/)\s{1,2}"
    rf"(?:{_NAME}[\s,]{{1,2}}){{1,5}}?(?:n[úu]m(?:ero)?\.?\s)?\d{{1,5}}(?!\w){_TOWN}"
)
_BOX = re.compile(rf"(?<!\w)p\.?\s?o\.?\s?box\s\#?\d{{1,7}}(?!\w){_TOWN}")
# With one of these between number and suffix it is a sentence: "2 days before my dr called".
_NO_STREET = words(
    "a an the my your his her our their this that and or but of to for from with at in on by",
    "after before since ago until till is was are were be am i you he she we they it me not no",
    "day days week weeks month months year years hour hours minute minutes min mins second",
    "seconds time times pill pills tablet tablets bottle bottles mg ml lb lbs kg pound pounds",
    "dollar dollars percent pm more less other different people order orders long all half",
)


def addresses(rest: Rest) -> Iterator[Finding]:
    """Yield street addresses, with the town where a ZIP code ends it, and boxes."""
    for match in _STREET.finditer(rest.low):
        if _NO_STREET.isdisjoint(match["middle"].lower().split()):
            yield Finding(Kind.ADDRESS, match.start(), match.end())
    yield from found(_CALLE, rest.low, Kind.ADDRESS)
    yield from found(_BOX, rest.low, Kind.ADDRESS)


def zips(rest: Rest) -> Iterator[Finding]:
    """Yield ZIP codes: a five-digit number is one only after a state or the word."""
    for match in _FIVE.finditer(rest.low):
        if _STATE_BEFORE.search(
            rest.written, max(0, match.start() - _LONGEST_STATE), match.start()
        ):
            yield Finding(Kind.ZIP, match.start(), match.end())
    yield from found(_AFTER_CUE, rest.low, Kind.ZIP)
