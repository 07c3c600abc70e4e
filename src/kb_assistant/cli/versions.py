"""`kb-assistant versions`."""

from rich.table import Table

from kb_assistant.cli.console import IndexOption, out
from kb_assistant.settings import Settings

_DEFAULTS = Settings()


def versions(index: IndexOption = _DEFAULTS.index) -> None:
    """List the versions of the index, newest first; the live one is marked."""
    from kb_assistant.index.store import IndexStore  # noqa: PLC0415 - heavy

    store = IndexStore(index)
    live = store.current()
    table = Table(box=None, pad_edge=False)
    for heading in ("", "version", "created (UTC)", "guides", "protocols", "phrasings"):
        table.add_column(heading)
    for manifest in store.versions():
        counts = (manifest.counts.get(name, 0) for name in ("guides", "protocols", "phrasings"))
        table.add_row(
            "live" if manifest.version == live else "",
            manifest.version,
            manifest.created[:19].replace("T", " "),
            *map(str, counts),
        )
    out.print(table)
