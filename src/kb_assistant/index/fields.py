"""The fields of a manifest, read with the message that names the one that is wrong."""

import math
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

from kb_assistant.errors import StoredIndexError

MANIFEST = "manifest.json"
SHA256 = re.compile(r"[0-9a-f]{64}")

_T = TypeVar("_T")


def wrong(at: str, expected: str) -> StoredIndexError:
    """Return the error for a field that is not what it should be."""
    return StoredIndexError(f"{MANIFEST}: {at} is not {expected}")


def keys(value: Any, names: set[str], at: str) -> dict[str, Any]:
    """Return an object that has these keys and no other."""
    if not isinstance(value, dict):
        raise wrong(at, "an object")
    if value.keys() != names:
        odd = ", ".join(sorted(value.keys() ^ names))
        raise StoredIndexError(f"{MANIFEST}: missing or unknown in {at or 'it'}: {odd}")
    return value


def text(value: Any, at: str, pattern: re.Pattern[str] | None = None) -> str:
    """Return text, all of it of the form `pattern`."""
    if not isinstance(value, str) or not (pattern is None or pattern.fullmatch(value)):
        raise wrong(at, "text" if pattern is None else f"of the form {pattern.pattern}")
    return value


def digest(value: Any, at: str) -> str:
    """Return a sha256 in hex."""
    return text(value, at, SHA256)


def moment(value: Any, at: str) -> str:
    """Return a UTC time with microseconds, as `now` gives it."""
    try:
        read = datetime.fromisoformat(text(value, at))
        same = stamp(read.astimezone(UTC))
    except (ValueError, OverflowError) as error:
        raise wrong(at, "a time") from error
    if same != value:
        raise wrong(at, "a UTC time with microseconds")
    return same


def stamp(time: datetime) -> str:
    """Return a UTC time as text: "2026-01-31T12:00:00.000000Z"."""
    return time.isoformat(timespec="microseconds").replace("+00:00", "Z")


def count(value: Any, at: str) -> int:
    """Return a whole number from 0."""
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise wrong(at, "a whole number from 0")
    return value


def score(value: Any, at: str) -> float:
    """Return a finite number."""
    if not isinstance(value, int | float) or isinstance(value, bool) or not math.isfinite(value):
        raise wrong(at, "a finite number")
    return value


def mapping(value: Any, at: str, read: Callable[[Any, str], _T]) -> dict[str, _T]:
    """Return an object with `read` applied to each of its values."""
    if not isinstance(value, dict):
        raise wrong(at, "an object")
    return {key: read(item, f"{at}.{key}") for key, item in value.items()}


def texts(value: Any, at: str) -> tuple[str, ...]:
    """Return a list of texts."""
    if not isinstance(value, list):
        raise wrong(at, "a list")
    return tuple(text(item, at) for item in value)
