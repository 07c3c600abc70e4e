"""The versions of the guides: which is live, who published what when, and the way back."""

from datetime import datetime
from functools import partial
from pathlib import Path

import streamlit as st

from kb_assistant.errors import StoredIndexError
from kb_assistant.index.history import Switch
from kb_assistant.index.manifest import Manifest
from kb_assistant.index.store import IndexReader, IndexStore
from kb_assistant.pages import guides_markup, markup
from kb_assistant.pages.guides_asking import confirm
from kb_assistant.pages.quality.place import Place

_MOST = 12
_MOST_SWITCHES = 30
_SHORT = 8
_CORPUS = "The files in the corpus stay as they are: what differs then waits under Publish."
_HOW = {"publish": "published", "rollback": "went back to"}


def show(place: Place) -> None:
    """Draw the part of the page with the versions."""
    store = IndexStore(place.index)
    live = store.current()
    manifests = store.versions()
    st.html(guides_markup.says(f"Live: {name(live)}", _CORPUS))
    for at, manifest in enumerate(manifests[:_MOST]):
        before = manifests[at + 1] if at + 1 < len(manifests) else None
        version = manifest.version
        with st.container(key=f"kb-g-version-{version}", border=True):
            what = _changes(place.index, before, manifest) if before else "The oldest that is kept"
            st.html(guides_markup.version(manifest, name(version), what, live=version == live))
            if version != live:
                confirm(
                    f"kb-g-roll-{version}",
                    "Roll back to it",
                    "Agents are answered from it at once.",
                    partial(store.switch, version),
                    f"Live: {name(version)}",
                )
    if len(manifests) > _MOST:
        st.html(guides_markup.note(f"{len(manifests) - _MOST} older: kb-assistant versions"))
    st.html(markup.heading("Who did what when"))
    switches = store.history().switches[: -_MOST_SWITCHES - 1 : -1]
    head = ("When (UTC)", "Who", "What", "Version before")
    st.html(guides_markup.table(head, map(_row, switches), "History"))


def name(version: str) -> str:
    """Return a version as people tell them apart."""
    stamp, _, mark = version.partition("-")
    moment = datetime.strptime(stamp, "%Y%m%dT%H%M%S%fZ")  # noqa: DTZ007 - shown only
    return f"version of {moment:%d %b %Y %H:%M:%S} UTC ({mark[:_SHORT]})"


def _row(switch: Switch) -> tuple[str, str, str, str]:
    did = f"{_HOW[switch.how]} the {name(switch.version)}"
    before = name(switch.before) if switch.before else "none"
    return switch.at[:19].replace("T", " "), str(switch.by), did, before


def _changes(index: Path, old: Manifest, new: Manifest) -> str:
    return _compared(index, old.version, new.version, _manifests=(old, new))


@st.cache_resource(max_entries=64, show_spinner=False)
def _compared(index: Path, old: str, new: str, *, _manifests: tuple[Manifest, Manifest]) -> str:
    del old, new  # the key
    try:
        return str(IndexReader(index).changes(*_manifests))
    except StoredIndexError:
        return "damaged: it cannot be compared with the one before"
