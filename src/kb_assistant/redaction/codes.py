"""Identifiers with letters in them: addresses of the net, accounts, orders, parcels.

Every repetition here is possessive or bounded, and starts only where no longer one could: the time
is linear in the length of the text.
"""

import ipaddress
import re
from collections.abc import Iterator
from itertools import chain

from kb_assistant.redaction.finding import Finding, Kind, Rest, found

_REACH = r"[^\s<>\"'\[\]{}|\\^`\ue000]"
_LINK = re.compile(
    rf"(?<![\w@])(?:(?:https?|ftp)://|www\.){_REACH}++"
    rf"|(?<![\w.@-])[\w-]++(?:\.[\w-]++)+(?:/|\?\w++=){_REACH}*+"
)
_PLAIN_LINK = re.compile(
    r"(?:\w++://)?[\w.-]++(?::\d{1,5})?(?:/(?:[^\W\d_]|[-_.]|\d{1,3}(?!\d))*+)*+(?:#[a-z-]*+)?"
)
_LONG_SEGMENT = re.compile(r"[^\W_]{20}")
_LOCAL = r"[\w.%+'\u2019!#$&*/=?^`{|}~-]"
_EMAIL = re.compile(rf"(?<!{_LOCAL}){_LOCAL}++[@\uff20][\w-]++(?:\.[\w-]++)*+")
_SPOKEN_EMAIL = re.compile(
    r"(?<![\w+-])[\w+-]++(?:\s(?:dot|dash|underscore|punto|guion)\s[\w+-]++){0,4}"
    r"\s?[\s(\[](?:at|arroba|@)[\s)\]]\s?"
    r"(?:[\w-]++(?:\s?[\s(\[](?:dot|punto)[\s)\]]\s?[\w-]++){1,3}"
    r"|(?:gmail|yahoo|hotmail|outlook|icloud|aol|proton)\s?\.\s?[a-z]{2,3}\b)"
)
_IP4 = re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w-]|\.\d)")
_IP6 = re.compile(r"(?<![\w:])(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{1,4}(?![\w:])")
_MAC = re.compile(r"(?<![\w:-])(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}(?![\w:-])")
_IBAN = re.compile(r"(?<!\w)[a-z]{2}\d{2}(?:[ -]?[a-z\d]{4}){2,7}(?:[ -]?[a-z\d]{1,3})?(?!\w)")
_SHORTEST_IBAN = 15


def links(rest: Rest) -> Iterator[Finding]:
    """Yield addresses of pages that hold more than a plain path: a token, a number, a name."""
    return found(_LINK, rest.low, _private)


def coded(rest: Rest) -> Iterator[Finding]:
    """Yield addresses for mail, spoken ones too, and of machines."""
    return chain(
        found(_EMAIL, rest.low, Kind.EMAIL),
        found(_SPOKEN_EMAIL, rest.low, Kind.EMAIL),
        found(_IP4, rest.low, _address),
        found(_IP6, rest.low, _address),
        found(_MAC, rest.low, Kind.ID),
    )


def bank_accounts(rest: Rest) -> Iterator[Finding]:
    """Yield IBANs, by their check digits."""
    for match in _IBAN.finditer(rest.low):
        # A word that follows can look like a last group.
        groups = re.findall(r"[ -]?[^ -]+", match[0])
        for last in range(len(groups), 0, -1):
            candidate = "".join(groups[:last])
            if _is_iban(re.sub(r"[ -]", "", candidate)):
                yield Finding(Kind.IBAN, match.start(), match.start() + len(candidate))
                break


def _is_iban(account: str) -> bool:
    turned = account[4:] + account[:4]
    return (
        len(account) >= _SHORTEST_IBAN
        and account.isascii()
        and int("".join(str(int(sign, 36)) for sign in turned)) % 97 == 1
    )


def _private(link: str) -> Kind | None:
    plain = _PLAIN_LINK.fullmatch(link.rstrip(".,;:!)")) and not _LONG_SEGMENT.search(link)
    return None if plain else Kind.URL


def _address(text: str) -> Kind | None:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return None
    return Kind.IP


_WORD = re.compile(r"(?<!\w)[^\W\d]*+\d\w*+")
_LETTERS_DASH_DIGITS = re.compile(r"(?<![\w-])[a-z]{1,5}-\d{5,}+(?!\w)")
_UUID = re.compile(r"(?<!\w)[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?!\w)")
_PARCEL = re.compile(r"1z[0-9a-z]{16}|[a-z]{2}\d{9}[a-z]{2}|tba\d{9,}")
_NUMBER_OF = r"[\s:=#.-]{0,3}(?:(?:number|num|no|nr|id|code|n[úu]mero)\b)?[\s:=#.-]{0,3}"
_CUED = re.compile(
    r"(?<!\w)(?:order|member(?:ship)?|account|acct|customer|patient|ticket|case|reference|ref"
    r"|confirmation|invoice|policy|claim|group|rx|prescription|serial|subscription|mrn|pedido"
    rf"|cuenta|socio|id){_NUMBER_OF}(?:(?:is|es)\s)?(?=(?P<it>#?\w[\w-]*+))"
    r"|(?<![\w#])(?P<hash>#\s?\d{4,}+)(?!\w)"
)
_TRACKED = re.compile(
    rf"(?<!\w)(?:tracking|package|parcel|seguimiento){_NUMBER_OF}(?:(?:is|es)\s)?"
    r"(?=(?P<it>#?\w[\w-]*+(?:\s\d{3,4}(?!\w)){0,6}))"
)
_LAST_FOUR = re.compile(
    r"(?<!\w)(?:last|[úu]ltimos)\s(?:four|4|cuatro)\b[^\d\n]{0,40}?(?P<it>\d{4})(?!\d)"
)
_SSN = re.compile(
    rf"(?<!\w)(?:ssn|social(?:\ssecurity)?){_NUMBER_OF}(?:is\s)?(?P<it>[\dx*][\dx*-]*\d)(?!\w)"
)
_HIDDEN_SSN = re.compile(r"(?<![\w*])[x*]{3}-?[x*]{2}-?\d{4}(?!\w)")
_MANY, _SOME, _FEW = 6, 5, 4


def ids(rest: Rest) -> Iterator[Finding]:
    """Yield numbers of members, orders, parcels and the like."""
    yield from found(_HIDDEN_SSN, rest.low, Kind.SSN)
    yield from found(_SSN, rest.low, lambda it: Kind.SSN if _digits(it) >= _FEW else None)
    yield from found(_TRACKED, rest.low, lambda it: Kind.TRACKING if _digits(it) >= _FEW else None)
    for match in _CUED.finditer(rest.low):
        group = "it" if match["it"] else "hash"
        fewest = _FEW - match[group][0].isalpha()
        if _digits(match[group]) >= fewest:
            yield Finding(Kind.ID, match.start(group), match.end(group))
    yield from found(_LAST_FOUR, rest.low, Kind.ID)
    yield from found(_UUID, rest.low, Kind.ID)
    yield from found(_LETTERS_DASH_DIGITS, rest.low, Kind.ID)
    yield from found(_WORD, rest.low, _code)


def _code(word: str) -> Kind | None:
    """What a word with a digit in it is; one without a letter is left to the numbers."""
    digits = _digits(word)
    if digits == len(word):
        return None
    if _PARCEL.fullmatch(word):
        return Kind.TRACKING
    enough = _MANY if word[0].isdigit() else _SOME
    return Kind.ID if digits >= enough else None


def _digits(text: str) -> int:
    return sum(sign.isdecimal() for sign in text)
