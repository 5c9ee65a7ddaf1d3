"""Click's commands, options and arguments with help and usage errors in two languages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import click

from samenhang.cli.language import LANGUAGES, language_of
from samenhang.model import Text

_USAGE = Text("Gebruik: ", "Usage: ")
_OPTIONS = Text("Opties", "Options")
_ARGUMENTS = Text("Argumenten", "Arguments")
_COMMANDS = Text("Opdrachten", "Commands")
_EXAMPLES = Text("Voorbeelden", "Examples")
_HELP = Text("Toon deze uitleg.", "Show this help.")
_LANG = Text("Taal van alle meldingen.", "Language of every message.")
_OPTION_SLOT = Text("[OPTIES]", "[OPTIONS]")
_COMMAND_SLOT = Text("OPDRACHT ...", "COMMAND ...")

_F = TypeVar("_F", bound=Callable[..., Any])


class UsageFault(click.UsageError):
    """A command was used wrongly; the sentence that says so exists in both languages."""

    def __init__(self, text: Text, ctx: click.Context | None = None) -> None:
        super().__init__(text.en, ctx)
        self.text = text


class OutputClosed(Exception):  # noqa: N818 -- no error: whoever read the output had enough
    """The reader of standard output went away, as `head` does."""


class Option(click.Option):
    """An option whose help is a Text."""

    def __init__(self, decls: Sequence[str] | None = None, *, text: Text, **attrs: Any) -> None:  # noqa: ANN401
        super().__init__(decls, **attrs)
        self.text = text

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Return the row of this option in the help."""
        record = super().get_help_record(ctx)
        return None if record is None else (record[0], self.text.get(language_of(ctx)))


class Argument(click.Argument):
    """A positional argument whose help is a Text."""

    def __init__(self, decls: Sequence[str], *, text: Text, **attrs: Any) -> None:  # noqa: ANN401
        super().__init__(decls, **attrs)
        self.text = text

    def help_row(self, ctx: click.Context) -> tuple[str, str]:
        """Return the row of this argument in the help."""
        return self.make_metavar(ctx), self.text.get(language_of(ctx))


class OneOf(click.Choice[str]):
    """One of a few words."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:  # noqa: ANN401
        """Return the word; UsageFault lists the possible ones."""
        if value in self.choices:
            return str(value)
        name, words = _name(param), ", ".join(self.choices)
        raise UsageFault(
            Text(
                f"'{value}' past niet bij {name}. Kies uit {words}.",
                f"'{value}' does not fit {name}. Choose from {words}.",
            ),
            ctx,
        )


class WholeNumber(click.ParamType[int]):
    """A whole number within bounds."""

    name = "n"

    def __init__(self, least: int, most: int) -> None:
        self.least, self.most = least, most

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:  # noqa: ANN401
        """Return the number; UsageFault names the bounds."""
        text = str(value)
        if text.isascii() and text.isdecimal() and self.least <= int(text[:12]) <= self.most:
            return int(text)
        bounds = (self.least, self.most)
        raise UsageFault(
            Text(
                f"{_name(param)} vraagt een geheel getal van {bounds[0]} tot en met {bounds[1]}, niet '{value}'.",
                f"{_name(param)} takes a whole number from {bounds[0]} to {bounds[1]}, not '{value}'.",
            ),
            ctx,
        )


def _name(param: click.Parameter | None) -> str:
    return param.opts[0] if param is not None and param.opts else "?"


class _Bilingual(click.Command):
    """What commands and groups share: headings, help and `--lang` in both languages."""

    text: Text
    examples: tuple[str, ...] = ()

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """Return the parameters, with `--lang` and `--help` after the command's own."""
        *own, help_option = super().get_params(ctx)
        return [*own, _LANGUAGE_OPTION, help_option]

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the usage line."""
        pieces = " ".join(self.collect_usage_pieces(ctx))
        formatter.write_usage(ctx.command_path, pieces, prefix=_USAGE.get(language_of(ctx)))

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Return what follows the name of the command in the usage line."""
        own = [piece for param in self.get_params(ctx) for piece in param.get_usage_pieces(ctx)]
        slots = [_COMMAND_SLOT.get(language_of(ctx))] if isinstance(self, click.Group) else []
        return [_OPTION_SLOT.get(language_of(ctx)), *own, *slots]

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what the command does."""
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(self.text.get(language_of(ctx)))

    def format_arguments(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the positional arguments."""
        rows = [param.help_row(ctx) for param in self.params if isinstance(param, Argument)]
        _section(formatter, _ARGUMENTS.get(language_of(ctx)), rows)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, and for a group its commands."""
        rows = [
            (record[0], _HELP.get(language_of(ctx)) if "--help" in param.opts else record[1])
            for param in self.get_params(ctx)
            if not isinstance(param, click.Argument) and (record := param.get_help_record(ctx)) is not None
        ]
        _section(formatter, _OPTIONS.get(language_of(ctx)), rows)
        if isinstance(self, click.Group):
            self.format_commands(ctx, formatter)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples."""
        if self.examples:
            with formatter.section(_EXAMPLES.get(language_of(ctx))):
                for example in self.examples:
                    formatter.write(f"{'':>{formatter.current_indent}}{example}\n")


