"""`kb-assistant diff`."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from kb_assistant.cli.console import FINDING, CorpusOption, IndexOption, ModelOption, err, out
from kb_assistant.settings import Settings

_DEFAULTS = Settings()
_QUERIES = Path("eval/queries.jsonl")
_SHOWN = 20


def diff(
    corpus: CorpusOption = _DEFAULTS.corpus,
    index: IndexOption = _DEFAULTS.index,
    model: ModelOption = _DEFAULTS.model,
    queries: Annotated[
        Path | None,
        typer.Option("--queries", help=f"Labelled queries to try; {_QUERIES} if it is there."),
    ] = None,
    phrasings: Annotated[
        int,
        typer.Option(
            "--phrasings",
            min=0,
            help="How many phrasings of each protocol to try; of changed ones all are tried.",
        ),
    ] = 10,
    show_all: Annotated[
        bool, typer.Option("--all", help=f"Show every changed answer, not {_SHOWN}.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print all of it as JSON.")] = False,
) -> None:
    """Say what a build would change: protocols, and the answers to eval queries and phrasings.

    Nothing is written. Exit status 1 if any answer changes.
    """
    # Heavy: `--help` answers without them.
    from kb_assistant.cli.changes import show  # noqa: PLC0415
    from kb_assistant.diff import Message, difference, to_record  # noqa: PLC0415
    from kb_assistant.evaluation.dataset import load_queries  # noqa: PLC0415

    if queries is None and _QUERIES.is_file():
        queries = _QUERIES
    labelled = () if queries is None else load_queries(queries)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=err, transient=True) as bars:
        bar = bars.add_task("Reading the guides", total=None)
        found = difference(
            corpus,
            index,
            [Message(query.query, query.id) for query in labelled],
            model=model,
            phrasings=phrasings,
            progress=lambda what, done, of_all: bars.update(
                bar, description=what, completed=done, total=of_all
            ),
        )
    if as_json:
        typer.echo(json.dumps(to_record(found), ensure_ascii=False, indent=2))
    else:
        show(found, out, None if show_all else _SHOWN)
    if found.answers:
        raise typer.Exit(FINDING)
