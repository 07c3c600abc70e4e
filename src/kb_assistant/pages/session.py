"""What one browser session remembers: its answers, and only the beginning of each message.

A message is health data. It stays in this session's memory: never in a cache, an address, a log or
a file, and not in full.
"""

from dataclasses import dataclass, field, replace

import streamlit as st

from kb_assistant.assistant import Answer, Assistant, ContextLine
from kb_assistant.decision import Outcome
from kb_assistant.pages.text import excerpt
from kb_assistant.protocols import Protocol
from kb_assistant.redaction import redact
from kb_assistant.settings import Settings, TextPolicy
from kb_assistant.verdict import literals

_TURNS = "kb-turns"
_OWN = (_TURNS, "kb-choice-", "kb-tick-", "kb-fail-", "kb-said-", "kb-alarm-")
_COUNT = "kb-count"
_SHOWN = 200
_KEPT = 30
_AROUND = 2
_JUDGED = 10_000

REFUSED = -1
"""The choice that says: none of those that are near."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Where an action stands: its lines with their neighbours, and the whole section."""

    near: tuple[ContextLine, ...]
    section: tuple[ContextLine, ...]


@dataclass(frozen=True, slots=True)
class Turn:
    """One message and its answer.

    Args:
        number: its place in the session, from 1; it makes the keys of its widgets unique.
        excerpt: the beginning of the message.
        answer: what the assistant said.
        passages: for each result, its place at the time of the answer; empty for earlier turns.
        protocols: all there were at that time; empty for earlier turns.
        redacted: what feedback may keep of the message; None if nothing.
    """

    number: int
    excerpt: str = field(repr=False)
    answer: Answer
    passages: tuple[Passage, ...] = ()
    protocols: tuple[Protocol, ...] = ()
    redacted: str | None = field(default=None, repr=False)

    @property
    def choice(self) -> str:
        """The session's key for the option that was picked."""
        return f"kb-choice-{self.number}"

    @property
    def urgent(self) -> bool:
        """Whether something here comes before all else: the message says so, or a guide."""
        cards = self.answer.results[: self.answer.cards]
        outcome = self.answer.outcome
        if outcome is Outcome.ANSWER:
            return any(one.protocol.urgent for one in cards)
        return outcome is Outcome.URGENT

    @property
    def order(self) -> tuple[int, ...]:
        """The results that the outcome is about, urgent ones first, else in the answer's order."""
        results = self.answer.results
        cards = range(self.answer.cards)
        return tuple(sorted(cards, key=lambda index: not results[index].protocol.urgent))


def ask(message: str, assistant: Assistant) -> None:
    """Answer `message` and make it the current turn."""
    answer = assistant.answer(message)
    number = st.session_state.get(_COUNT, 0) + 1
    spans = [result.protocol.source for result in answer.results]
    passages = tuple(
        Passage(assistant.context(span, around=_AROUND), assistant.section(span)) for span in spans
    )
    protocols = assistant.index.protocols
    kept = _kept(message, protocols, answer.index_version)
    turn = Turn(number, excerpt(message, _SHOWN), answer, passages, protocols, kept)
    earlier = [old if is_open(old) else _caption(old) for old in turns()]
    st.session_state[_COUNT] = number
    st.session_state[_TURNS] = (
        turn,
        *(old for place, old in enumerate(earlier, 2) if place <= _KEPT or is_open(old)),
    )


def _caption(turn: Turn) -> Turn:
    return replace(turn, passages=(), protocols=(), redacted=None)


@st.cache_resource(max_entries=2, show_spinner=False)
def literals_of(version: str, _protocols: tuple[Protocol, ...]) -> tuple[str, ...]:  # noqa: ARG001 - the key of the cache
    """Return what the guides give to be copied, such as telephone numbers: no personal data."""
    found = (one.text for protocol in _protocols for one in literals(protocol.action))
    return tuple(dict.fromkeys(found))


def _kept(message: str, protocols: tuple[Protocol, ...], version: str) -> str | None:
    if Settings.from_environment().keep_text is not TextPolicy.REDACTED:
        return None
    return redact(message[:_JUDGED], literals_of(version, protocols))


def is_open(turn: Turn) -> bool:
    """Whether `turn` is urgent, and nobody has said that it is done."""
    return turn.urgent and not st.session_state.get(f"kb-alarm-{turn.number}", False)


def close(turn: Turn) -> None:
    """Note that what is urgent in `turn` is done."""
    st.session_state[f"kb-alarm-{turn.number}"] = True


def turns() -> tuple[Turn, ...]:
    """Return the turns of this session, the newest first."""
    kept: tuple[Turn, ...] = st.session_state.get(_TURNS, ())
    return kept


def chosen(turn: Turn) -> int | None:
    """Return which result was picked for `turn`, if one was."""
    picked: int | None = st.session_state.get(turn.choice)
    return picked


def choose(turn: Turn, index: int | None) -> None:
    """Pick a result for `turn`, or take the pick back."""
    st.session_state[turn.choice] = index


def clear() -> None:
    """Forget every turn, and what was ticked and picked for it, but not what is urgent and open."""
    left = tuple(turn for turn in turns() if is_open(turn))
    for key in [k for k in st.session_state if str(k).startswith(_OWN)]:
        del st.session_state[key]
    if left:
        st.session_state[_TURNS] = left
