"""Example messages in the files of a draft: added, taken out, and warned of."""

import json
from dataclasses import dataclass
from functools import partial

from kb_assistant.assistant import Assistant
from kb_assistant.decision import Outcome
from kb_assistant.errors import PhrasingError
from kb_assistant.pages.guides_draft import Draft
from kb_assistant.phrasings import FOLDER, Phrasing
from kb_assistant.protocols import Protocol
from kb_assistant.redaction import redact

_UNCOVERED = "uncovered"
LONGEST = 1000


@dataclass(frozen=True, slots=True)
class Nearer:
    """What the live version takes a message for, in place of what it is to be an example of.

    Args:
        protocol: what it takes it for.
        confidence: how sure it is.
        own: how sure it is of the one it is for.
    """

    protocol: Protocol
    confidence: float
    own: float


def nearer(assistant: Assistant, text: str, protocol: str | None) -> Nearer | None:
    """Return the protocol that `text` sits nearer to, if it does.

    Args:
        assistant: the live one.
        text: a message.
        protocol: what it is to be an example of; None for what no protocol covers.
    """
    answer = assistant.answer(text)
    own = next((r.confidence for r in answer.results if r.protocol.id == protocol), 0.0)
    first = next(iter(answer.results), None)
    if first is None or answer.outcome is Outcome.NONE or first.protocol.id == protocol:
        return None
    return Nearer(first.protocol, first.confidence, own)


def masked(text: str) -> str:
    """Return a message as it may be kept: on one line, without what is personal."""
    return redact(" ".join(text.split())[:LONGEST])


def add(draft: Draft, protocol: str | None, text: str) -> None:
    """Add an example message to the draft."""
    stem = protocol.split("/")[0] if protocol else _UNCOVERED
    line = json.dumps({"protocol": protocol, "text": text}, ensure_ascii=False)
    draft.edit(f"{FOLDER}/{stem}.jsonl", partial(_appended, line=line))


def remove(draft: Draft, phrasing: Phrasing) -> None:
    """Take an example message out of the draft.

    Raises:
        PhrasingError: if its line is another by now.
    """
    draft.edit(phrasing.path, partial(_without, phrasing=phrasing))


def _appended(content: bytes, line: str) -> bytes:
    end = b"" if not content or content.endswith(b"\n") else b"\n"
    return content + end + line.encode(errors="replace") + b"\n"


def _without(content: bytes, phrasing: Phrasing) -> bytes:
    lines = content.split(b"\n")
    at = phrasing.line - 1
    try:
        record = json.loads(lines[at].decode("utf-8-sig"))
        same = (record["text"], record["protocol"]) == (phrasing.text, phrasing.protocol)
    except (IndexError, ValueError, KeyError, TypeError):
        same = False
    if not same:
        raise PhrasingError(f"{phrasing.path} has changed meanwhile. Reload the page.")
    return b"\n".join((*lines[:at], *lines[at + 1 :]))
