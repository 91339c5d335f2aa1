"""The command `jianbao`: its commands, found by name and imported when they are called."""

from __future__ import annotations

import gc
import inspect
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from extract import __version__
from extract.errors import InputError, JianbaoError, OutputError

FAILED, USAGE, UNWRITTEN, INTERRUPTED = 1, 2, 3, 130  # exit codes

UNCOLLECTED = 100_000  # new objects before garbage is looked for: what is loaded at the start is none

CODES: dict[type[JianbaoError], int] = {InputError: FAILED, OutputError: UNWRITTEN}

# One row a command: where its function is, and what it does in a few words. The module is imported on use only.
COMMANDS: dict[str, tuple[str, str]] = {
    "run": ("extract.cli.run:run", "Read newspaper text and write one record per article."),
    "show": ("extract.cli.show:show", "Show one article with what was found in it, here or as a page."),
    "eval": ("extract.cli.eval:evaluate", "Score records against gold annotations."),
    "export": ("extract.cli.export:export", "Write records as tables or in the format of another tool."),
    "index": ("extract.cli.index:index", "Put records into a searchable index."),
    "serve": ("extract.cli.serve:serve", "Search and read the archive in a browser."),
    "import": ("extract.cli.import_:import_", "Take corrected annotations in as gold."),
    "schema": ("extract.cli.schema:schema", "Print the JSON Schema of a record."),
}


class _Commands(TyperGroup):
    """The group of COMMANDS: a stub for each, which its module replaces when the command is resolved."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        for name, (_, summary) in COMMANDS.items():
            self.add_command(_command(name, _stub, summary), name)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if args and args[0] in COMMANDS:
            module, _, function = COMMANDS[args[0]][0].partition(":")
            self.add_command(_command(args[0], getattr(import_module(module), function)), args[0])
        return super().resolve_command(ctx, args)


def _stub() -> None:
    """Stands for a command that is not imported yet."""


def _command(name: str, function: Callable[..., Any], summary: str | None = None) -> Any:
    app = typer.Typer(add_completion=False, rich_markup_mode="rich", pretty_exceptions_enable=False)
    app.command(name, help=summary or help_of(function))(function)
    return typer.main.get_command(app)


def help_of(function: Callable[..., Any]) -> str:
    """A docstring as help: its lines are kept where they are indented (examples) and filled where they are not."""
    lines = (inspect.getdoc(function) or "").splitlines()
    return "\n".join("\b\n" + line if line.startswith("Example") else line for line in lines).replace("[", r"\[")


app = typer.Typer(
    cls=_Commands,
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(asked: bool) -> None:
    if asked:
        print(f"jianbao {__version__}")
        raise typer.Exit


@app.callback()
def jianbao(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Chinese newspaper text, as archives hold it, into structured records, each traceable to its source.

    Start with: jianbao run PAGE.txt -o records.jsonl
    """


def main() -> None:
    """The console script.

    It exits with 0 all well, 1 a source failed, 2 wrong usage, 3 the disk is full, 130 interrupted, 141 reader gone.
    """
    gc.set_threshold(UNCOLLECTED)
    try:
        app()
    except JianbaoError as error:
        print(f"jianbao: {error}", file=sys.stderr)
        sys.exit(next((code for kind, code in CODES.items() if isinstance(error, kind)), USAGE))
    except KeyboardInterrupt:
        print("jianbao: interrupted", file=sys.stderr)
        sys.exit(INTERRUPTED)
