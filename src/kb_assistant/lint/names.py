"""Rules on names: one name for one thing, and no abbreviation that nobody explains."""

import re
from collections import defaultdict
from collections.abc import Iterator

from kb_assistant.documents import SourceSpan
from kb_assistant.lint.finding import Finding
from kb_assistant.lint.guides import Guides, at, finding, lines_of
from kb_assistant.lint.words import COMMON, listed

_ALIKE = (
    "doc document sheet spreadsheet file form",
    "guide handbook manual",
    "team group department dept squad",
    "app application",
    "portal dashboard console",
    "info information",
    "queue inbox",
)
_CLASS = {word: number for number, words in enumerate(_ALIKE) for word in words.split()}
_HEADS = re.compile(rf"\b(?P<lead>[\w'-]+ [\w'-]+) (?P<head>{'|'.join(_CLASS)})\b", re.IGNORECASE)


def one_name_each(guides: Guides) -> Iterator[Finding]:
    """A thing has one name, not "clinical review sheet" here and "clinical review doc" there."""
    used: defaultdict[tuple[str, int], dict[str, tuple[str, SourceSpan]]] = defaultdict(dict)
    for document in guides.documents:
        for where, line in lines_of(document):
            for match in _HEADS.finditer(line):
                lead, head = match["lead"].lower(), match["head"].lower()
                if not COMMON & set(lead.split()):
                    uses = used[lead, _CLASS[head]]
                    uses.setdefault(head, (match[0], where))
    for uses in used.values():
        if len(uses) > 1:
            (first, begin), *others = uses.values()
            names = ", ".join(f"“{name}” ({at(where, begin)})" for name, where in others)
            yield finding(
                begin,
                "name-variants",
                f"“{first}” is perhaps the same as {names}",
                "If they are one thing, call it by one name; if not, say what sets them apart.",
            )


_CAPITALS = re.compile(r"(?<![\w.@/&-])[a-z]?[A-Z]{2,6}(?=s?\b)(?![\w-]*[@/_]\w)")
_EVERYDAY = listed(
    "AM API CEO CSV CV DIY EST ETA EU FAQ FYI GB GPS HR HTML HTTP HTTPS ID IDS II III IP IT IV "
    "JIRA JSON OK OS PC PDF PIN PM PS PST QR SMS SQL SSN TBD TV UI UK URL US USA USB UTC VIP VPN "
    "XML YES"
)
_SHOUTED = listed(
    "ALL ALWAYS AND ANY ARE AS AT BE BEFORE AFTER BUT BY CAN CANNOT DO DOES DONE EACH EVERY FALSE "
    "FOR FROM HOW IF IN IS MAY MUST NEVER NEW NEXT NO NONE NOT NOTE NOW OF ON ONCE ONLY OPEN OR "
    "OUT PLEASE STEP STOP THAT THE THEN THIS TO TRUE URGENT WHAT WHEN WHO WHY WILL WITH YOU "
    "YOUR"
)


def acronyms_explained(guides: Guides) -> Iterator[Finding]:
    """Each acronym is spelled out, in the guides or in the glossary."""
    first: dict[str, SourceSpan] = {}
    ordinary: set[str] = set()
    for document in guides.documents:
        for where, line in lines_of(document):
            ordinary.update(re.findall(r"\b[a-z]{2,6}\b", line))
            if _is_shouted(line):
                continue
            for match in _CAPITALS.finditer(line):
                first.setdefault(match[0], where)
    text = "\n".join(page for document in guides.documents for page in document.pages)
    for acronym, where in first.items():
        if acronym in _EVERYDAY or acronym in _SHOUTED or acronym.lower() in ordinary:
            continue
        if not _in_glossary(acronym, guides.glossary) and not _spelled_out(acronym, text):
            yield finding(
                where,
                "unknown-acronym",
                f"“{acronym}” is spelled out nowhere",
                "Spell it out once, as in “Full Name (ABC)”, or explain it in glossary.md.",
            )


def _is_shouted(line: str) -> bool:
    """Whether most of a line of several words is in capitals, so that they mean nothing."""
    said = re.findall(r"[A-Za-z]{2,}", line)
    return len(said) > 2 and sum(map(str.isupper, said)) > len(said) / 2  # noqa: PLR2004


def _in_glossary(acronym: str, glossary: str) -> bool:
    """Whether a row or line of the glossary begins with the acronym and says something of it."""
    return bool(re.search(rf"^[\s|*_#`+-]*{acronym}\b[^\w\n]*\w", glossary, re.MULTILINE))


def _spelled_out(acronym: str, text: str) -> bool:
    first = acronym[0]
    before = rf"\b{first}[\w-]*(?:[ -]+[\w&-]+){{0,7}}?\s+\(\W?{acronym}s?\W?\)"
    after = rf"\b{acronym}s?\s+(?:\({first}\w+(?:[ -]\w+)+|stands for|means|is short for)"
    return bool(re.search(before, text, re.IGNORECASE) or re.search(after, text, re.IGNORECASE))
