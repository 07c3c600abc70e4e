"""`kb-assistant versions`."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kb_assistant.cli.console import IndexOption, fail, out
from kb_assistant.errors import KbError
from kb_assistant.settings import Settings

if TYPE_CHECKING:
    from kb_assistant.index.manifest import Manifest
    from kb_assistant.index.store import Changes, IndexReader, Switch

_DEFAULTS = Settings()


@dataclass(frozen=True, slots=True)
class _Row:
    """A version as it is listed.

    Args:
        manifest: its own record.
        live: whether it is the live one.
        base: the version it was compared with; None if it is the first.
        changes: how it differs from `base`; the reason if that cannot be told.
        returned: the last rollback to it, if there was one.
    """

    manifest: "Manifest"
    live: bool
    base: str | None
    changes: "Changes | str | None"
    returned: "Switch | None"

    def lines(self) -> Iterator[str]:
        """Yield what to print."""
        own = self.manifest
        yield f"{own.version}{'  live' if self.live else ''}"
        counts = (f"{own.counts[name]} {name}" for name in _COUNTS if name in own.counts)
        yield f"  published  {_minute(own.created)} by {own.by}"
        yield f"  holds      {', '.join(counts)}"
        if self.base:
            yield f"  changes    {self.changes} (before: {self.base})"
        if own.scores:
            scores = (f"{name} {score:.4g}" for name, score in own.scores.items())
            yield f"  scores     {', '.join(scores)}"
        if own.forced:
            yield f"  forced     by {own.forced.by}: {own.forced.reason}"
        for path, reason in own.skipped.items():
            yield f"  left out   {path}: {reason}"
        for note in own.notes:
            yield f"  note       {note}"
        if self.returned:
            switch = self.returned
            yield f"  returned   {_minute(switch.at)} by {switch.by}, from {switch.before}"

    def record(self) -> dict[str, Any]:
        """Return what `--json` prints."""
        own = asdict(self.manifest)
        known = ("version", "created", "by", "counts", "scores", "forced", "skipped", "notes")
        changes = self.changes
        return {
            **{name: own[name] for name in known},
            "live": self.live,
            "before": self.base,
            "changes": None if changes is None or isinstance(changes, str) else asdict(changes),
            "returned": None if self.returned is None else asdict(self.returned),
        }


_COUNTS = ("guides", "protocols", "phrasings")


def versions(
    index: IndexOption = _DEFAULTS.index,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List the versions of the index, newest first: when, by whom, what changed, the scores."""
    from kb_assistant.index.store import IndexReader  # noqa: PLC0415 - heavy

    store = IndexReader(index)
    rows = tuple(_rows(store))
    damaged = store.damaged()
    if as_json:
        listed = [row.record() for row in rows]
        out.print_json(data={"versions": listed, "damaged": damaged})
    else:
        for row in rows:
            out.print(*row.lines(), sep="\n", markup=False)
        for name, reason in damaged.items():
            out.print(f"{name}  cannot be used: {reason}", markup=False)
    try:
        store.current()
    except KbError as error:
        fail(str(error))


def _rows(store: "IndexReader") -> Iterator[_Row]:
    try:
        live = store.current()
    except KbError:
        live = ""  # told after the list
    manifests = store.versions()
    by_name = {manifest.version: manifest for manifest in manifests}
    history = store.history()
    olders = (*(manifest.version for manifest in manifests[1:]), None)
    for manifest, older in zip(manifests, olders, strict=False):
        name = manifest.version
        switch = history.last(name, "publish")
        base = (switch.before or None) if switch else older
        changes: Changes | str | None = None
        if base in by_name:
            try:
                changes = store.changes(by_name[base], manifest)
            except KbError:
                changes = "cannot be told, a version is damaged"
        elif base:
            changes = "cannot be told, the version before is gone"
        yield _Row(manifest, name == live, base, changes, history.last(name, "rollback"))


def _minute(moment: str) -> str:
    return f"{moment[:16].replace('T', ' ')} UTC"
