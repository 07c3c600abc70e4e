"""Personal data in a text: where it stands, and the text without it.

Structured identifiers are found by their form, names and addresses by the words around them. What
has neither, such as a name in the middle of a sentence, is not found: a person reads a redacted
text before it goes anywhere.
"""

import re
from collections.abc import Collection, Iterator

from kb_assistant.redaction.codes import bank_accounts, coded, ids, links
from kb_assistant.redaction.finding import Finding, Kind, Rest, blanked
from kb_assistant.redaction.names import names
from kb_assistant.redaction.numbers import dates, runs, spelled_out
from kb_assistant.redaction.places import addresses, zips

__all__ = ["Finding", "Kind", "find_personal_data", "redact"]

# What is found first is blank to the rest, so the narrow ones come before the broad ones.
_RECOGNISERS = (
    links,
    coded,
    bank_accounts,
    dates,
    addresses,
    zips,
    ids,
    runs,
    spelled_out,
    names,
)
_MASKED = re.compile("|".join(re.escape(f"[{kind}]") for kind in Kind))


def redact(text: str, keep: Collection[str] = ()) -> str:
    """Return `text` with `[email]`, `[phone]`, `[name]` and so on in place of personal data.

    A redacted text stays as it is when it is redacted again.

    Args:
        text: any text.
        keep: literals that are no personal data, such as a telephone number of a guide.
    """
    parts: list[str] = []
    end = 0
    for finding in find_personal_data(text, keep):
        parts += text[end : finding.start], f"[{finding.kind}]"
        end = finding.end
    return "".join((*parts, text[end:]))


def find_personal_data(text: str, keep: Collection[str] = ()) -> tuple[Finding, ...]:
    """Return what is personal in `text`, in order and without overlaps.

    Args:
        text: any text.
        keep: literals to leave out where they stand by themselves.
    """
    text = _blank(_MASKED, text)
    if literals := sorted((re.escape(one) for one in keep if one.strip()), key=len, reverse=True):
        alone = rf"(?<![\w.+@-])(?:{'|'.join(literals)})(?![\w@]|[.-]\w)"
        text = _blank(re.compile(alone), text)
    rest = Rest.of(text)
    found: list[Finding] = []
    # Repeated until nothing is left to find: so the text that stays holds nothing, by construction.
    while new := _round(rest):
        found += new
        rest = rest.without(new)
    return tuple(sorted(found, key=_place))


def _round(rest: Rest) -> list[Finding]:
    found: list[Finding] = []
    for recognise in _RECOGNISERS:
        new = list(_apart(recognise(rest)))
        rest = rest.without(new)
        found += new
    return sorted(found, key=_place)


def _apart(findings: Iterator[Finding]) -> Iterator[Finding]:
    end = 0
    for finding in sorted(findings, key=_place):
        if finding.start >= end:
            yield finding
            end = finding.end


def _place(finding: Finding) -> tuple[int, int]:
    return finding.start, -finding.end


def _blank(pattern: re.Pattern[str], text: str) -> str:
    return blanked(text, (match.span() for match in pattern.finditer(text)))
