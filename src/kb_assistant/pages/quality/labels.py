"""New labelled queries: checked, then added to the file in one step."""

import json
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kb_assistant.errors import EvalError
from kb_assistant.evaluation import Query, load_queries
from kb_assistant.evaluation.dataset import check_protocols, query_from_record
from kb_assistant.evaluation.leaks import refuse_leaks
from kb_assistant.index.durable import make_folder, replace_file
from kb_assistant.phrasings import Phrasing

_OURS = re.compile(r"q(\d{1,9})")


def there(path: Path) -> tuple[Query, ...]:
    """Return the queries of a file, none if it does not exist yet."""
    return load_queries(path) if path.exists() and path.stat().st_size else ()


def add(
    path: Path,
    drafts: Sequence[dict[str, Any]],
    phrasings: Sequence[Phrasing],
    protocols: Iterable[str],
) -> tuple[Query, ...]:
    """Add labelled queries to the file at `path`, all or none of them, and return them.

    Args:
        path: queries.jsonl; made if it is not there.
        drafts: the fields of each; one without an id gets the next free one.
        phrasings: what the assistant is taught, which no query may be.
        protocols: the ids that labels may name.

    Raises:
        EvalError: if a draft is no labelled query, is there already, or is a phrasing; or the file
            cannot be written.
    """
    known = frozenset(protocols)
    with _alone(path):
        old = there(path)
        new = with_ids(drafts, old)
        refuse_known(new, old)
        check_protocols(new, known)
        refuse_leaks(new, phrasings)
        try:
            content = path.read_bytes() if path.exists() else b""
            end = b"\n" if content and not content.endswith(b"\n") else b""
            lines = "".join(json.dumps(q.to_record(), ensure_ascii=False) + "\n" for q in new)
            replace_file(path.resolve(), content + end + lines.encode())
        except OSError as error:
            raise _unwritable(path, error) from error
    return new


def with_ids(drafts: Sequence[dict[str, Any]], old: Sequence[Query]) -> tuple[Query, ...]:
    """Return the queries that `drafts` describe, each with an id.

    Raises:
        EvalError: if one is no labelled query.
    """
    used = {query.id for query in old} | {str(one.get("id", "")) for one in drafts}
    last = max((int(match[1]) for name in used if (match := _OURS.fullmatch(name))), default=0)
    found = []
    for number, one in enumerate(drafts, 1):
        where = f"query {number}" if len(drafts) > 1 else "The query"
        record = dict(one)
        if not record.get("id"):
            last += 1
            record["id"] = f"q{last:03d}"
        found.append(query_from_record(record, where))
    return tuple(found)


def refuse_known(new: Sequence[Query], old: Sequence[Query]) -> None:
    """Raise an `EvalError` if an id or a message stands twice in the two together."""
    for what, key in _KEYS:
        taken = {key(query): query.id for query in old}
        for query in new:
            if (other := taken.get(key(query))) is not None:
                raise EvalError(f"{query.id}: {what} stands there already, as {other}.")
            taken[key(query)] = query.id


def folded(query: Query) -> str:
    """Return the message of a query without case and white space, by which it is known."""
    return " ".join(query.query.split()).casefold()


_KEYS: tuple[tuple[str, Callable[[Query], str]], ...] = (
    ("the id", lambda query: query.id),
    ("the message", folded),
)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Keep others who add to the file out until the block ends."""
    try:
        make_folder(path.parent)
    except OSError as error:
        raise _unwritable(path, error) from error
    if sys.platform == "win32":
        yield  # has no flock
        return
    import fcntl  # noqa: PLC0415 - Unix has it

    folder = os.open(path.parent, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _unwritable(path: Path, error: OSError) -> EvalError:
    return EvalError(
        f"{path} cannot be written: {error.strerror}. Give write permission to it and its folder."
    )
