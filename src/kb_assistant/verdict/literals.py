"""What an agent copies out of an action: texts in quotation marks, numbers, addresses, titles."""

import re
from dataclasses import dataclass

from kb_assistant.documents import fold

_FORMS = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?P<name>[\w/ ]*?)[:,]?\s*[\"“](?P<text>[^\"“”]{2,200})[\"”]",
        r"\b(?P<name>KB): (?P<text>[^\W\d_][^.;>\n\"“”]{2,120})",
        r"(?P<name>)(?P<text>https?://[^\s<>\"“”)]{4,200})",
        r"(?P<name>)(?P<text>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)",
        (
            r"(?P<name>)(?<![\w.-])(?!\d{4}-\d\d-\d\d\b)"
            r"(?P<text>\+?(?:\(\d{1,4}\)[ -]?)?\d(?:[ .-]?\d){6,14})(?![\w-])"
        ),
    )
)
_NAMES = re.compile(
    r"\b(internal note|note|ticket type|KB|app feature|subject|tag|status|template)\s*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Literal:
    """A text to copy, word for word.

    Args:
        text: the text.
        name: what the guide calls it ("internal note"); empty if it does not say.
    """

    text: str
    name: str = ""


def literals(action: str) -> tuple[Literal, ...]:
    """Return what `action` gives to be used as it stands, each once, in its order."""
    text = fold(action)
    found: dict[str, Literal] = {}
    taken: list[tuple[int, int]] = []
    matches = [match for form in _FORMS for match in form.finditer(text)]
    for match in matches:
        start, end = match.span("text")
        if any(start < other_end and other_start < end for other_start, other_end in taken):
            continue
        taken.append((start, end))
        literal = match["text"].strip().rstrip(",.;:")
        name = _NAMES.search(match["name"])
        found.setdefault(literal, Literal(literal, name[1] if name else ""))
    order = {literal: text.index(literal) for literal in found}
    return tuple(sorted(found.values(), key=lambda one: order[one.text]))
