"""The draft compared with what is live, and published through the gate."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from kb_assistant.corpus import LINT_SETTINGS
from kb_assistant.diff import Difference, Message, difference
from kb_assistant.errors import CorpusError, KbError, StoredIndexError
from kb_assistant.evaluation import load_queries
from kb_assistant.index.manifest import Manifest
from kb_assistant.index.store import IndexStore
from kb_assistant.pages.guides_apply import apply, laid_out, stale
from kb_assistant.pages.guides_draft import Draft
from kb_assistant.pages.guides_reading import draft_of
from kb_assistant.pages.quality.place import Place
from kb_assistant.release import Options, Release, release
from kb_assistant.settings import Settings

Tell = Callable[[str, int, int], None]
_TRIED = 3
"""Phrasings of each protocol that a comparison tries, beside all of those that changed."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file that differs from the live version.

    Args:
        path: in the corpus.
        how: "new", "changed" or "removed".
        drafted: whether it is in the draft; if not, the corpus itself was changed.
    """

    path: str
    how: str
    drafted: bool


def waiting(place: Place) -> tuple[Waiting, ...]:
    """Return what agents do not see yet; everything if nothing is live."""
    draft = draft_of(place)
    entries, here = draft.entries(), draft.digests()
    manifest = _live(place)
    live = manifest.corpus if manifest else {}
    skipped = manifest.skipped.keys() - entries.keys() if manifest else set()
    return tuple(
        Waiting(path, _how(path, live, here), path in entries)
        for path in sorted({*here, *live, *entries} - {LINT_SETTINGS, *skipped})
        if path in entries or here.get(path) != live.get(path)
    )


def compare(place: Place, tell: Tell) -> Difference:
    """Return what publishing would change. Nothing is written.

    Raises:
        KbError: if the corpus or the live version cannot be used.
    """
    queries = load_queries(place.queries) if place.queries.is_file() else ()
    messages = [Message(query.query, query.id) for query in queries]
    with laid_out(draft_of(place)) as folder:
        return difference(folder, place.index, messages, phrasings=_TRIED, progress=tell)


def publish_candidate(place: Place, reason: str | None, tell: Tell) -> Release:
    """Build the corpus with the draft in it, and publish it if the gate opens.

    What was published is written to the corpus, and is no draft any more.

    Args:
        place: the folders.
        reason: why to publish through a closed gate; None to let the gate decide.
        tell: told how far it is.

    Raises:
        KbError: if anything else is wrong; the live version then stays, unless it says otherwise.
    """
    draft = draft_of(place)
    if changed := stale(draft):
        raise CorpusError(
            f"{', '.join(changed)}: changed in {draft.corpus} since the draft was begun. Take the"
            " draft of it back, and make the change again."
        )
    options = Options(
        queries=place.queries if place.queries.is_file() else None, gate=place.gate, force=reason
    )
    model = Settings.from_environment().model
    with laid_out(draft) as folder:
        entries = draft.entries()
        done = release(folder, place.index, model=model, options=options, tell=tell)
        if done.version is not None:
            _keep(draft, folder, tuple(entries), done.version)
    reasons = tuple(reason.replace(f"{folder}/", "") for reason in done.reasons)
    return replace(done, reasons=reasons)


def _keep(draft: Draft, folder: Path, paths: tuple[str, ...], version: str) -> None:
    try:
        apply(draft, folder, paths)
    except KbError as error:
        raise CorpusError(
            f"{version} is live, but the corpus is not as it was published: {error}"
        ) from error


def _live(place: Place) -> Manifest | None:
    """The record of the live version, if there is one."""
    store = IndexStore(place.index)
    try:
        current = store.current()
    except StoredIndexError:
        return None
    return next((one for one in store.versions() if one.version == current), None)


def _how(path: str, live: Mapping[str, str], here: Mapping[str, str]) -> str:
    if path not in here:
        return "removed"
    return "changed" if path in live else "new"
