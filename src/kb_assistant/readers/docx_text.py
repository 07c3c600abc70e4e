"""The XML of a Word document: the text of a paragraph, and what its style makes of it."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from kb_assistant.readers.rendering import tidy

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_TEXT = {W + "tab": "\t", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "-"}
_NO_TEXT = frozenset(
    [_FALLBACK]
    + [W + name for name in ("del", "moveFrom", "pPr", "instrText", "delText", "txbxContent")]
)
"""What is deleted, or no text of the paragraph itself."""
_HEADING = re.compile(r"heading (\d)", re.IGNORECASE)
_LOWEST = 6


def part_of(container: Any, around: frozenset[str]) -> Iterator[Any]:
    """The children of `container`, those of what only wraps some in its place."""
    for child in container.iterchildren():
        if child.tag in around:
            yield from part_of(child, around)
        else:
            yield child


def text_of(paragraph: Any) -> str:
    """Return the text that the paragraph shows, without that of boxes in it."""
    return tidy("".join(_pieces(paragraph)))


def cell_text(cell: Any) -> str:
    """Return the text of all that stands in a cell, that of tables in it too."""
    gone = {_FALLBACK, W + "del", W + "moveFrom"}
    paragraphs = [
        paragraph
        for paragraph in cell.iter(W + "p")
        if not any(above.tag in gone for above in paragraph.iterancestors())
    ]
    return "\n".join(filter(None, map(text_of, paragraphs)))


def boxes_in(paragraph: Any) -> Iterator[Any]:
    """The text boxes that hang on a paragraph; Word stores each twice."""
    for box in paragraph.iter(W + "txbxContent"):
        above = {over.tag for over in box.iterancestors()}
        nested = next(box.iterancestors(W + "txbxContent"), None) is not None
        if _FALLBACK not in above and not nested:
            yield box


def number_in(element: Any, place: str, default: int) -> int:
    """Return the number that the element at `place` below `element` gives."""
    found = element.find(place)
    value = found.get(W + "val", "") if found is not None else ""
    return int(value) if value.isascii() and value.isdigit() and len(value) < 7 else default  # noqa: PLR2004 - no number in a document is longer


def _pieces(element: Any) -> Iterator[str]:
    for child in element.iterchildren():
        if child.tag in {W + "t", _MATH_TEXT}:
            yield child.text or ""
        elif child.tag in _TEXT:
            yield _TEXT[child.tag]
        elif child.tag == W + "r" and child.find(f"{W}rPr/{W}vanish") is not None:
            continue
        elif child.tag not in _NO_TEXT:
            yield from _pieces(child)


class Styles:
    """The paragraph styles of a document, by id."""

    def __init__(self, styles: Iterable[Any]) -> None:
        """Take the elements in `styles`."""
        self._styles = {style.get(W + "styleId"): style for style in styles}

    def heading_level(self, paragraph: Any) -> int | None:
        """Return the level of a heading, 0 for the title; None for a paragraph that is none."""
        for name, element in self._chain(paragraph):
            if heading := _HEADING.fullmatch(name):
                return min(int(heading[1]), _LOWEST)
            if name.lower() == "title":
                return 0
            level = number_in(element, f"{W}pPr/{W}outlineLvl", -1)
            if level >= 0:
                return min(level + 1, _LOWEST) if level < 9 else None  # noqa: PLR2004 - 9 is text
        return None

    def is_item(self, paragraph: Any) -> bool:
        """Whether the paragraph has a bullet or a number."""
        for name, element in self._chain(paragraph):
            number = number_in(element, f"{W}pPr/{W}numPr/{W}numId", -1)
            if number >= 0:
                return number > 0
            if name.lower().startswith(("list bullet", "list number")):
                return True
        return False

    def is_contents(self, paragraph: Any) -> bool:
        """Whether the paragraph is a line of the table of contents."""
        return any(re.match(r"toc \d", name.lower()) for name, _ in self._chain(paragraph))

    def _chain(self, paragraph: Any) -> Iterator[tuple[str, Any]]:
        """The paragraph's own settings, then its style's, then those which that builds on."""
        yield "", paragraph
        named = paragraph.find(f"{W}pPr/{W}pStyle")
        seen: set[str] = set()
        while named is not None and (key := named.get(W + "val", "")) not in seen:
            seen.add(key)
            style = self._styles.get(key)
            if style is None:
                return
            name = style.find(W + "name")
            yield ("" if name is None else name.get(W + "val", "")), style
            named = style.find(W + "basedOn")
