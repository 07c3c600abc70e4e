"""Text from guides and messages, made safe to show: nothing in it is interpreted.

All of it is untrusted: a member may paste anything, and a guide may hold anything.
"""

import html
import re
from dataclasses import dataclass

_HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # controls, but tab and line breaks
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # what turns the reading direction
    "\ud800-\udfff]"  # halves of characters, which cannot be sent
)
_ACTIVE = re.compile(r"([\\*_`~$]|:(?=[\w\u2060]))")
_SEAM = re.compile(
    r"(?<=[<>=~-])(?=[<>=~-])|(?<=[:&<@])(?=[\w/!?#])|(?<=[wW]{3})(?=\.)|(?<=\])(?=[(\[{])"
    r"|^(?=[-+#>=\d])"
)
_MARKER = re.compile(r"^(?P<indent>\s*)(?P<marker>[-*+•]|\d{1,3}[.)])\s+(?P<text>.*)$")
_JOINER = "\u2060"


def clean(text: str) -> str:
    """Return `text` without the characters that hide, reorder or cannot be sent."""
    return _HIDDEN.sub("", text)


def escape(text: str) -> str:
    """Return `text` as HTML that shows exactly that text."""
    return html.escape(clean(text), quote=True)


def label(text: str) -> str:
    """Return `text` as a Streamlit label that shows exactly that text, on one line.

    Streamlit reads labels as Markdown, replaces `->` and `:streamlit:` and links addresses.
    An invisible joiner between the characters prevents it. Only what would still count as
    emphasis, code, a formula or a colour takes a backslash, because a screen reader is given the
    label as it stands here.
    """
    folded = " ".join(clean(text).split())
    return _ACTIVE.sub(r"\\\1", _SEAM.sub(_JOINER, folded))


def excerpt(text: str, length: int) -> str:
    """Return the beginning of `text` on one line, cut at a word where one ends nearby."""
    text = text.strip()
    start = text[: length * 8]
    folded = " ".join(clean(start).split())
    if len(folded) <= length and len(start) == len(text):
        return folded
    cut = folded[:length]
    space = cut.rfind(" ")
    return cut[: space if space > length * 3 // 4 else length].rstrip() + " …"


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph (no marker) or a list item of an action.

    Args:
        text: the text on one line.
        marker: the bullet or number as the guide has it; empty for a paragraph.
        depth: how deep the item is nested, from 0.
    """

    text: str
    marker: str = ""
    depth: int = 0


def pieces(action: str) -> tuple[Piece, ...]:
    """Return the paragraphs and list items of `action`, each with its wrapped lines folded."""
    found: list[Piece] = []
    indents: list[int] = []
    open_piece = False
    for line in action.split("\n"):
        item = _MARKER.match(line)
        if item:
            indent = len(item["indent"].expandtabs(4))
            indents = [i for i in indents if i < indent]
            found.append(Piece(item["text"].strip(), item["marker"], len(indents)))
            indents.append(indent)
            open_piece = True
        elif not line.strip():
            open_piece = False
        elif open_piece and found:
            last = found[-1]
            found[-1] = Piece(f"{last.text} {line.strip()}".strip(), last.marker, last.depth)
        else:
            found.append(Piece(" ".join(line.split())))
            indents = []
            open_piece = True
    return tuple(found)
