"""What an agent says of an answer, in two clicks, into the records.

The records are opened with the first judgement: if they cannot be, answers are not touched by it.
"""

import logging
from collections import Counter
from functools import partial

import streamlit as st

from kb_assistant.decision import Outcome
from kb_assistant.errors import KbError
from kb_assistant.pages import frame
from kb_assistant.pages.session import Turn, literals_of
from kb_assistant.pages.text import clean
from kb_assistant.protocols import Protocol
from kb_assistant.records import Feedback, Records, TextPolicy, Verdict
from kb_assistant.settings import Settings

_log = logging.getLogger(__name__)
_THANKS = {
    Verdict.HELPFUL: "Noted: helpful.",
    Verdict.UNHELPFUL: "Noted: not helpful.",
    Verdict.WRONG_PROTOCOL: "Noted: the wrong protocol.",
    Verdict.NOTHING_FITS: "Noted: nothing should fit.",
    Verdict.GAP: "The content owner will see that this is missing.",
}


def card(turn: Turn, index: int) -> None:
    """Ask what the agent thinks of one result of `turn`."""
    key = f"{turn.number}-{index}"
    if _is_said(key):
        return
    with st.container(key=f"kb-judge-{key}", horizontal=True, vertical_alignment="center"):
        _thumbs(turn, key, index)
        _other(turn, key, index)
        none = partial(_say, turn, key, Verdict.NOTHING_FITS, index)
        st.button("Nothing should fit", key=f"kb-none-{key}", on_click=none, type="tertiary")


@st.fragment
def nothing(turn: Turn) -> None:
    """Ask about a message for which nothing fits: report it, or name what does."""
    key = f"{turn.number}-none"
    if _is_said(key):
        return
    with st.container(key=f"kb-gap-{key}", horizontal=True, vertical_alignment="center"):
        gap = partial(_say, turn, key, Verdict.GAP)
        words = "Tell the content owner that this is missing"
        st.button(words, key=f"kb-gap-button-{key}", on_click=gap, type="primary")
        said = turn.answer.outcome is Outcome.NONE  # else it offered something
        words = "Right: nothing fits" if said else "Nothing should fit"
        right = partial(_say, turn, key, Verdict.HELPFUL if said else Verdict.NOTHING_FITS)
        st.button(words, key=f"kb-up-{key}", on_click=right, type="tertiary")
        _other(turn, key, None)


def _is_said(key: str) -> bool:
    """Show what became of a judgement; whether there is nothing more to ask."""
    done, words = st.session_state.get(f"kb-said-{key}", (False, ""))
    if words:
        st.html(frame.said(words))
    return bool(done)


def _thumbs(turn: Turn, key: str, index: int) -> None:
    thumbs = (
        ("Helpful", ":material/thumb_up:", Verdict.HELPFUL),
        ("Not helpful", ":material/thumb_down:", Verdict.UNHELPFUL),
    )
    for words, icon, verdict in thumbs:
        say = partial(_say, turn, key, verdict, index)
        name = f"kb-{verdict.value}-{key}"
        st.button(words, key=name, icon=icon, on_click=say, type="tertiary")


def _other(turn: Turn, key: str, index: int | None) -> None:
    """Let the agent name the protocol that it should be: typing searches among the issues."""
    judged = None if index is None else turn.answer.results[index].protocol.id
    issues = {one.id: one for one in turn.protocols if one.id != judged}
    if not issues:
        return
    names = _names(tuple(issues.values()))
    name = f"kb-other-{key}"

    def take() -> None:
        if expected := st.session_state.get(name):
            _say(turn, key, Verdict.WRONG_PROTOCOL, index, expected)

    st.selectbox(
        "Wrong protocol: it should be",
        list(issues),
        index=None,
        format_func=lambda one: names.get(one, one),
        placeholder="Wrong protocol: it should be …",
        key=name,
        on_change=take,
        label_visibility="collapsed",
        width=300,
    )


def _names(protocols: tuple[Protocol, ...]) -> dict[str, str]:
    """The issues, with the id where two have the same."""
    count = Counter(clean(one.issue) for one in protocols)
    names = ((one.id, clean(one.issue)) for one in protocols)
    return {name: issue if count[issue] == 1 else f"{issue} ({name})" for name, issue in names}


def _say(
    turn: Turn, key: str, verdict: Verdict, index: int | None = None, expected: str | None = None
) -> None:
    results = turn.answer.results
    shown = [results[place].protocol.id for place in turn.order]
    judged = None if index is None else results[index]
    if judged is not None:
        shown = [judged.protocol.id, *(one for one in shown if one != judged.protocol.id)]
    feedback = Feedback(
        index_version=turn.answer.index_version,
        outcome=turn.answer.outcome,
        shown=tuple(shown),
        verdict=verdict,
        expected=expected,
        confidence=None if judged is None else judged.confidence,
    )
    said = True, _THANKS[verdict]
    try:
        _records(turn).add_feedback(feedback, turn.redacted)
    except KbError as error:
        said = False, f"This was not recorded. {error}"
    except Exception as error:  # noqa: BLE001 - feedback never breaks an answer
        # Without its text, which could quote what was being written.
        _log.error("feedback failed: %s", type(error).__name__)
        said = False, "This was not recorded. Try again, or tell whoever runs this page."
    st.session_state[f"kb-said-{key}"] = said


def _records(turn: Turn) -> Records:
    settings = Settings.from_environment()
    keep = literals_of(turn.answer.index_version, turn.protocols)
    return _open(settings.database, settings.keep_text, keep)


@st.cache_resource(max_entries=2, show_spinner=False)
def _open(url: str, policy: TextPolicy, keep: tuple[str, ...]) -> Records:
    return Records.open(url, policy, keep=keep)
