"""A web page as its readers see it: what is no content blanked, each line in its place."""

import re
from html import unescape

from kb_assistant.readers.markup import BREAKING, COMMENT, TAG, name_of

_SILENT = "script style nav template svg math iframe object noscript select textarea title head"
"""Elements that are left out with all that stands in them."""
_OTHER = (
    "html body meta link base source track area map embed picture video audio canvas param slot "
    "data meter progress output optgroup option datalist fieldset legend dialog menu search hgroup "
    "ruby rt rp center marquee object noscript frame frameset title select textarea template nav"
)
"""Tags beside those of text that are known to HTML: they show nothing themselves."""
_ATTRIBUTES = r"""(?:\s(?:[^<>"']|"[^"]*"|'[^']*')*)?"""
_MARK = re.compile(
    rf"{COMMENT}|<!--|<![a-z\[][^>]*>|<\?[^>]*>"
    rf"|<(?P<silent>{'|'.join(_SILENT.split())}){_ATTRIBUTES}(?P<alone>/?)>"
    rf"|</?(?:{'|'.join(_OTHER.split())}|script|style|head|[a-z]\w*[:-][\w:.-]*){_ATTRIBUTES}/?>",
    re.IGNORECASE | re.DOTALL,
)
_BREAK = re.compile(
    r"(?=<(?:p|div|h[1-6]|ul|ol|li|dl|dt|dd|table|tr|blockquote|pre)[\s>/])", re.IGNORECASE
)
_AFTER = re.compile(r"(?<=</h[1-6]>)|(?<=</table>)|(?<=</p>)|(?<=</li>)", re.IGNORECASE)


def without_silent(page: str) -> tuple[str, list[int]]:
    """Return `page`, what shows no text blanked, and where something is opened but never closed.

    It has as many lines as before.
    """
    pieces: list[str] = []
    unclosed: dict[str, int] = {}
    end = 0
    while mark := _MARK.search(page, end):
        start, after = mark.span()
        name = (mark["silent"] or "").lower()
        if mark[0] == "<!--":
            name = "--"
        if name and not mark["alone"] and name not in unclosed:
            closing = r"-->" if name == "--" else rf"</{name}\s*>"
            close = re.compile(closing, re.IGNORECASE).search(page, after)
            if close:
                after = close.end()
            else:
                unclosed[name] = start
        pieces += [page[end:start], _blank(page[start:after])]
        end = after
    unclosed.pop("head", None)  # may be left open
    return _breaks_moved("".join([*pieces, page[end:]])), sorted(unclosed.values())


def _blank(text: str) -> str:
    """Return as many spaces, with line breaks where `text` has them."""
    return re.sub(r"[^\n]", " ", text)


def seen(page: str) -> str:
    """Return the text that `page`, as `without_silent` gives it, shows, on the same lines."""
    pieces: list[str] = []
    end = 0
    for tag in TAG.finditer(page):
        pieces.append(_unescaped(page[end : tag.start()]))
        pieces.append(" " if name_of(tag[0]) in BREAKING else "")
        end = tag.end()
    lines = "".join([*pieces, _unescaped(page[end:])]).split("\n")
    return "\n".join(" ".join(line.split()) for line in lines)


def _unescaped(text: str) -> str:
    return "\n".join(re.sub(r"[\n\r]", " ", unescape(line)) for line in text.split("\n"))


def _breaks_moved(page: str) -> str:
    """Move line breaks out of tags: behind a tag that divides words, else to the next white space.

    So each word stands on one line in `page` and in what is seen of it.
    """
    pieces: list[str] = []
    end = waiting = 0
    for tag in TAG.finditer(page):
        text, waiting = _with_breaks(page[end : tag.start()], waiting)
        waiting += tag[0].count("\n")
        pieces += [text, tag[0].replace("\n", " ")]
        if name_of(tag[0]) in BREAKING:
            pieces.append("\n" * waiting)
            waiting = 0
        end = tag.end()
    text, waiting = _with_breaks(page[end:], waiting)
    return "".join([*pieces, text, "\n" * waiting])


def _with_breaks(text: str, count: int) -> tuple[str, int]:
    """Put `count` line breaks before the first white space; return how many found no place."""
    space = re.search(r"\s", text) if count else None
    if not space:
        return text, count
    return text[: space.start()] + "\n" * count + text[space.start() :], 0


def rebroken(page: str) -> str:
    """Return `page` with every block on a line of its own."""
    return _AFTER.sub("\n", _BREAK.sub("\n", page))
