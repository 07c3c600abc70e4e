"""What a line of plain text is by its look: a title, a list item, a rule; where paragraphs end."""

import re
from collections.abc import Sequence

_BULLET = re.compile(r"\s*(?:(?:[-*+\u2013]|\d{1,3}[.)]|[a-zA-Z][.)])\s+|[•‣◦●▪·]\s*)\S")
_RULE = re.compile(r"([-=_*~\u2013\u2014])(?:\s*\1){2,}")
_UNDERLINE = re.compile(r"={3,}|-{3,}|~{3,}")
_MARKED = re.compile(r"(#{1,6})\s+(.*?)(?:\s+#+)?\s*")
_RUN_IN = re.compile(r"(\w+(?: \w+){0,3}):(?=[A-Z][a-z]*[ '\u2019])")
_NUMBERED = re.compile(r"(?:step|part|section|chapter|tier|level|appendix)\s+\w+:\s", re.IGNORECASE)
_TITLE_LENGTH, _TITLE_WORDS, _LEAD_WORDS, _RUN_IN_WORDS = 60, 9, 3, 4
_LONG_LINE = 120
"""A longer line was not broken by hand or by a mail program: it is a paragraph by itself."""


def is_bullet(line: str) -> bool:
    """Whether `line` begins a list item."""
    return bool(_BULLET.match(line)) and not is_rule(line)


def is_rule(line: str) -> bool:
    """Whether `line` is drawn and says nothing."""
    return bool(_RULE.fullmatch(line.strip()))


def is_underline(line: str) -> bool:
    """Whether `line` underlines the line above it."""
    return bool(_UNDERLINE.fullmatch(line.strip()))


def marked_heading(line: str) -> tuple[int, str] | None:
    """Return level and text of a heading marked with `#`."""
    match = _MARKED.fullmatch(line)
    return (len(match[1]), match[2]) if match and match[2] else None


def run_in_heading(text: str) -> tuple[str, str] | None:
    """Return heading and rest of a paragraph whose heading lost its line break ("Word:The ...")."""
    match = _RUN_IN.match(text)
    if not match or not match[1][0].isupper():
        return None
    rest = text[match.end() :]
    return (match[1], rest) if len(rest.split()) >= _RUN_IN_WORDS else None


def is_title(line: str) -> bool:
    """Whether `line` is short, begins like a title and ends without punctuation."""
    text = line.strip()
    if not 0 < len(text) <= _TITLE_LENGTH or len(text.split()) > _TITLE_WORDS:
        return False
    if text[-1] in ".!?;,:" or text[0] in ">|" or is_bullet(line):
        return False
    if ": " in text and not _NUMBERED.match(text):
        return False
    start = next((char for char in text if char.isalnum()), "")
    return bool(start) and not start.islower() and any(char.isalpha() for char in text)


def is_lead(line: str) -> bool:
    """Whether `line` is a title that ends with a colon, and not the first half of a sentence."""
    text = line.strip()
    return text.endswith(":") and is_title(text[:-1]) and len(text.split()) <= _LEAD_WORDS


def split_chunk(lines: Sequence[str], *, laid_out: bool) -> list[tuple[int, int]]:
    """Return where the paragraphs and titles of `lines`, none of them blank, begin and end."""
    width = max(len(line.rstrip()) for line in lines)
    if not laid_out and (width > _LONG_LINE or _is_line_by_line(lines)):
        return [(index, index + 1) for index in range(len(lines))]
    spans: list[tuple[int, int]] = []
    start = 0
    for index in range(1, len(lines)):
        before, line = lines[index - 1], lines[index]
        title = index - 1 == start and _stands_as_title(lines, start, width, laid_out=laid_out)
        if title or (laid_out and _is_ended(before) and _has_room(before, line, width)):
            spans.append((start, index))
            start = index
    return [*spans, (start, len(lines))]


def is_new(before: str, line: str, width: int) -> bool:
    """Whether `line` begins something new, in a text whose lines are `width` wide."""
    return _has_room(before, line, width) and (_is_ended(before) or not _begins_small(line))


def _is_line_by_line(lines: Sequence[str]) -> bool:
    """Whether each line is a sentence or a title on one, so that no line goes on on the next."""
    if not _is_ended(lines[-1]) or any(map(_begins_small, lines[1:])):
        return False
    return all(_is_ended(line) or is_title(line) for line in lines)


def _is_ended(line: str) -> bool:
    return line.rstrip().endswith((".", "!", "?", ":", ".)", ".”", '."'))


def _begins_small(line: str) -> bool:
    return next((char for char in line if char.isalnum()), "a").islower()


def _has_room(line: str, following: str, width: int) -> bool:
    """Whether the next line's first word would have fitted: the break was meant."""
    return len(line.rstrip()) + 1 + len(following.split(maxsplit=1)[0]) <= 0.85 * width


def _stands_as_title(lines: Sequence[str], index: int, width: int, *, laid_out: bool) -> bool:
    """Whether the line at `index` is a title on the text that follows it directly."""
    if not (is_title(lines[index]) or is_lead(lines[index])) or (index and not laid_out):
        return False
    rest = lines[index + 1 :]
    if _begins_small(rest[0]) or not _has_room(lines[index], rest[0], width):
        return False
    return laid_out or _is_ended(rest[-1])