def _show_help_alone() -> None:
    context = click.get_current_context()
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


def _section(formatter: click.HelpFormatter, title: str, rows: list[tuple[str, str]]) -> None:
    if rows:
        with formatter.section(title):
            formatter.write_dl(rows)


_LANGUAGE_OPTION = Option(["--lang"], text=_LANG, type=OneOf(LANGUAGES), expose_value=False)


class Command(_Bilingual):
    """A command: `text` says what it does, `examples` are whole command lines."""

    def __init__(self, name: str | None, *, text: Text, examples: Sequence[str] = (), **attrs: Any) -> None:  # noqa: ANN401
        # Click's own sentence about a surplus argument knows one language only, so ours looks after those.
        attrs["context_settings"] = {"allow_extra_args": True, **attrs.get("context_settings", {})}
        super().__init__(name, **attrs)
        self.text = text
        self.examples = tuple(examples)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the arguments; UsageFault names those that are too many."""
        try:
            surplus = super().parse_args(ctx, args)
        except click.UsageError as error:
            error.ctx = error.ctx or ctx  # click leaves it out when a value is missing
            raise
        if surplus and not ctx.resilient_parsing:
            words = " ".join(f"'{word}'" for word in surplus)
            raise UsageFault(Text(f"Te veel argumenten: {words}.", f"Too many arguments: {words}."), ctx)
        return surplus

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401
        """Run the command and return its exit code."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:
            raise OutputClosed from error


class Group(_Bilingual, click.Group):
    """A group of commands; `rows` lists name and summary of each, so that help need not import them."""

    def __init__(self, name: str | None, *, text: Text, rows: dict[str, Text], **attrs: Any) -> None:  # noqa: ANN401
        super().__init__(name, invoke_without_command=True, callback=_show_help_alone, **attrs)
        self.text = text
        self.rows = rows

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 -- click's signature
        """Return the names of the commands in the order of the help."""
        return list(self.rows)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; NoSuchCommand comes with the names that look like it."""
        try:
            return super().resolve_command(ctx, args)
        except click.exceptions.NoSuchCommand as error:
            raise click.exceptions.NoSuchCommand(error.command_name, possibilities=self.rows, ctx=ctx) from error

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands with their summaries."""
        rows = [(name, text.get(language_of(ctx))) for name, text in self.rows.items()]
        _section(formatter, _COMMANDS.get(language_of(ctx)), rows)


def command(name: str, text: Text, *examples: str) -> Callable[[Callable[..., Any]], Command]:
    """Return a decorator that makes a function a command."""

    def decorate(function: Callable[..., Any]) -> Command:
        return click.command(name, cls=Command, text=text, examples=examples)(function)

    return decorate


def option(*decls: str, text: Text, **attrs: Any) -> Callable[[_F], _F]:  # noqa: ANN401
    """Return a decorator that adds an option to a command."""
    return click.option(*decls, cls=Option, text=text, **attrs)


def argument(name: str, text: Text, **attrs: Any) -> Callable[[_F], _F]:  # noqa: ANN401
    """Return a decorator that adds a positional argument to a command."""
    return click.argument(name, cls=Argument, text=text, **attrs)
