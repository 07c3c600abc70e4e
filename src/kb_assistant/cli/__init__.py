"""The command line. Exit status 0: done; 1: a finding; 2: an error that the message explains."""

import sys
from typing import NoReturn

import typer

from kb_assistant.cli import ask, build, diff, lint, prune, rollback, serve, tune, versions
from kb_assistant.cli import eval as evaluation
from kb_assistant.cli.console import fail
from kb_assistant.errors import KbError

app = typer.Typer(
    name="kb-assistant",
    help="Shows the action that a guide prescribes for a member's message, with its source.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # a traceback's variables would quote members' messages
    rich_markup_mode=None,
)
for command in (
    build.build,
    lint.lint,
    tune.tune,
    diff.diff,
    ask.ask,
    serve.serve,
    versions.versions,
    rollback.rollback,
    prune.prune,
):
    app.command()(command)
app.command("eval")(evaluation.evaluate)


def main() -> NoReturn:
    """Run the command line and exit."""
    try:
        app()
    except KbError as error:
        fail(str(error))
    except KeyboardInterrupt:
        fail("Interrupted. The live index is as it was.")
    except Exception as error:  # noqa: BLE001 - the one place that keeps tracebacks off the terminal
        fail(f"Something unforeseen went wrong ({type(error).__name__}). Please report it.")
    sys.exit(0)
