"""`kb-assistant rollback`."""

from typing import Annotated

import typer

from kb_assistant.cli.console import IndexOption, out
from kb_assistant.settings import Settings

_DEFAULTS = Settings()


def rollback(
    version: Annotated[
        str | None,
        typer.Argument(help="The version to make live; by default the one that was live before."),
    ] = None,
    index: IndexOption = _DEFAULTS.index,
) -> None:
    """Make an earlier version live again, once every file of it is verified."""
    from kb_assistant.index.store import IndexStore  # noqa: PLC0415 - heavy

    store = IndexStore(index)
    switch = store.switch(version)
    if switch.before == switch.version:
        out.print(f"{switch.version} is intact and live already. Nothing was changed.")
        return
    out.print(f"Verified: {switch.version}")
    out.print(f"Live: {switch.version}")
    if switch.before:
        out.print(f"Before: {switch.before}")
        out.print(f"To take it back: kb-assistant rollback {switch.before}")
