"""Rules on personal data: example messages are kept for years and read by many."""

import re
from collections.abc import Iterator

from kb_assistant.lint.finding import Finding
from kb_assistant.lint.guides import Guides

_DATE = (
    r"(?:\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{4}-\d{2}-\d{2}|(?:jan|feb|mar|apr|may|jun|jul|aug|sep"
    r"|oct|nov|dec)[a-z]*\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4})"
)
_STREET = (
    r"(?:Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Lane|Ln|Drive|Dr|Court|Ct|Terrace|Highway|Hwy)"
)
_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("an email address", re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    ("a card number", re.compile(r"(?<![\d-])(?:\d[ -]?){12,18}\d(?![\d-])")),
    ("a social security number", re.compile(r"(?<![\d-])\d{3}-\d{2}-\d{4}(?![\d-])")),
    (
        "a phone number",
        re.compile(
            r"(?<![\d-])(?:\+?1[-. ]?)?(?:\(\d{3}\) ?|\d{3}[-. ])\d{3}[-. ]\d{4}(?![\d-])"
            r"|\+\d{1,3}(?:[ .-]?\d{2,4}){2,5}\b"
            r"|(?i:\b(?:phone|cell|call|text|mobile|tel)\b[^\d]{0,20})\b\d{10}\b"
        ),
    ),
    (
        "a date of birth",
        re.compile(
            rf"\b(?:dob|d\.o\.b\.?|date of birth|birth ?da(?:te|y)|born)\b[^\d]{{0,15}}{_DATE}",
            re.IGNORECASE,
        ),
    ),
    (
        "a street address",
        re.compile(
            rf"\b\d{{1,5}} (?:[NSEW]\.? )?(?:[A-Z][a-z]+ ){{1,3}}{_STREET}\b"
            r"|(?i:\b\d{1,5} (?:[nsew]\.? )?[a-z]+ (?:street|avenue|boulevard|blvd|ave)\b)"
        ),
    ),
)
_INVENTED = re.compile(
    r"@(?:[\w-]+\.)*example\.(?:com|org|net)\b|\.(?:test|invalid|example)$|\b555[-. ]?01\d\d\b"
)


def nothing_personal(guides: Guides) -> Iterator[Finding]:
    """No phrasing holds what looks like the data of a person; the guides' own numbers may stand."""
    guide_text = "\n".join(page for document in guides.documents for page in document.pages)
    for phrasing in guides.phrasings:
        text = phrasing.text
        if not any(char.isdigit() or char == "@" for char in text):
            continue
        for kind, pattern in _KINDS:
            if any(_is_personal(kind, match[0], guide_text) for match in pattern.finditer(text)):
                yield Finding(
                    phrasing.path,
                    phrasing.line,
                    "personal-data",
                    f"holds what looks like {kind}",
                    "Put something invented in its place, such as 555-0100 or name@example.com.",
                )
                break


def _is_personal(kind: str, literal: str, guide_text: str) -> bool:
    if literal in guide_text or _INVENTED.search(literal):
        return False
    return kind != "a card number" or _is_card(literal)


def _is_card(literal: str) -> bool:
    """Whether the digits pass the check that every card number passes (Luhn)."""
    digits = [int(char) for char in reversed(literal) if char.isdigit()]
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[1::2])
    return len(set(digits)) > 1 and (sum(digits[::2]) + sum(doubled)) % 10 == 0
