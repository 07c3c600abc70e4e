r"""Pipe tables at the level of one row: separators and cells, minding `\|` and code spans."""

import re

_PIPE = re.compile(r"(?<!\\)\|")
_SEPARATOR = re.compile(r"\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?")
_CODE = re.compile(r"(?<!`)(`+)(?!`)(?:.*?[^`])?\1(?!`)", re.DOTALL)


def has_pipe(line: str) -> bool:
    """Whether `line` holds a pipe that divides cells."""
    return bool(_PIPE.search(line))


def is_separator(line: str) -> bool:
    """Whether `line` is the row of dashes under a table's header."""
    stripped = line.strip()
    return "|" in stripped and bool(_SEPARATOR.fullmatch(stripped))


def is_closed(text: str) -> bool:
    """Whether `text` ends with a pipe that closes a cell."""
    stripped = text.rstrip()
    return stripped.endswith("|") and not stripped.endswith("\\|")


def cells_of(text: str) -> tuple[str, ...]:
    """Return the cells of a row, stripped; the outer pipes are optional."""
    return tuple(text[start:end].strip() for start, end in _bounds(text, text))


def cells_within(text: str, width: int) -> tuple[tuple[str, ...], str]:
    """Return the cells of a row of a table with `width` columns, and what was repaired ("").

    A pipe that ought to have been escaped makes too many cells. If it stands in a code span, the
    code span is kept whole; else the surplus stays, pipes and all, in the last cell.
    """
    cells = cells_of(text)
    if len(cells) <= width:
        return cells, ""
    if not any(cells[width:]):
        return cells[:width], ""
    masked = _CODE.sub(lambda code: code[0].replace("|", "¦"), text)
    bounds = _bounds(masked, text)
    if len(bounds) == width:
        return (
            tuple(text[start:end].strip() for start, end in bounds),
            "a pipe in a code span was kept as text; write it as \\|",
        )
    bounds = _bounds(text, text)
    kept = [text[start:end].strip() for start, end in bounds[: width - 1]]
    last = text[bounds[width - 1][0] : bounds[-1][1]].strip()
    return (
        (*kept, last),
        f"{len(cells)} cells for {width} columns: the last hold the rest; write text pipes as \\|",
    )


def _bounds(masked: str, text: str) -> list[tuple[int, int]]:
    """The start and end of each cell of `text`, whose dividing pipes stand in `masked`."""
    start, end = 0, len(text.rstrip())
    lead = len(text) - len(text.lstrip())
    if text[lead : lead + 1] == "|":
        start = lead + 1
    if end > start and is_closed(text):
        end -= 1
    cuts = [pipe.start() for pipe in _PIPE.finditer(masked, start, end)]
    return list(zip([start, *(cut + 1 for cut in cuts)], [*cuts, end], strict=True))
