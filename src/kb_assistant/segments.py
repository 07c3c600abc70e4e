"""Splits a message where one issue may end and the next one begin."""

import re

LONGEST_MESSAGE = 4_000
"""Characters of a message that are read; a member's story fits many times over."""

_MOST_SEGMENTS = 12
_FEWEST_WORDS = 3

_ENDS = re.compile(r"(?<=[.!?…;])\s+|\s*[\n\r]+\s*|\s+[-–—]+\s+")  # noqa: RUF001 - dashes
_TURNS = re.compile(
    r"[,;]?\s+(?=(?:and\s+|but\s+|oh\s+)?(?:also|plus|another thing|one more thing|secondly|second|"
    r"on top of that|besides|btw|by the way|while i'?m at it|additionally|adem[aá]s|tambi[eé]n|"
    r"otra cosa|y tambi[eé]n)\b)"
    r"|,?\s+(?=and (?:i|my|the|can|could|how|she|he|they|we|member|mbr)\b)"
    r"|\s+[+&/]\s+",
    re.IGNORECASE,
)


def sentences(message: str) -> tuple[str, ...]:
    """Return the sentences and lines of `message`, without empty ones."""
    parts = _ENDS.split(message[:LONGEST_MESSAGE])
    return tuple(part.strip() for part in parts if part.strip())[:_MOST_SEGMENTS]


def segments(message: str) -> tuple[str, ...]:
    """Return the parts of `message` that may each be an issue of their own.

    A part of fewer than three words names no issue by itself and joins the part before it. A
    message that does not fall apart gives no parts at all.
    """
    parts: list[str] = []
    for sentence in sentences(message):
        for part in _TURNS.split(sentence):
            words = part.split()
            if parts and len(words) < _FEWEST_WORDS:
                parts[-1] = f"{parts[-1]} {part.strip()}"
            elif words:
                parts.append(part.strip())
    return tuple(parts[:_MOST_SEGMENTS]) if len(parts) > 1 else ()
