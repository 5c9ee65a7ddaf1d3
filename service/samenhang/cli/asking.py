"""The arguments and options that questions about selections share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from samenhang.cli.framework import OneOf, argument, option
from samenhang.model import Text

if TYPE_CHECKING:
    from collections.abc import Callable

_F = TypeVar("_F", bound="Callable[..., Any]")


def about_choices(function: _F) -> _F:
    """Add the file, or the words of `--set`, that hold a selection: `file` and `settings`."""
    file = argument(
        "file",
        Text(
            "JSON of YAML met een 'keuzes'-blok en eventueel 'lens' en 'peildatum'; - leest de standaardinvoer.",
            "JSON or YAML with a 'keuzes' map and optionally 'lens' and 'peildatum'; - reads standard input.",
        ),
        required=False,
    )
    choices = settings(
        "--set",
        "settings",
        Text(
            "Een keuze; herhaalbaar. Meer opties van een meervoudige dimensie: dim=a,b. Geen, met opzet: dim=.",
            "One choice; repeat it. Several options of a set-valued dimension: dim=a,b. None, on purpose: dim=.",
        ),
    )
    return file(choices(function))


def settings(flag: str, name: str, text: Text) -> Callable[[_F], _F]:
    """Return a decorator that adds an option for `dim=opt` words."""
    return option(flag, name, metavar="DIM=OPT", multiple=True, text=text)


def dimensions(flag: str, name: str, text: Text, **attrs: Any) -> Callable[[_F], _F]:  # noqa: ANN401 -- click's attributes
    """Return a decorator that adds an option for dimension ids: repeated, or with a comma between them."""
    return option(flag, name, metavar="DIM[,DIM]", multiple=True, text=text, **attrs)


def looked_at(function: _F) -> _F:
    """Add how to look at a selection: `lens` and `day`."""
    lens = option(
        "--lens",
        metavar="L",
        multiple=True,
        text=Text(
            "Alleen regels van dit document (D0 tot D4) of deze soort; herhaalbaar.",
            "Only rules of this document (D0 to D4) or of this kind; repeat it.",
        ),
    )
    day = option(
        "--date",
        "--peildatum",
        "day",
        metavar="D",
        text=Text(
            "Dag (jjjj-mm-dd) waarop de regels gelden; vandaag.",
            "Day (yyyy-mm-dd) on which the rules are valid; today.",
        ),
    )
    return lens(day(function))


def written_as(*forms: str) -> Callable[[_F], _F]:
    """Return a decorator that adds the form of the answer, `form`; the first is the default."""
    text = Text(f"Vorm; {forms[0]}.", f"Form; {forms[0]}.")
    return option("--format", "form", type=OneOf(list(forms)), default=forms[0], text=text)
