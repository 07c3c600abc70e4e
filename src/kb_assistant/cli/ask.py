"""`kb-assistant ask`."""

import json
from pathlib import Path
from typing import Annotated

import typer

from kb_assistant.cli.console import IndexOption, fail, out
from kb_assistant.settings import Settings

_DEFAULTS = Settings()


def ask(
    message: Annotated[str | None, typer.Argument(help="What the member said.")] = None,
    index: IndexOption = _DEFAULTS.index,
    as_json: Annotated[bool, typer.Option("--json", help="Print the answer object.")] = False,
    batch: Annotated[
        Path | None, typer.Option("--batch", help='Answer each line {"id": ..., "query": ...}.')
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", help="Where --batch writes its answers.")
    ] = None,
) -> None:
    """Show what the guides prescribe for a message."""
    # Heavy: `--help` answers without them.
    from kb_assistant.assistant import Assistant  # noqa: PLC0415
    from kb_assistant.cli.batch import answer_lines  # noqa: PLC0415
    from kb_assistant.cli.card import show  # noqa: PLC0415

    if batch is not None:
        if message is not None or output is None:
            fail("Give either a message, or --batch IN.jsonl with --output OUT.jsonl.")
        count = answer_lines(Assistant.load(index), batch, output)
        out.print(f"{count} answers in {output}", markup=False)
        return
    if message is None or not message.strip():
        fail("Give the member's message in quotes: kb-assistant ask \"my scale won't sync\"")
    answer = Assistant.load(index).answer(message)
    if as_json:
        typer.echo(json.dumps(answer.to_record(), ensure_ascii=False, indent=2))
    else:
        show(answer, out)
