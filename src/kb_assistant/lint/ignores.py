"""What a content owner has looked at and silenced, each with a reason.

In a guide: `<!-- lint: ignore RULE reason -->` in the same section as the finding, or on the line
before it. For any file: a table `[[ignore]]` with `rule`, `path` and `reason` in `lint.toml`.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from kb_assistant.corpus import LINT_SETTINGS
from kb_assistant.documents import Document
from kb_assistant.lint.finding import LEVELS, Finding
from kb_assistant.lint.guides import Guides

_COMMENT = re.compile(r"<!--\s*lint:\s*ignore\b\s*(?P<rule>[\w-]*)(?P<reason>.*?)-->", re.DOTALL)
_HEADING = re.compile(r" {0,3}#{1,6}\s")


@dataclass(frozen=True, slots=True)
class Ignore:
    """A silencing: of `rule`, in the files that match `path`, on the lines `first` to `last`.

    It stands itself in the file `file`, line `line`.
    """

    rule: str
    path: str
    reason: str
    file: str
    line: int
    first: int = 0
    last: int = 1_000_000_000

    def covers(self, found: Finding) -> bool:
        """Whether it silences `found`."""
        return (
            self.rule == found.rule
            and self.first <= found.line <= self.last
            and fnmatch(found.path, self.path)
        )

    def fault(self) -> str:
        """Return what keeps it from being applied, "" if nothing does."""
        if self.rule not in LEVELS:
            return f"there is no rule “{self.rule}” to ignore"
        return "" if self.reason else f"“{self.rule}” is ignored here without a reason"


def apply(found: Iterable[Finding], corpus: Path, guides: Guides) -> Iterator[Finding]:
    """Yield what is not silenced of `found`, and what is wrong with the silencings."""
    ignores, faults = _settings(corpus / LINT_SETTINGS)
    for document in guides.documents:
        ignores += _comments(document)
    valid = [ignore for ignore in ignores if not ignore.fault()]
    used: set[Ignore] = set()
    for one in found:
        covering = [ignore for ignore in valid if ignore.covers(one)]
        used.update(covering)
        if not covering:
            yield one
    yield from faults
    for ignore in ignores:
        if ignore not in used:
            message = (
                ignore.fault() or f"“{ignore.rule}” is ignored here, but finds nothing any more"
            )
            advice = (
                "Write the rule's name, then why it may be ignored."
                if ignore.fault()
                else "Take the line out."
            )
            yield Finding(ignore.file, ignore.line, "ignore", message, advice)


def _comments(document: Document) -> Iterator[Ignore]:
    for page in document.pages:
        if "<!--" not in page:
            continue
        lines = page.split("\n")
        headings = [n for n, line in enumerate(lines, start=1) if _HEADING.match(line)]
        for match in _COMMENT.finditer(page):
            line = page.count("\n", 0, match.start()) + 1
            end = page.count("\n", 0, match.end()) + 1
            following = next(
                (n for n in range(end + 1, len(lines) + 1) if lines[n - 1].strip()), end
            )
            first = max((n for n in headings if n <= line), default=1)
            last = min((n - 1 for n in headings if n > end), default=len(lines))
            reason = " ".join(match["reason"].split()).strip(":-\u2013 ")
            yield Ignore(
                match["rule"],
                document.path,
                reason,
                document.path,
                line,
                first,
                max(last, following),
            )


def _settings(path: Path) -> tuple[list[Ignore], list[Finding]]:
    if not path.is_file():
        return [], []

    def fault(line: int, message: str) -> Finding:
        advice = 'Write tables [[ignore]] with rule = "...", path = "..." and reason = "...".'
        return Finding(LINT_SETTINGS, line, "ignore", message, advice)

    try:
        source = path.read_text(encoding="utf-8-sig")
        content = tomllib.loads(source)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        return [], [fault(1, f"cannot be read, so nothing is ignored: {error}")]
    tables = content.get("ignore")
    if not isinstance(tables, list) or set(content) != {"ignore"}:
        return [], [fault(1, "holds something other than tables [[ignore]]")]
    lines = [n for n, line in enumerate(source.split("\n"), start=1) if "[[ignore]]" in line]
    ignores, faults = [], []
    for number, table in enumerate(tables):
        line = lines[number] if number < len(lines) else 1
        wanted = {"rule", "path", "reason"}
        if not isinstance(table, dict) or set(table) - wanted or {"rule", "path"} - set(table):
            faults.append(
                fault(line, "the table needs the keys rule, path and reason, and no other")
            )
        else:
            rule, where, reason = (
                str(table.get(key, "")).strip() for key in ("rule", "path", "reason")
            )
            ignores.append(Ignore(rule, where, reason, LINT_SETTINGS, line))
    return ignores, faults
