"""The blast radius: which messages would be answered otherwise."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from kb_assistant.assistant import Answer, Assistant
from kb_assistant.decision import Outcome
from kb_assistant.documents import fold
from kb_assistant.protocols import Protocol

_TOLD_EVERY = 50


class Kind(StrEnum):
    """What changes for a message; of several the first of these."""

    OUTCOME = "outcome"
    PROTOCOL = "protocol"
    ACTION = "action"
    """The same protocol prescribes something else."""


@dataclass(frozen=True, slots=True)
class Message:
    """A message to try: its text, and where it comes from (`q012`, `phrasing`)."""

    text: str
    origin: str


@dataclass(frozen=True, slots=True)
class AnswerChange:
    """A message that would be answered otherwise, old beside new."""

    message: Message
    kind: Kind
    old: Answer
    new: Answer


def changed_answers(
    messages: Sequence[Message],
    old: Assistant,
    new: Assistant,
    names: Mapping[str, str],
    progress: Callable[[int], None] | None = None,
) -> Iterator[AnswerChange]:
    """Put each message to both.

    Args:
        messages: what to try.
        old: answers as the live version does.
        new: answers as the candidate would.
        names: the new id of each renamed protocol, by its old one: another name is no change.
        progress: called now and then with the number of messages done so far.
    """
    for number, message in enumerate(messages, start=1):
        before, after = old.answer(message.text), new.answer(message.text)
        kind = _kind(before, after, names)
        if kind is not None:
            yield AnswerChange(message, kind, before, after)
        if progress is not None and (number % _TOLD_EVERY == 0 or number == len(messages)):
            progress(number)


def shown(answer: Answer) -> tuple[Protocol, ...]:
    """Return the protocols that the answer is about; those near by do not count."""
    return tuple(result.protocol for result in answer.results[: answer.cards])


def _kind(old: Answer, new: Answer, names: Mapping[str, str]) -> Kind | None:
    if old.outcome is not new.outcome:
        return Kind.OUTCOME
    before = [names.get(protocol.id, protocol.id) for protocol in shown(old)]
    after = [protocol.id for protocol in shown(new)]
    # Which of those to choose from stands first is nobody's concern.
    leads = old.outcome is not Outcome.CHOOSE
    if set(before) != set(after) or (leads and before[:1] != after[:1]):
        return Kind.PROTOCOL
    if _prescribed(shown(old)) != _prescribed(shown(new)):
        return Kind.ACTION
    return None


def _prescribed(protocols: Iterable[Protocol]) -> frozenset[tuple[object, ...]]:
    """What an agent is told to do, without where it stands in the guide."""
    return frozenset(
        (fold(p.action), p.route, p.destination, p.conditions, p.urgent) for p in protocols
    )
