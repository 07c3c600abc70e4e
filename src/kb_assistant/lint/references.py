"""Rules on references: what a guide points to is there."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from kb_assistant.documents import BlockKind, SourceSpan, passage
from kb_assistant.lint.finding import Finding
from kb_assistant.lint.guides import Guides, action_of, finding
from kb_assistant.lint.verbs import commands
from kb_assistant.lint.words import cut
from kb_assistant.protocols import Protocol, plain, slug

_LINK = re.compile(
    r"\b(?:this|the following|that) link\b|\bclick (?:on )?(?:here|the link)\b"
    r"|\bthe link (?:to|for|below|above)\b|\b(?:follow|use|open|clicks?|share|send) the link\b",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(r"\s+(?:in|on|from|sent|they|that (?:was|is|they)|you)\b", re.IGNORECASE)
_TARGET = re.compile(
    r"https?://|\bwww\.|\]\([^)\s]+\)|\]\[|<a\s|\b[\w-]+\.(?:com|org|net|io|gov)\b"
)


def links_given(guides: Guides) -> Iterator[Finding]:
    """Where a guide speaks of a link, there is one."""
    for protocol in guides.protocols:
        match = _LINK.search(action_of(protocol))
        if match is None or _ELSEWHERE.match(action_of(protocol), match.end()):
            continue
        if not _TARGET.search(passage(guides.document(protocol.source.path), protocol.source)):
            yield finding(
                guides.find(protocol, match[0]),
                "missing-link",
                f"“{protocol.issue}” speaks of “{match[0]}”, but no link is there",
                "Write the address out, or as a Markdown link: [name](https://...).",
            )


_BELOW = re.compile(
    r"\b(?P<what>instructions?|steps?|script|template|criteria|checklist|form|text|message|details"
    r"|information|list|tables?|sections?|chapters?)\s+(?:\w+\s+)?(?P<side>below|above)\b",
    re.IGNORECASE,
)
_WIDE = re.compile(r"section|chapter|table", re.IGNORECASE)


def below_and_above(guides: Guides) -> Iterator[Finding]:
    """Where a guide speaks of "instructions below", something stands below."""
    for protocol in guides.protocols:
        for match in _BELOW.finditer(action_of(protocol)):
            if not _is_there(guides, protocol, match):
                yield finding(
                    guides.find(protocol, match[0]),
                    "missing-passage",
                    f"“{protocol.issue}” points to “{match[0]}”, but nothing of it stands there",
                    "Add what is pointed to, or name the guide and the heading where it is.",
                )


def _is_there(guides: Guides, protocol: Protocol, match: re.Match[str]) -> bool:
    where, below = protocol.source, match["side"].lower() == "below"
    document = guides.document(where.path)
    if _WIDE.match(match["what"]):
        return any(_is_beyond(block.span, where, below=below) for block in document.blocks)
    action = action_of(protocol)
    rest = action[match.end() :] if below else action[: match.start()]
    # After the end of this sentence, or before its beginning.
    beyond = re.split(r"[.!?:]\s+|\n", rest)[1:] if below else re.split(r"[.!?:]\s+|\n", rest)[:-1]
    if any(part.strip() for part in beyond):
        return True
    blocks = [block for block in document.blocks if block.kind is not BlockKind.NOTE]
    in_table = any(b.cells and b.span.line_start == where.line_start for b in blocks)
    return not in_table and any(
        _is_beyond(block.span, where, below=below)
        and block.span.headings == (*where.headings, protocol.issue)
        and not (protocol.situation and plain(block.text).endswith(protocol.situation))
        for block in blocks
    )


def _is_beyond(span: SourceSpan, where: SourceSpan, *, below: bool) -> bool:
    mine = ((where.page or 1), where.line_end if below else where.line_start)
    theirs = ((span.page or 1), span.line_start)
    return theirs > mine if below else theirs < mine


_NAME = r"[A-Z][\w'&/-]*(?:\s+(?:[A-Z][\w'&/-]*|of|and|the|to|with|for|in))*?"
_KINDS = r"KB|Guide|Manual|Handbook|Policy|SOP|Playbook|Article|Matrix|Runbook"
_TITLES = (
    re.compile(r"\bKB(?: article)?s?\s*:\s*[\"“]?(?P<title>[^\"”.;\n]+)"),
    re.compile(
        rf"(?:\b(?i:review|see|check|refer to|consult|follow|read|per|in|of|use)\s+(?:the\s+)?)"
        rf"(?P<title>{_NAME}\s+(?:{_KINDS}))\b"
    ),
)
_SECTION_OF = re.compile(r"^.*\b[Ss]ections? of (?:the )?")
_SEE = re.compile(
    r"\b(?i:see|under|refer to|follow|in)\s+(?:the\s+)?(?:[\"“](?P<quoted>[^\"”\n]+)[\"”]"
    r"|(?P<plain>[A-Z][\w/&-]*(?:\s[\w/&\"-]+){0,6}?))(?:\s+section)?,?\s+(?:above|below)\b"
)


def documents_known(guides: Guides) -> Iterator[Finding]:
    """A title that a guide refers to is that of a file, a heading or an issue of the corpus."""
    known = _known(guides)
    for protocol in guides.protocols:
        action = action_of(protocol)
        named = [
            (m, _SECTION_OF.sub("", m["title"].strip()))
            for p in _TITLES
            for m in p.finditer(action)
        ]
        named += [(m, m["quoted"] or m["plain"]) for m in _SEE.finditer(action)]
        for match, title in named:
            if slug(title) and f"-{slug(title)}-" not in known:
                yield finding(
                    guides.find(protocol, match[0]),
                    "unknown-document",
                    f"“{protocol.issue}” refers to “{title}”, which no guide of the corpus has as "
                    "its title or as a heading",
                    "Add that text to the corpus, give its address, or correct the title.",
                )


def _known(guides: Guides) -> str:
    """The slugs of all titles, each in dashes, a line each."""
    names = {slug(PurePosixPath(document.path).stem) for document in guides.documents}
    for document in guides.documents:
        names.update(slug(heading) for block in document.blocks for heading in block.span.headings)
    names.update(slug(protocol.issue) for protocol in guides.protocols)
    return "\n".join(f"-{name}-" for name in sorted(names))


_SHORT = 80
_MOST = 4
"""A title of fewer words could be an instruction ("Notify Coach Support")."""


def titles_explained(guides: Guides) -> Iterator[Finding]:
    """A title comes with a word on what to do with it."""
    for protocol in guides.protocols:
        action = action_of(protocol)
        if len(action.split()) > _SHORT:
            continue
        for sentence in re.split(r"(?<=[.!?])\s+|\n", action):
            if _is_bare_title(sentence.strip("-*• \t")):
                yield finding(
                    guides.find(protocol, sentence),
                    "bare-title",
                    f"“{protocol.issue}” names “{cut(sentence)}” without a word on what to do "
                    "with it",
                    "Say when to use it, for example: For ..., refer to KB: ....",
                )


def _is_bare_title(sentence: str) -> bool:
    if re.match(r"KB(?: article)?s?\s*:", sentence):
        return True
    said = [word for word in sentence.split() if word[0].isalnum()]
    long = [word for word in said if len(word) >= _MOST]
    return (
        len(said) > _MOST
        and len(long) > _MOST - 1
        and all(word[0].isupper() for word in long)
        and not re.search(r"[:;,?!/\"]", sentence)
        and not sentence.isupper()
        and not sentence.endswith(".")
        and not commands(sentence)
    )


_TEXT = re.compile(
    r"\b(?:add|leave|write|include|insert|paste)\s+(?:an?\s+|the\s+|this\s+)?(?:internal\s+|private\s+"
    r"|public\s+)?(?P<what>note|comment|tag)\b(?P<rest>[^.;\n]{0,200})",
    re.IGNORECASE,
)
_GIVEN = re.compile(
    r"^\s*[(:\"“']|^\s*(?:saying|that|about|with|stating|reading|to|explaining|for|on|describing"
    r"|including|in)\b|^[^,]*[\"“]",
    re.IGNORECASE,
)


def texts_given(guides: Guides) -> Iterator[Finding]:
    """Where a note or comment is to be written, the guide says which."""
    for protocol in guides.protocols:
        for match in _TEXT.finditer(action_of(protocol)):
            if not _GIVEN.search(match["rest"]):
                what = match["what"].lower()
                yield finding(
                    guides.find(protocol, match[0].split(",")[0][:40].strip()),
                    "missing-text",
                    f"“{protocol.issue}” asks for a {what}, but does not say what to write in it",
                    f"Quote the text of the {what}, or say what it should tell.",
                )
