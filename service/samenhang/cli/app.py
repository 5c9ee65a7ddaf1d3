"""The command `samenhang` itself: finds the command that was asked for and turns every outcome into an exit code."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from io import TextIOWrapper
from typing import TYPE_CHECKING, Any

import click

from samenhang import __version__
from samenhang.cli import failures
from samenhang.cli.framework import Group, Option, OutputClosed
from samenhang.cli.language import preferred_language
from samenhang.cli.process import leave
from samenhang.cli.session import Session, Shipped
from samenhang.errors import SamenhangError
from samenhang.model import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

_TEXT = Text(
    "Samenhang zegt welke keuzes in gemeentelijk opdrachtgeverschap samengaan, welke botsen, en waarom.",
    "Samenhang tells which choices in municipal commissioning go together, which clash, and why.",
)
_ROWS = {
    "check": Text("Toets een combinatie van keuzes.", "Check a combination of choices."),
    "options": Text("Toon wat er nog kan, gegeven de keuzes.", "Show what is still possible, given the choices."),
    "combinations": Text("Tel en toon samenhangende combinaties.", "Count and show coherent combinations."),
    "explain": Text("Verklaar welke keuzes botsen.", "Explain which choices clash."),
    "repair": Text("Stel de kleinste wijzigingen voor.", "Propose the smallest changes."),
    "path": Text("Zoek een weg van de ene naar de andere keuze.", "Find a way from one set of choices to another."),
    "compare": Text("Zet twee combinaties van keuzes naast elkaar.", "Put two combinations of choices side by side."),
    "sample": Text("Trek willekeurige samenhangende combinaties.", "Draw random coherent combinations."),
    "matrix": Text("Toon welke opties samengaan, per paar.", "Show which options go together, pair by pair."),
    "dimensions": Text("Toon de dimensies en hun opties.", "Show the dimensions and their options."),
    "rules": Text("Toon de regels.", "Show the rules."),
    "municipalities": Text(
        "Toon gemeenten met hun regio's en keuzes.", "Show municipalities with their regions and choices."
    ),
    "validate": Text("Valideer bestanden met inrichtingen.", "Validate files with arrangements."),
    "template": Text("Maak een lege werkmap om in te vullen.", "Make an empty workbook to fill in."),
    "convert": Text("Zet een dataset om naar een andere vorm.", "Convert a dataset to another form."),
    "query": Text("Voer een bewaarde of eigen SPARQL-query uit.", "Run a saved SPARQL query or your own."),
    "publish": Text("Toets een bestand en deel het als gegevensset.", "Check a file and share it as a dataset."),
    "datasets": Text(
        "Toon, vergelijk, herstel of trek gedeelde gegevenssets in.",
        "Show, compare, roll back or withdraw shared datasets.",
    ),
    "backup": Text("Schrijf alles naar een bestand.", "Write everything to a file."),
    "restore": Text("Zet een reservekopie terug.", "Put a backup back."),
    "token": Text("Beheer de tokens waarmee anderen schrijven.", "Manage the tokens with which others write."),
    "ontology": Text("Controleer de ontologie.", "Check the ontology."),
    "serve": Text("Start de dienst.", "Start the service."),
}


class _App(Group):
    """The root: imports a command only when it is asked for, so that every command starts fast."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Return a command, importing its module; None when there is none of this name."""
        if cmd_name not in self.rows:
            return None
        found = import_module(f"samenhang.cli.{cmd_name}").command
        return found if isinstance(found, click.Command) else None

    def main(  # type: ignore[override]
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,  # noqa: ANN401 -- click's signature
    ) -> int:
        """Run a command line; exit with its code, or return the code when not in stand-alone mode.

        `obj` may be the source of the rules; without one they are those that are shipped.
        """
        arguments = list(sys.argv[1:] if args is None else args)
        session = Session(preferred_language(arguments, os.environ), extra.get("obj") or Shipped())
        options = {**extra, "obj": session, "standalone_mode": False}
        code = self._outcome(arguments, prog_name or "samenhang", complete_var, options)
        if standalone_mode:
            sys.exit(code)
        return code

    def _outcome(self, arguments: list[str], prog_name: str, complete_var: str | None, options: dict[str, Any]) -> int:
        language = options["obj"].language
        try:
            code = super().main(arguments, prog_name, complete_var, **options)
            sys.stdout.flush()
        except (OutputClosed, BrokenPipeError):
            _discard_output()
            return failures.OUTPUT_CLOSED
        except click.Abort:
            click.echo(failures.STOPPED.get(language), err=True)
            return failures.INTERRUPTED
        except click.ClickException as error:
            failures.report(failures.usage_text(error), language)
        except SamenhangError as error:
            failures.report(failures.error_text(error), language)
        except Exception as error:  # the last line of defence: a user never meets a traceback
            if os.environ.get("SAMENHANG_DEBUG"):
                raise
            failures.report(failures.failure(error), language)
        else:
            return code if isinstance(code, int) else 0
        return failures.BAD_INPUT


def _discard_output() -> None:
    """Let what is still buffered go nowhere, or the interpreter complains about the closed pipe on its way out."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):  # a stream without a descriptor has nothing to flush
        return


def _show_version(ctx: click.Context, param: click.Parameter, value: bool) -> None:  # noqa: ARG001
    if value and not ctx.resilient_parsing:
        click.echo(f"samenhang {__version__}")
        ctx.exit()


app = _App(
    "samenhang",
    text=_TEXT,
    rows=_ROWS,
    params=[
        Option(
            ["--version"],
            text=Text("Toon de versie.", "Show the version."),
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=_show_version,
        )
    ],
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


def main() -> None:
    """Run `samenhang` with the arguments of this process and exit with the code of the contract."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a terminal that cannot show a sign gets a question mark, not an error
            stream.reconfigure(errors="replace")
    leave(app.main(standalone_mode=False))
