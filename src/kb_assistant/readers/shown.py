"""What Excel shows of a cell's value, by the cell's number format."""

import calendar
import datetime as dt
import re
from decimal import ROUND_HALF_UP, Decimal

_DATE_TOKEN = re.compile(
    r'"[^"]*"|\\.|\[[^\]]*\]|AM/PM|A/P|y+|m+|d+|h+|s+(?:\.0+)?|.', re.IGNORECASE | re.DOTALL
)
_NUMBER = re.compile(r"(?P<whole>[#0?,]*[#0?])(?:\.(?P<places>[0#?]+))?(?P<scale>,*)")
_DAYS = tuple(calendar.day_name)
_MONTHS = tuple(calendar.month_name)[1:]
_NAMED = 3
"""From so many letters on, a month or a day is given by its name."""


def shown(value: object, number_format: str) -> str:
    """Return `value` as Excel shows it; an odd format gives the plain value."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, dt.timedelta):
        minutes, seconds = divmod(int(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    if isinstance(value, dt.date | dt.time):
        return _date(value, number_format.partition(";")[0])
    if isinstance(value, int | float):
        return _number(value, number_format)
    return str(value)


def _date(value: dt.date | dt.time, pattern: str) -> str:
    if isinstance(value, dt.time):
        moment = dt.datetime.combine(dt.date(1900, 1, 1), value)
    elif isinstance(value, dt.datetime):
        moment = value
    else:
        moment = dt.datetime.combine(value, dt.time())
    tokens = _DATE_TOKEN.findall(pattern)
    half = any(token.upper() in {"AM/PM", "A/P"} for token in tokens)
    parts: list[str] = []
    before = ""
    for place, token in enumerate(tokens):
        after = next((t[0].lower() for t in tokens[place + 1 :] if t[0].lower() in "ymdhs"), "")
        parts.append(_date_part(moment, token, half=half, minute=before == "h" or after == "s"))
        if token[0].lower() in "ymdhs":
            before = token[0].lower()
    return "".join(parts).strip()


def _date_part(moment: dt.datetime, token: str, *, half: bool, minute: bool) -> str:
    kind, length = token[0].lower(), len(token)
    if token.upper() in {"AM/PM", "A/P"}:
        return "AM" if moment.hour < 12 else "PM"  # noqa: PLR2004 - noon
    if kind in '"\\[':
        return {'"': token[1:-1], "\\": token[1:], "[": ""}[kind]
    if kind == "m" and (not minute or length >= _NAMED):
        return _named(_MONTHS, moment.month - 1, moment.month, length)
    if kind == "d":
        return _named(_DAYS, moment.weekday(), moment.day, length)
    if kind == "y":
        return str(moment.year) if length >= _NAMED else f"{moment.year % 100:02}"
    number = {
        "h": (moment.hour + 11) % 12 + 1 if half else moment.hour,
        "m": moment.minute,
        "s": moment.second,
    }.get(kind)
    return token if number is None else f"{number:0{min(length, 2)}}"


def _named(names: tuple[str, ...], place: int, number: int, length: int) -> str:
    if length < _NAMED:
        return f"{number:0{length}}"
    return names[place] if length > _NAMED else names[place][:3]


def _number(value: float, number_format: str) -> str:
    sections = number_format.split(";")
    use = 1 if value < 0 and len(sections) > 1 else 0
    if value == 0 and len(sections) > 2:  # noqa: PLR2004 - positive, negative, zero
        use = 2
    pattern = re.sub(r"\[\$([^\]-]*)[^\]]*\]", r'"\1"', sections[use])
    pattern = re.sub(r"\[[^\]]*\]|_.|\*.", "", pattern)
    masked = re.sub(r'"[^"]*"|\\.', lambda quoted: "\x00" * len(quoted[0]), pattern)
    places = list(_NUMBER.finditer(masked))
    if not places and pattern.startswith('"') and "General" not in pattern:
        return pattern.replace('"', "")
    if "General" in pattern or len(places) != 1 or re.search(r"[Ee/@]", masked):
        return _plain(value)
    place = places[0]
    digits = place["places"] or ""
    amount = abs(Decimal(str(value))) * 100 ** masked.count("%") / 1000 ** len(place["scale"])
    amount = amount.quantize(Decimal(1).scaleb(-len(digits)), ROUND_HALF_UP)
    text = f"{amount:{',' if ',' in place['whole'] else ''}f}"
    for _ in range(len(digits) - len(digits.rstrip("#?"))):
        text = text.removesuffix("0")
    whole, dot, rest = text.rstrip(".").partition(".")
    whole = whole.zfill(place["whole"].count("0")) if "," not in place["whole"] else whole
    sign = "-" if value < 0 and use == 0 else ""
    left, right = (
        re.sub(r"\\(.)", r"\1", part.replace('"', ""))
        for part in (pattern[: place.start()], pattern[place.end() :])
    )
    return f"{sign}{left}{whole}{dot}{rest}{right}".strip()


def _plain(value: float) -> str:
    return str(value) if isinstance(value, int) else f"{value:.11g}"
