"""Turns whatever went wrong into one plain sentence on standard error and an exit code."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import click

from samenhang.cli.framework import UsageFault
from samenhang.errors import InvalidInputError, NotFoundError, SamenhangError
from samenhang.model import Text
from samenhang.suggestions import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable

FINDINGS = 1
BAD_INPUT = 2
INTERRUPTED = 130
OUTPUT_CLOSED = 141
"""What a shell reports for a process that was stopped by SIGPIPE."""

STOPPED = Text("Afgebroken.", "Interrupted.")
_FEW = 3
_PREFIX = Text("Fout: ", "Error: ")


def report(text: Text | str, language: str) -> None:
    """Write one line to standard error."""
    sentence = text.get(language) if isinstance(text, Text) else text
    click.echo(_PREFIX.get(language) + one_line(sentence), err=True)


def one_line(text: str) -> str:
    """Return `text` on one line and without control characters, so that no input can steer the terminal."""
    words = " ".join(text.split())
    return "".join(c if unicodedata.category(c)[0] != "C" else "\ufffd" for c in words)


def error_text(error: SamenhangError) -> Text:
    """Return everything there is to say about an error: each fault, with the nearest valid ids."""
    if isinstance(error, InvalidInputError):
        texts = dict.fromkeys(fault.text for fault in error.faults)
        return Text(" ".join(text.nl for text in texts), " ".join(text.en for text in texts))
    told = isinstance(error, NotFoundError) and any(s in error.text.nl for s in error.suggestions)
    if isinstance(error, NotFoundError) and error.suggestions and not told:
        shown = ", ".join(error.suggestions)
        if len(error.suggestions) <= _FEW:
            return Text(f"{error.text.nl} Bedoelt u {shown}?", f"{error.text.en} Did you mean {shown}?")
        return Text(f"{error.text.nl} Kies uit {shown}.", f"{error.text.en} Choose from {shown}.")
    return error.text


def usage_text(error: click.ClickException) -> Text:
    """Return what is wrong with the way a command was called, and where its help is."""
    context = error.ctx if isinstance(error, click.UsageError) else None
    said = _usage(error, context)
    path = context.command_path if context is not None else "samenhang"
    return Text(f"{said.nl} Zie '{path} --help'.", f"{said.en} See '{path} --help'.")


def _usage(error: click.ClickException, context: click.Context | None) -> Text:
    if isinstance(error, UsageFault):
        return error.text
    if isinstance(error, click.NoSuchOption):
        options = [name for param in _params(context) for name in param.opts if name.startswith("--")]
        return _unknown(Text("optie", "option"), error.option_name, options)
    if isinstance(error, click.exceptions.NoSuchCommand):
        return _unknown(Text("opdracht", "command"), error.command_name, error.possibilities or ())
    if isinstance(error, click.MissingParameter) and error.param is not None:
        name = error.param.make_metavar(context) if context is not None else error.param.human_readable_name
        return Text(f"{name} ontbreekt.", f"{name} is missing.")
    if isinstance(error, click.BadOptionUsage):
        return _bad_option(error.option_name, context)
    message = error.format_message()
    return Text(message, message)


def _params(context: click.Context | None) -> list[click.Parameter]:
    return context.command.get_params(context) if context is not None else []


def _unknown(noun: Text, name: str, valid: Iterable[str]) -> Text:
    near = nearest(name, valid)
    hint = ", ".join(near)
    return Text(
        f"Onbekende {noun.nl} '{name}'." + (f" Bedoelt u {hint}?" if hint else ""),
        f"Unknown {noun.en} '{name}'." + (f" Did you mean {hint}?" if hint else ""),
    )


def _bad_option(name: str, context: click.Context | None) -> Text:
    flags = {n for p in _params(context) if isinstance(p, click.Option) and p.is_flag for n in p.opts}
    if name in flags:
        return Text(f"Optie '{name}' neemt geen waarde.", f"Option '{name}' takes no value.")
    return Text(f"Optie '{name}' vraagt een waarde.", f"Option '{name}' takes a value.")


def failure(error: Exception) -> Text:
    """Return the sentence for an error that nobody foresaw."""
    kind = type(error).__name__
    if isinstance(error, OSError) and error.strerror:
        kind = error.strerror
    elif str(error):
        kind = f"{kind}: {str(error)[:200]}"
    return Text(
        f"Er ging onverwacht iets mis ({kind}). Met SAMENHANG_DEBUG=1 ziet u waar.",
        f"Something went wrong unexpectedly ({kind}). SAMENHANG_DEBUG=1 shows where.",
    )
