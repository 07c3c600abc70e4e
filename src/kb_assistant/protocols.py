"""Protocols: the rules of a guide, one for each issue it covers, and their extraction."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import PurePosixPath

from kb_assistant.columns import Columns
from kb_assistant.documents import Block, BlockKind, Document, Problem, SourceSpan, fold, passage
from kb_assistant.errors import CorpusError
from kb_assistant.readers.markup import visible
from kb_assistant.rules import Route, conditions_of, destination_of, is_urgent, route_of

__all__ = ["Protocol", "Route", "extract", "plain", "slug"]


@dataclass(frozen=True, slots=True)
class Protocol:
    """One rule of a guide.

    Args:
        id: `<guide file stem>/<slug of the issue>`, unique in an index.
        issue: the guide's name for the problem.
        situation: the situation that triggers it; empty if the guide states none.
        action: what the guide prescribes, verbatim.
        route: what happens with the case.
        destination: where the case goes ("Tier 2"); empty if the text does not settle it.
        conditions: the conditions on the action, one each, in the guide's words.
        urgent: whether it comes first, whatever else a message says.
        source: where it stands; `source.headings` end with the category, without the issue.
    """

    id: str
    issue: str
    situation: str
    action: str
    route: Route
    destination: str
    conditions: tuple[str, ...]
    urgent: bool
    source: SourceSpan


def extract(
    documents: Iterable[Document],
) -> tuple[tuple[Protocol, ...], tuple[Problem, ...]]:
    """Return the protocols of `documents` in reading order, and what could not become one.

    Raises:
        CorpusError: if an action is not a quotation of its source.
    """
    protocols: list[Protocol] = []
    problems: list[Problem] = []
    taken: set[str] = set()
    for document in documents:
        for draft in _drafts(document):
            if not fold(draft.action):
                where = draft.source
                message = f"“{draft.issue}” has no action: left out"
                problems.append(Problem(where.path, where.line_start, message))
                continue
            _check_verbatim(draft, document)
            protocols.append(replace(draft, id=_unique(draft.id, taken)))
    return tuple(protocols), tuple(problems)


def slug(issue: str) -> str:
    """Return `issue` in lower case, every run of other than letters and digits as one `-`."""
    return "-".join(re.findall(r"[^\W_]+", issue.lower())) or "untitled"


_LINK = re.compile(r"!?\[([^\]\n]*)\]\([^)\n]*\)")
_MARKS = re.compile(r"(\*\*|__|`|(?<!\w)[*_](?=\S)|(?<=\S)[*_](?!\w))")


def plain(text: str) -> str:
    """Return Markdown `text` without emphasis marks, link targets and escapes, on one line."""
    unmarked = _MARKS.sub("", _LINK.sub(r"\1", text))
    return fold(re.sub(r"\\([|*_`\[\]<>#])", r"\1", unmarked))


def _unique(wanted: str, taken: set[str]) -> str:
    name, count = wanted, 1
    while name in taken:
        count += 1
        name = f"{wanted}-{count}"
    taken.add(name)
    return name


def _check_verbatim(protocol: Protocol, document: Document) -> None:
    source, action = passage(document, protocol.source), fold(protocol.action)
    if action in fold(source) or action in fold(visible(source)):
        return
    where = protocol.source
    raise CorpusError(
        f"{where.path}, line {where.line_start}: the action of “{protocol.issue}” is not a "
        "quotation of the file. Please report this file; nothing was published."
    )


def _drafts(document: Document) -> Iterator[Protocol]:
    def kind_of(block: Block) -> tuple[object, ...]:
        where = block.span
        if block.kind in (BlockKind.TABLE_ROW, BlockKind.QUESTION):
            return (block.kind, where.line_start, where.page)
        return ("prose", where.headings, where.page)

    blocks = [block for block in document.blocks if block.kind is not BlockKind.NOTE]
    for key, group in groupby(blocks, key=kind_of):
        together = tuple(group)
        if key[0] == "prose":
            for run in _contiguous(together, document):
                yield from _from_section(run, document)
        elif key[0] is BlockKind.TABLE_ROW:
            for block in together:
                yield _from_row(block)
        else:
            for block in together:
                yield _from_question(block)


def _draft(
    issue: str, situation: str, action: str, source: SourceSpan, *, urgent: bool = False
) -> Protocol:
    """Assemble a protocol whose route, destination and conditions are read off its action."""
    text = "\n".join(plain(line) for line in action.split("\n"))
    headings = (*source.headings, issue)
    urgent = urgent or is_urgent(text, headings)
    return Protocol(
        id=f"{PurePosixPath(source.path).stem}/{slug(issue)}",
        issue=issue,
        situation=situation,
        action=action.strip(),
        route=Route.URGENT if urgent else route_of(text, headings),
        destination=destination_of(text),
        conditions=conditions_of(text),
        urgent=urgent,
        source=source,
    )


def _from_row(block: Block) -> Protocol:
    columns = Columns.of(tuple(cell.header for cell in block.cells))
    cells = [cell.text for cell in block.cells]
    category = plain(columns.cell("category", cells))
    headings = (*block.span.headings, category) if category else block.span.headings
    action = columns.cell("action", cells)
    situation = plain(columns.cell("situation", cells))
    return _draft(
        issue=plain(columns.cell("issue", cells)) or _title(situation or action),
        situation=situation,
        action=action,
        source=replace(block.span, headings=headings),
        urgent=bool(re.match(r"urgent|emergency", columns.cell("priority", cells), re.IGNORECASE)),
    )


def _from_question(block: Block) -> Protocol:
    cells = {cell.header: cell.text for cell in block.cells}
    situation = fold(cells["Situation"])
    return _draft(_title(situation), situation, cells["Action"], block.span)


_TITLE_LENGTH = 60


def _title(text: str) -> str:
    """A name for a rule that the guide gives none: its first words, cut between words."""
    clause = re.sub(r"^(?:Customer|Member|Patient|Agent):\s*", "", plain(text))
    if len(clause) <= _TITLE_LENGTH:
        return clause.rstrip(".:;, ")
    return clause[: _TITLE_LENGTH + 1].rsplit(" ", 1)[0].rstrip(".:;, ") + "…"


def _contiguous(blocks: Sequence[Block], document: Document) -> Iterator[tuple[Block, ...]]:
    """Split where something that is no guide text stands between two blocks of a section.

    An action quotes its source in one piece, so it cannot reach over a note or a table.
    """
    run: list[Block] = []
    for block in blocks:
        if run and not _adjacent(run[-1].span, block.span, document):
            yield tuple(run)
            run = []
        run.append(block)
    if run:
        yield tuple(run)


def _adjacent(before: SourceSpan, after: SourceSpan, document: Document) -> bool:
    between = replace(before, line_start=before.line_end + 1, line_end=after.line_start - 1)
    return between.line_start > between.line_end or not passage(document, between).strip()


_LABEL = re.compile(
    r"^(?P<mark>\*\*|__|)(?P<label>situation|when|trigger|action|what to do|do|response)"
    r"(?:\s*:(?P=mark)|(?P=mark)\s*:)\s*",
    re.IGNORECASE,
)
_SITUATION_LABELS = frozenset({"situation", "when", "trigger"})


def _from_section(blocks: tuple[Block, ...], document: Document) -> Iterator[Protocol]:
    first, last = blocks[0].span, blocks[-1].span
    where = replace(first, line_end=last.line_end, headings=first.headings[:-1])
    issue = plain(first.headings[-1]) if first.headings else _title(blocks[0].text)
    if _is_lead_in(blocks, document):
        return
    situation, rest = _labelled(blocks)
    if not rest:
        yield _draft(issue, situation, "", where)
        return
    where = replace(where, line_start=rest[0].span.line_start)
    action = passage(document, where).strip()
    if label := _LABEL.match(action):
        action = action[label.end() :]
    # A heading and its text can share a line: "Overview:This guide ...".
    yield _draft(issue, situation, action.removeprefix(f"{issue}:"), where)


def _labelled(blocks: tuple[Block, ...]) -> tuple[str, tuple[Block, ...]]:
    """The situation of a section with labels, and the blocks of its action."""
    situation: list[str] = []
    for position, block in enumerate(blocks):
        label = _LABEL.match(block.text)
        if label and label["label"].lower() in _SITUATION_LABELS:
            situation.append(plain(block.text[label.end() :]))
        elif label or not situation:
            return " ".join(situation), blocks[position:]
        else:
            situation.append(plain(block.text))
    return " ".join(situation), ()


def _is_lead_in(blocks: tuple[Block, ...], document: Document) -> bool:
    """Whether a section is only the sentence that introduces the table or the sections below."""
    if len(blocks) > 1 or not blocks[0].text.rstrip(" *_").endswith(":"):
        return False
    mine = blocks[0].span
    return any(
        other.span.headings[: len(mine.headings)] == mine.headings
        for other in document.blocks
        if other is not blocks[0] and other.kind is not BlockKind.NOTE
    )
