"""`kb-assistant prune`."""

from typing import Annotated

import typer

from kb_assistant.cli.console import IndexOption, out
from kb_assistant.settings import Settings

_DEFAULTS = Settings()


def prune(
    keep: Annotated[
        int,
        typer.Option(
            "--keep",
            min=1,
            help="How many versions stay: the live one, the one live before it, then the newest.",
        ),
    ],
    index: IndexOption = _DEFAULTS.index,
) -> None:
    """Remove old versions of the index; the live one always stays."""
    from kb_assistant.index.store import IndexStore  # noqa: PLC0415 - heavy

    store = IndexStore(index)
    removed = store.prune(keep)
    for name in removed:
        out.print(f"Removed: {name}")
    out.print(f"{len(removed)} versions removed. Live, as before: {store.current()}")
