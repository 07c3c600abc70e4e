"""Where the command line prints, and the options that its commands share."""

import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console

FINDING = 1
ERROR = 2

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)

CorpusOption = Annotated[
    Path,
    typer.Option("--corpus", help="The folder with the guides.", envvar="KB_ASSISTANT_CORPUS"),
]
IndexOption = Annotated[
    Path,
    typer.Option("--index", help="The folder of the index.", envvar="KB_ASSISTANT_INDEX"),
]
ModelOption = Annotated[
    str,
    typer.Option(
        "--model",
        help="The embedding model: all-MiniLM-L6-v2 or a sentence-transformers folder.",
        envvar="KB_ASSISTANT_MODEL",
    ),
]


def fail(message: str) -> NoReturn:
    """Print `message` as an error and exit with status 2."""
    err.print(f"error: {message}", style="red", markup=False)
    sys.exit(ERROR)
