"""`kb-assistant build`."""

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from kb_assistant.cli.console import FINDING, CorpusOption, IndexOption, ModelOption, err, out
from kb_assistant.cli.outcome import tell_release
from kb_assistant.errors import KbError
from kb_assistant.settings import Settings

if TYPE_CHECKING:
    from kb_assistant.ingest import Load
    from kb_assistant.release import Options, Release

_DEFAULTS = Settings()


def build(
    corpus: CorpusOption = _DEFAULTS.corpus,
    index: IndexOption = _DEFAULTS.index,
    model: ModelOption = _DEFAULTS.model,
    queries: Annotated[
        Path | None,
        typer.Option(
            "--queries",
            help="Labelled queries for the gate, instead of eval/queries.jsonl beside the corpus.",
        ),
    ] = None,
    gate: Annotated[
        Path | None,
        typer.Option("--gate", help="The gate's limits, instead of gate.toml beside the queries."),
    ] = None,
    no_eval: Annotated[
        bool, typer.Option("--no-eval", help="Do not run the eval; the version records that.")
    ] = False,
    force: Annotated[
        str | None,
        typer.Option(
            "--force",
            metavar="REASON",
            help="Publish even if the gate is closed; the version records the reason and you.",
        ),
    ] = None,
    skip_unreadable: Annotated[
        bool,
        typer.Option(
            "--skip-unreadable",
            help="Leave out guides that cannot be read; the version records which.",
        ),
    ] = False,
    watch: Annotated[
        bool,
        typer.Option("--watch", help="Build again whenever the guides changed, until Ctrl-C."),
    ] = False,
) -> None:
    """Read the guides, learn from them, and make the result the live version of the index.

    Exit status 1, and nothing published, if lint finds errors, the eval breaks a limit, or more
    than a fifth of the protocols would be gone.
    """
    if force is not None and not force.strip():
        raise typer.BadParameter("say why", param_hint="--force")
    if force is not None and watch:
        raise typer.BadParameter("a reason is for one version", param_hint="--force with --watch")
    from kb_assistant.embedding import load_embedder  # noqa: PLC0415 - heavy
    from kb_assistant.release import Options  # noqa: PLC0415 - the same

    options = Options(queries, gate, not no_eval, force, skip_unreadable)
    if watch:
        _watch(corpus, index, model, options)
        return
    if _build(corpus, index, model, options, load_embedder).version is None:
        raise typer.Exit(FINDING)


def _build(corpus: Path, index: Path, model: str, options: "Options", load: "Load") -> "Release":
    from kb_assistant.release import release  # noqa: PLC0415 - heavy

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=err, transient=True) as bars:
        bar = bars.add_task("Reading the guides", total=None)
        done = release(
            corpus,
            index,
            model=model,
            options=options,
            load=load,
            tell=lambda what, done, of_all: bars.update(
                bar, description=what, completed=done, total=of_all
            ),
        )
    tell_release(done, corpus)
    return done


def _watch(corpus: Path, index: Path, model: str, options: "Options") -> None:
    from kb_assistant.embedding import load_embedder  # noqa: PLC0415 - heavy
    from kb_assistant.release import settled  # noqa: PLC0415 - the same

    load = lru_cache(maxsize=2)(load_embedder)  # once, not once a build
    try:
        for _ in settled(corpus):
            try:
                _build(corpus, index, model, options, load)
            except (KbError, OSError) as error:  # a file may vanish while it is read
                err.print(f"error: {error}", style="red", markup=False)
            out.print(f"Watching {corpus}. Ctrl-C ends it.", style="dim", markup=False)
    except KeyboardInterrupt:
        out.print("No longer watching. The live version is as it was.")
