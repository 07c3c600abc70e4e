"""`kb-assistant tune`."""

from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from kb_assistant.cli.console import FINDING, CorpusOption, ModelOption, err, out
from kb_assistant.settings import Settings

if TYPE_CHECKING:
    from kb_assistant.tuning import Tuning

_DEFAULTS = Settings()


def tune(
    corpus: CorpusOption = _DEFAULTS.corpus,
    model: ModelOption = _DEFAULTS.model,
    steps: Annotated[
        int, typer.Option("--steps", min=1, help="Training steps, if it does not stop earlier.")
    ] = 120,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Of what is drawn at random.")] = 0,
) -> None:
    """Fine-tune the embedding model on the phrasings. Exit status 1 if that does not win.

    The result is kept in the corpus, in `encoder/`, only if it answers phrasings that it was not
    trained on better than the untuned model; the next build then uses it.
    """
    # Heavy: `--help` answers without them.
    from kb_assistant.embedding.recipe import Recipe  # noqa: PLC0415
    from kb_assistant.tuning import tune as run  # noqa: PLC0415

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeElapsedColumn(), console=err, transient=True) as bars:
        bar = bars.add_task("Reading", total=None)
        tuning = run(
            corpus,
            model=model,
            recipe=Recipe(steps=steps, seed=seed),
            tell=lambda what, done, of_all: bars.update(
                bar, description=what, completed=done, total=of_all
            ),
        )
    _show(tuning)
    if tuning.folder is None:
        out.print("It does not win: nothing was kept, and a build is as it was.")
        raise typer.Exit(FINDING)
    out.print(f"Kept: {tuning.folder} ({tuning.digest[:12]})", markup=False)
    out.print("Next: kb-assistant build")


def _show(tuning: "Tuning") -> None:
    before, after = tuning.before, tuning.after
    out.print(f"{len(before.right)} phrasings of protocols were held out.")
    if after is None:
        out.print(f"Success@1 {before.success:.3f}; no step of the training was better.")
        return
    out.print(f"Success@1 {before.success:.3f} -> {after.success:.3f} (p = {tuning.p:.3f})")
    out.print(f"AUROC     {before.separation:.3f} -> {after.separation:.3f}")
