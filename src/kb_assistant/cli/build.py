"""`kb-assistant build`."""

from pathlib import Path

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from kb_assistant.cli.console import CorpusOption, IndexOption, ModelOption, err, out
from kb_assistant.documents import Problem
from kb_assistant.settings import Settings

_DEFAULTS = Settings()


def build(
    corpus: CorpusOption = _DEFAULTS.corpus,
    index: IndexOption = _DEFAULTS.index,
    model: ModelOption = _DEFAULTS.model,
) -> None:
    """Read the guides, learn from them, and make the result the live version of the index."""
    from kb_assistant.ingest import build_index  # noqa: PLC0415 - heavy

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=err, transient=True) as bars:
        bar = bars.add_task("Embedding", total=None)
        built = build_index(
            corpus,
            index,
            model=model,
            progress=lambda done, all_of: bars.update(bar, completed=done, total=all_of),
        )
    for problem in built.corpus.problems:
        _tell(problem, corpus)
    content = built.corpus
    out.print(
        f"{len(content.protocols)} protocols from {len(content.documents)} guides,"
        f" {len(content.phrasings)} phrasings.",
        markup=False,
    )
    out.print(f"Live: {built.version}", markup=False)


def _tell(problem: Problem, corpus: Path) -> None:
    err.print(
        f"{corpus / problem.path}:{problem.line}: {problem.message}", style="yellow", markup=False
    )
