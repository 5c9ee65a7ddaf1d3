"""Which language a command speaks: `--lang`, else the locale, else Dutch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from samenhang.cli.session import Session

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import click

LANGUAGES = ("nl", "en")
_FLAG = "--lang"
_LOCALES = ("LC_ALL", "LC_MESSAGES", "LANG")


def preferred_language(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """Return `nl` or `en` for a command line that has not been parsed yet, so that usage errors are in it too."""
    return _asked_for(arguments) or _from_locale(environment) or LANGUAGES[0]


def language_of(context: click.Context | None) -> str:
    """Return the language of a running command."""
    session = context.find_root().obj if context is not None else None
    return session.language if isinstance(session, Session) else LANGUAGES[0]


def _asked_for(arguments: Sequence[str]) -> str | None:
    asked = None
    for index, argument in enumerate(arguments):
        if argument == "--":
            break
        name, equals, value = argument.partition("=")
        if name == _FLAG:
            value = value if equals else next(iter(arguments[index + 1 : index + 2]), "")
            asked = value if value in LANGUAGES else asked
    return asked


def _from_locale(environment: Mapping[str, str]) -> str | None:
    # As in POSIX the first that is set decides, also when it names neither of our languages.
    locale = next((value for name in _LOCALES if (value := environment.get(name))), "")
    language = locale.replace("-", "_").partition("_")[0].partition(".")[0].lower()
    return language if language in LANGUAGES else None
