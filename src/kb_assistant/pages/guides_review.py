"""What waits to be published: what it changes, and whether the gate lets it pass."""

from collections.abc import Sequence
from functools import partial
from typing import TypeVar

import streamlit as st

from kb_assistant.diff import Difference, Kind
from kb_assistant.errors import StoredIndexError
from kb_assistant.evaluation.catalogue import shown
from kb_assistant.index.store import IndexStore
from kb_assistant.pages import frame, guides_changes, guides_markup, markup
from kb_assistant.pages.guides_asking import confirm, do
from kb_assistant.pages.guides_draft import Draft
from kb_assistant.pages.guides_job import DESK, Job, State, Work
from kb_assistant.pages.guides_publish import Waiting, compare, publish_candidate, waiting
from kb_assistant.pages.guides_reading import draft_of
from kb_assistant.pages.quality.place import Place
from kb_assistant.release import Release
from kb_assistant.verdict import Verdict

_Result = TypeVar("_Result", Release, Difference)
_MOST_ANSWERS = 40
_STEPS = (
    "Look at what it changes first. Publish then asks the gate: lint, the eval, and that not too"
    " many protocols are gone."
)
_FIRST = "Nothing is live yet, so there is nothing to compare with."
_REASON = "kb-g-reason"
_SHORTEST_REASON = 10
_OPEN = Verdict("handle", "Published", "The gate was open, and agents are answered from it.")
_FORCED = Verdict("g-closed", "Published all the same", "The gate was closed:")
_CLOSED = Verdict("g-closed", "The gate is closed", "Agents see nothing of it. What closes it:")


def show(place: Place) -> None:
    """Draw the part of the page in which a draft is looked at and published."""
    draft = draft_of(place)
    found = waiting(place)
    identity = draft.identity()
    published = _result(DESK.last(Work.PUBLISH), identity, Release)
    compared = _result(DESK.last(Work.COMPARE), identity, Difference)
    live = _live(place)
    if not found:
        if published is not None and published.version == live:
            _released(published)
        else:
            st.html(guides_markup.says("Nothing waits to be published.", _named(live)))
        return
    refused = published is not None and published.version is None and published.live == live
    ready = compared is not None and compared.version == live
    _waiting(found, draft)
    with st.container(key="kb-g-steps", horizontal=True):
        first = st.button(
            "See what it changes",
            key="kb-g-compare",
            type="secondary" if ready else "primary",
            disabled=DESK.busy or live is None,
        )
        then = st.button(
            "Publish",
            key="kb-g-publish",
            type="primary" if ready else "secondary",
            disabled=DESK.busy or not (ready or live is None),
        )
    if not DESK.busy:
        st.html(guides_markup.note(_STEPS if live else _FIRST))
    if first:
        do(partial(DESK.start, Work.COMPARE, identity, partial(compare, place)))
    if then:
        do(partial(DESK.start, Work.PUBLISH, identity, partial(publish_candidate, place, None)))
    _failed(identity)
    if refused and published is not None:
        _closed(place, identity, published)
    if ready and compared is not None:
        _difference(compared)


def _waiting(found: Sequence[Waiting], draft: Draft) -> None:
    few = guides_markup.count(len(found), "file")
    st.html(
        guides_markup.says(
            f"{few} {'waits' if len(found) == 1 else 'wait'} to be published.",
            "Agents are answered from the live version until then.",
        )
    )
    rows = [(one.path, one.how, "draft" if one.drafted else "corpus folder") for one in found]
    st.html(guides_markup.table(("File", "What happens", "Where"), rows, "Files that wait"))
    drafted = tuple(one.path for one in found if one.drafted)
    if drafted:
        confirm(
            "kb-g-discard",
            "Take all drafts back",
            "What was written and not published is lost, approved examples too.",
            partial(draft.discard, *drafted),
            "The drafts are taken back.",
        )


def _difference(found: Difference) -> None:
    st.html(markup.heading("Protocols that change"))
    if found.protocols:
        st.html(guides_changes.pairing(found.protocols))
    else:
        st.html(guides_markup.note("None."))
    st.html(markup.heading("Messages that would be answered otherwise"))
    tried = f"{len(found.answers)} of {found.tried} tried."
    st.html(guides_markup.note(f"{tried} Labelled messages and example messages are tried."))
    order = list(Kind)
    answers = sorted(found.answers, key=lambda one: order.index(one.kind))
    st.html(guides_changes.answers(answers[:_MOST_ANSWERS]))
    if len(answers) > _MOST_ANSWERS:
        st.html(guides_markup.note(f"{len(answers) - _MOST_ANSWERS} more: kb-assistant diff --all"))


def _closed(place: Place, identity: str, refused: Release) -> None:
    st.html(markup.bar(_CLOSED))
    st.html(guides_markup.listing(refused.reasons))
    if refused.lost:
        st.html(markup.heading("Labelled messages that get worse"))
        st.html(
            guides_markup.table(
                ("Message", "Measures"),
                [(one.query.query, ", ".join(one.measures)) for one in refused.lost],
                "Messages that get worse",
            )
        )
    reason = st.text_input(
        "Why it should be published all the same",
        key=_REASON,
        max_chars=500,
        help="It is recorded with the version, with your name.",
    )
    given = " ".join((reason or "").split())
    with st.container(key="kb-g-force"):
        if len(given) < _SHORTEST_REASON:
            st.html(guides_markup.note("Mend the guides, or write a reason of a few words."))
        elif not DESK.busy:
            confirm(
                "kb-g-forced",
                "Publish all the same",
                "Agents are answered from it at once.",
                partial(
                    DESK.start, Work.PUBLISH, identity, partial(publish_candidate, place, given)
                ),
            )


def _released(done: Release) -> None:
    if done.reasons:
        st.html(markup.bar(_FORCED))
        st.html(guides_markup.listing(done.reasons))
    else:
        st.html(markup.bar(_OPEN))
    st.html(guides_markup.note(_named(done.version)))
    scores = done.scores or {}
    rows = [(name, shown(name, scores[name])) for name in guides_markup.SCORES if name in scores]
    if rows:
        st.html(guides_markup.table(("Measure", "Value"), rows, "Scores"))
    if done.notes:
        st.html(guides_markup.listing(done.notes))


def _failed(identity: str) -> None:
    for work in Work:
        job = DESK.last(work)
        if job is not None and job.state is State.FAILED and job.subject == identity:
            st.html(frame.notice(f"{work} failed", job.failure))


def _result(job: Job | None, identity: str, kind: type[_Result]) -> _Result | None:
    """What a job gave for the draft as it is."""
    if job is None or job.subject != identity or not isinstance(job.result, kind):
        return None
    return job.result


def _live(place: Place) -> str | None:
    try:
        return IndexStore(place.index).current()
    except StoredIndexError:
        return None


def _named(version: str | None) -> str:
    return "Nothing is live yet." if version is None else f"Live: version {version}"
