"""Protocols and passages as JSON: the lines of protocols.jsonl and passages.jsonl."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeVar, get_args

from kb_assistant.documents import SourceSpan
from kb_assistant.errors import StoredIndexError
from kb_assistant.protocols import Protocol, Route

PassageKind = Literal["protocol", "phrasing"]

_T = TypeVar("_T")
_PROTOCOL = ("protocol", "issue", "situation", "action", "route", "destination", "conditions")
_PROTOCOL_KEYS = {*_PROTOCOL, "urgent", "source"}
_SOURCE_KEYS = {"path", "headings", "line_start", "line_end", "page"}
_PASSAGE_KEYS = {"text", "protocol", "kind"}


@dataclass(frozen=True, slots=True)
class Passage:
    """A text that a message is compared with.

    Args:
        text: what is embedded; never shown.
        protocol: the id of the protocol it speaks for; None for a message that nothing covers.
        kind: whether it comes from the protocol itself or is an example of a member's message.
    """

    text: str
    protocol: str | None
    kind: PassageKind


def protocol_to_record(protocol: Protocol) -> dict[str, Any]:
    """Return a protocol as the answer object has it, without the confidence."""
    source = protocol.source
    return {
        "protocol": protocol.id,
        "issue": protocol.issue,
        "situation": protocol.situation,
        "action": protocol.action,
        "route": protocol.route.value,
        "destination": protocol.destination,
        "conditions": list(protocol.conditions),
        "urgent": protocol.urgent,
        "source": {
            "path": source.path,
            "headings": list(source.headings),
            "line_start": source.line_start,
            "line_end": source.line_end,
            "page": source.page,
        },
    }


def protocol_from_record(record: Any) -> Protocol:
    """Return the protocol that `protocol_to_record` gave.

    Raises:
        StoredIndexError: naming the field that is missing, unknown or of another type.
    """
    fields = _object(record, _PROTOCOL_KEYS, "a protocol")
    source = _object(fields["source"], _SOURCE_KEYS, "source")
    route = _text(fields, "route")
    if route not in set(Route):
        raise StoredIndexError(f"route is {route!r}, which this release does not know")
    if not isinstance(fields["urgent"], bool):
        raise StoredIndexError("urgent is neither true nor false")
    return Protocol(
        id=_text(fields, "protocol"),
        issue=_text(fields, "issue"),
        situation=_text(fields, "situation"),
        action=_text(fields, "action"),
        route=Route(route),
        destination=_text(fields, "destination"),
        conditions=_texts(fields, "conditions"),
        urgent=fields["urgent"],
        source=SourceSpan(
            path=_text(source, "path"),
            line_start=_number(source, "line_start"),
            line_end=_number(source, "line_end"),
            headings=_texts(source, "headings"),
            page=None if source["page"] is None else _number(source, "page"),
        ),
    )


def passage_to_record(passage: Passage) -> dict[str, Any]:
    """Return a passage as a line of passages.jsonl has it."""
    return {"text": passage.text, "protocol": passage.protocol, "kind": passage.kind}


def passage_from_record(record: Any) -> Passage:
    """Return the passage that `passage_to_record` gave.

    Raises:
        StoredIndexError: naming the field that is missing, unknown or of another type.
    """
    fields = _object(record, _PASSAGE_KEYS, "a passage")
    kind = fields["kind"]
    if kind not in get_args(PassageKind):
        raise StoredIndexError(f"kind is {kind!r}")
    protocol = None if fields["protocol"] is None else _text(fields, "protocol")
    return Passage(_text(fields, "text"), protocol, kind)


def to_lines(records: Iterable[Mapping[str, Any]]) -> bytes:
    """Return records as UTF-8 JSON, one a line."""
    lines = (json.dumps(record, ensure_ascii=False, allow_nan=False) for record in records)
    # A lone surrogate, which UTF-8 cannot hold, becomes JSON's own escape of it.
    return "".join(f"{line}\n" for line in lines).encode("utf-8", "backslashreplace")


def from_lines(content: bytes, name: str, read: Callable[[Any], _T]) -> tuple[_T, ...]:
    """Return what `read` makes of each line that `to_lines` gave.

    Raises:
        StoredIndexError: naming the file and the line.
    """
    items = []
    # Not splitlines: a text may hold U+2028, which JSON leaves as it is.
    for number, line in enumerate(content.removesuffix(b"\n").split(b"\n") if content else (), 1):
        try:
            items.append(read(json.loads(line)))
        except (ValueError, RecursionError, StoredIndexError) as error:
            raise StoredIndexError(f"{name}, line {number}: {error}") from error
    return tuple(items)


def _object(value: Any, keys: set[str], what: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise StoredIndexError(f"{what} is no JSON object")
    if value.keys() != keys:
        names = ", ".join(sorted(value.keys() ^ keys))
        raise StoredIndexError(f"missing or unknown in {what}: {names}")
    return value


def _text(fields: Mapping[str, Any], name: str) -> str:
    value = fields[name]
    if not isinstance(value, str):
        raise StoredIndexError(f"{name} is no text")
    return value


def _texts(fields: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = fields[name]
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise StoredIndexError(f"{name} is no list of texts")
    return tuple(value)


def _number(fields: Mapping[str, Any], name: str) -> int:
    value = fields[name]
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise StoredIndexError(f"{name} is no whole number from 1")
    return value
