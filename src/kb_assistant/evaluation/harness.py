"""The whole of `kb-assistant eval`, for a command line to call."""

from collections.abc import Sequence
from pathlib import Path

from kb_assistant.assistant import Assistant
from kb_assistant.evaluation.beir import import_beir
from kb_assistant.evaluation.compare import compare
from kb_assistant.evaluation.dataset import Query, check_protocols, load_queries, select
from kb_assistant.evaluation.files import write_text
from kb_assistant.evaluation.gate import Broken, load_gate
from kb_assistant.evaluation.leaks import refuse_leaks
from kb_assistant.evaluation.report import Report, make_report, to_json
from kb_assistant.evaluation.report_html import to_html
from kb_assistant.evaluation.report_markdown import to_markdown
from kb_assistant.evaluation.runner import Progress, Run, evaluate
from kb_assistant.evaluation.trec import write_qrels, write_run
from kb_assistant.phrasings import Phrasing


def run_eval(
    assistant: Assistant,
    queries_path: Path,
    phrasings: Sequence[Phrasing],
    *,
    split: str | None = None,
    out_dir: Path | None = None,
    gate_path: Path | None = None,
    baseline_path: Path | None = None,
    progress: Progress | None = None,
) -> tuple[Report, tuple[Broken, ...]]:
    """Put labelled queries to `assistant`, and report.

    Args:
        assistant: what is measured.
        queries_path: the labelled queries, as JSONL or a BEIR folder.
        phrasings: what the assistant was taught; a query that is one of them is refused.
        split: the queries to use, all if None.
        out_dir: where report.md, report.json, report.html, run.json, run.trec and qrels.trec go;
            nothing is written if None.
        gate_path: the limits; no gate if None.
        baseline_path: the run.json of an earlier run to compare with, if any.
        progress: called after each query.

    Returns:
        The report, and the limits that are broken.

    Raises:
        EvalError: if a file is malformed, a query is a phrasing, or a label names a protocol that
            the index has not.
    """
    limits = () if gate_path is None else load_gate(gate_path)
    baseline = None if baseline_path is None else Run.load(baseline_path)
    queries = select(read_queries(queries_path), split)
    check_protocols(queries, (protocol.id for protocol in assistant.index.protocols))
    refuse_leaks(queries, phrasings)
    run = evaluate(assistant, queries, progress)
    comparison = None if baseline is None else compare(baseline, run)
    report = make_report(run, split or "", limits, comparison)
    if out_dir is not None:
        write_report(report, out_dir)
    return report, report.broken


def read_queries(path: Path) -> tuple[Query, ...]:
    """Return the labelled queries of a JSONL file or of a BEIR folder.

    Raises:
        EvalError: if they are malformed.
    """
    return import_beir(path).queries if path.is_dir() else load_queries(path)


def write_report(report: Report, folder: Path) -> None:
    """Write the report in every form, and the run for a later comparison.

    Raises:
        EvalError: if a file cannot be written.
    """
    write_text(folder / "report.md", to_markdown(report))
    write_text(folder / "report.json", to_json(report))
    write_text(folder / "report.html", to_html(report))
    report.run.save(folder / "run.json")
    write_run(report.run, folder / "run.trec")
    write_qrels((record.query for record in report.run.records), folder / "qrels.trec")
