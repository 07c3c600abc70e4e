"""`kb-assistant serve`."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from kb_assistant.cli.console import CorpusOption, IndexOption, ModelOption, fail
from kb_assistant.settings import Settings

_DEFAULTS = Settings()


def serve(
    corpus: CorpusOption = _DEFAULTS.corpus,
    index: IndexOption = _DEFAULTS.index,
    model: ModelOption = _DEFAULTS.model,
    port: Annotated[int, typer.Option("--port", help="The port of the page.")] = 8501,
    address: Annotated[
        str, typer.Option("--address", help="The address to listen on; 0.0.0.0 for all.")
    ] = "localhost",
) -> None:
    """Serve the chat page. Start it from the folder with app.py."""
    from kb_assistant.index.store import IndexStore  # noqa: PLC0415 - heavy

    if not Path("app.py").is_file():
        fail("There is no app.py here. Start `kb-assistant serve` from the project's folder.")
    IndexStore(index).current()
    os.environ["KB_ASSISTANT_CORPUS"] = str(corpus)
    os.environ["KB_ASSISTANT_INDEX"] = str(index)
    os.environ["KB_ASSISTANT_MODEL"] = model
    command = (sys.executable, "-m", "streamlit", "run", "app.py")
    options = (f"--server.port={port}", f"--server.address={address}")
    os.execv(sys.executable, (*command, *options))  # noqa: S606 - signals reach the server itself
