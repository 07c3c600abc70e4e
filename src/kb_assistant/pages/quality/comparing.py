"""Two runs against each other, message by message."""

from collections.abc import Sequence

import streamlit as st

from kb_assistant.errors import EvalError
from kb_assistant.evaluation import Comparison, compare
from kb_assistant.evaluation.catalogue import CATALOGUE, shown
from kb_assistant.evaluation.compare import Difference
from kb_assistant.evaluation.report_markdown import COMPARED, comparison_rows
from kb_assistant.pages import frame
from kb_assistant.pages.markup import heading
from kb_assistant.pages.quality import markup, opened
from kb_assistant.pages.quality.guard import guarded
from kb_assistant.pages.quality.place import Facts, Place
from kb_assistant.pages.quality.runs import Saved
from kb_assistant.pages.text import escape

_KEPT = "kb-q-comparison"
_CHANCE = 0.05
_LEAST = 0.001
_MOST = 60


def show(place: Place, saved: Sequence[Saved]) -> None:
    """Draw the comparison of two runs of the history."""
    whole = {one.id: one for one in saved if one.path is not None}
    if len(whole) < 2:  # noqa: PLR2004 - two sides
        words = "Two runs over the same messages are needed. Run another version under Results."
        st.html(markup.says(words))
        return
    live = place.live()
    numbers = list(whole)
    earlier, later = st.columns(2)
    after = later.selectbox(
        "After",
        numbers,
        format_func=lambda one: opened.words(whole[one], live),
        key="kb-q-after",
    )
    others = [one for one in numbers if one != after]
    alike = [one for one in others if whole[one].split == whole[after].split]
    before = earlier.selectbox(
        "Before",
        others,
        index=others.index(alike[0]) if alike else 0,
        format_func=lambda one: opened.words(whole[one], live),
        key=f"kb-q-before-{after}",
    )
    try:
        comparison = _comparison(place, whole[before], whole[after])
    except EvalError as error:
        st.html(frame.notice("These two cannot be compared", str(error)))
        return
    _draw(comparison, place.facts(whole[before].version), place.facts(whole[after].version))


def _comparison(place: Place, before: Saved, after: Saved) -> Comparison:
    kept: tuple[tuple[int, int], Comparison] | None = st.session_state.get(_KEPT)
    if kept is None or kept[0] != (before.id, after.id):
        runs = (opened.report_of(place, one).run for one in (before, after))
        kept = (before.id, after.id), compare(*runs)
        st.session_state[_KEPT] = kept
    return kept[1]


@st.fragment(key="kb-q-compared")
@guarded()
def _draw(comparison: Comparison, old: Facts, new: Facts) -> None:
    differences = {one.name: one for one in comparison.differences}
    name = st.selectbox(
        "Measure",
        list(differences),
        format_func=lambda one: f"{one}: {CATALOGUE[one].title}",
        key="kb-q-measure",
    )
    one = differences[name]
    st.html(markup.says(*_verdict(one, comparison)))
    for word, queries in (("Lost", one.lost), ("Won", one.won)):
        if not queries:
            continue
        title = f"{word}: {_count(len(queries))}"
        with st.expander(title, expanded=word == "Lost", key=f"kb-q-{word.lower()}"):
            pairs = (comparison.records(query) for query in queries[:_MOST])
            st.html("".join(markup.pair(*pair, old, new) for pair in pairs))
            if len(queries) > _MOST:
                st.caption(f"The first {_MOST} of {len(queries)}.")
    rows = [
        f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>"
        for row in comparison_rows(comparison)
    ]
    st.html(heading("Every measure") + markup.table(COMPARED, rows, "differences"))


def _verdict(one: Difference, comparison: Comparison) -> tuple[str, ...]:
    low, high = one.interval
    chance = f"p = {one.p:.3f}" if one.p >= _LEAST else f"p < {_LEAST}"
    lies = f" The change lies between {low:+.3f} and {high:+.3f} with 95 % confidence."
    if not one.won and not one.lost:
        worth, lies = "No message is treated otherwise.", ""
    elif one.p < _CHANCE:
        worth = f"A difference like this seldom comes by chance ({chance})."
    else:
        worth = f"Chance alone makes a difference like this easily ({chance})."
    out = comparison.left_out
    rest = f"{_count(out)} in only one of the two runs left out." if out else ""
    return (
        (
            f"{shown(one.name, one.before)} before, {shown(one.name, one.after)} after:"
            f" {len(one.won)} won, {len(one.lost)} lost of {_count(one.n)}."
        ),
        f"{worth}{lies}",
        rest,
    )


def _count(number: int) -> str:
    return f"{number} message" if number == 1 else f"{number} messages"
