"""A difference as JSON."""

from typing import Any

from kb_assistant.assistant import Answer
from kb_assistant.diff.answers import AnswerChange, shown
from kb_assistant.diff.difference import Difference
from kb_assistant.diff.pairing import Pair
from kb_assistant.index.records import protocol_to_record


def to_record(difference: Difference) -> dict[str, Any]:
    """Return all of a difference, ready for JSON."""
    protocols = difference.protocols
    return {
        "index_version": difference.version,
        "protocols": {
            "added": [protocol_to_record(protocol) for protocol in protocols.added],
            "removed": [protocol_to_record(protocol) for protocol in protocols.removed],
            "changed": [_pair(pair) for pair in protocols.changed],
            "renamed": [_pair(pair) for pair in protocols.renamed],
        },
        "phrasings": {"added": difference.phrasings[0], "removed": difference.phrasings[1]},
        "other_model": difference.other_model,
        "messages_tried": difference.tried,
        "phrasings_left_out": difference.left_out,
        "phrasings_cut_off": dict(difference.orphans),
        "answers": [_answer_change(change) for change in difference.answers],
        "problems": [
            {"path": problem.path, "line": problem.line, "message": problem.message}
            for problem in difference.problems
        ],
    }


def _pair(pair: Pair) -> dict[str, Any]:
    return {
        "old": protocol_to_record(pair.old),
        "new": protocol_to_record(pair.new),
        "fields": {
            field.field: [{"kind": run.kind.value, "text": run.text} for run in field.words]
            for field in pair.fields
        },
    }


def _answer_change(change: AnswerChange) -> dict[str, Any]:
    return {
        "query": change.message.text,
        "origin": change.message.origin,
        "kind": change.kind.value,
        "old": _answer(change.old),
        "new": _answer(change.new),
    }


def _answer(answer: Answer) -> dict[str, Any]:
    """The answer object, with only the results that the outcome is about, and no latency."""
    confidences = [round(result.confidence, 4) for result in answer.results]
    return {
        "outcome": answer.outcome.value,
        "results": [
            {**protocol_to_record(protocol), "confidence": confidence}
            for protocol, confidence in zip(shown(answer), confidences, strict=False)
        ],
    }
