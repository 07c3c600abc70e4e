"""`kb-assistant eval`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from kb_assistant.cli.console import FINDING, CorpusOption, IndexOption, err, fail, out
from kb_assistant.settings import Settings

if TYPE_CHECKING:
    from kb_assistant.evaluation import Report

_DEFAULTS = Settings()
_QUERIES = Path("eval/queries.jsonl")
_GATE = Path("eval/gate.toml")


def evaluate(
    corpus: CorpusOption = _DEFAULTS.corpus,
    index: IndexOption = _DEFAULTS.index,
    queries: Annotated[
        Path, typer.Option("--queries", help="The labelled queries: JSONL or a BEIR folder.")
    ] = _QUERIES,
    split: Annotated[
        str, typer.Option("--split", help="dev, test, or all; tune on dev alone.")
    ] = "dev",
    gate: Annotated[
        Path | None, typer.Option("--gate", help="The limits; none are held without the file.")
    ] = _GATE,
    output: Annotated[
        Path | None, typer.Option("--output", help="A folder for the reports and the run.")
    ] = None,
    baseline: Annotated[
        Path | None, typer.Option("--baseline", help="The run.json of a run to compare with.")
    ] = None,
    export_beir: Annotated[
        Path | None, typer.Option("--export-beir", help="Write the queries as a BEIR folder.")
    ] = None,
) -> None:
    """Put labelled queries to the live version and report. Exit status 1 if a limit is broken."""
    # Heavy: `--help` answers without them.
    from kb_assistant.assistant import Assistant  # noqa: PLC0415
    from kb_assistant.evaluation import run_eval  # noqa: PLC0415
    from kb_assistant.evaluation.beir import export_beir as write_beir  # noqa: PLC0415
    from kb_assistant.evaluation.beir import passages  # noqa: PLC0415
    from kb_assistant.evaluation.harness import read_queries  # noqa: PLC0415
    from kb_assistant.phrasings import load_phrasings  # noqa: PLC0415

    if split not in {"dev", "test", "all"}:
        fail(f"There is no split {split!r}. Give --split dev, test or all.")
    assistant = Assistant.load(index)
    if export_beir is not None:
        write_beir(passages(assistant.index.protocols), read_queries(queries), export_beir)
        out.print(f"BEIR folder: {export_beir}", markup=False)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=err, transient=True) as bars:
        bar = bars.add_task("Asking", total=None)
        report, broken = run_eval(
            assistant,
            queries,
            load_phrasings(corpus),
            split=None if split == "all" else split,
            out_dir=output,
            gate_path=gate if gate is not None and gate.is_file() else None,
            baseline_path=baseline,
            progress=lambda done, all_of: bars.update(bar, completed=done, total=all_of),
        )
    _show(report)
    if output is not None:
        out.print(f"Reports in {output}: report.html, report.md, report.json", markup=False)
    if broken:
        raise typer.Exit(FINDING)


def _show(report: "Report") -> None:
    table = Table(box=None, pad_edge=False)
    for heading in ("measure", "value", "95 % interval", "queries"):
        table.add_column(heading, justify="left" if heading == "measure" else "right")
    for name, measure in report.summary.measures.items():
        table.add_row(
            name,
            f"{measure.value:.3f}",
            "" if measure.interval is None else "{:.3f} to {:.3f}".format(*measure.interval),
            str(measure.n),
        )
    out.print(table)
    for limit in report.broken:
        out.print(f"gate closed: {limit}", style="red", markup=False)
