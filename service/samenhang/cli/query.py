"""`samenhang query`: a saved query by its name, or one from a file, run on the shipped graph."""

from __future__ import annotations

import sys
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path
from threading import Thread
from traceback import clear_frames
from typing import TYPE_CHECKING, TypeVar

import click

from samenhang.assets import assets_root
from samenhang.cli.documents import read_text
from samenhang.cli.framework import OneOf, UsageFault, argument, option
from samenhang.cli.framework import command as make_command
from samenhang.cli.page import Page, patience
from samenhang.cli.process import QUERY_THREAD
from samenhang.cli.questions import asked_question, is_question, show_answer
from samenhang.cli.table import show_table
from samenhang.derived import NEEDS_DERIVED, derive
from samenhang.errors import NotFoundError
from samenhang.model import Text
from samenhang.queries import QueryLibrary, QuerySpec, query_from_text
from samenhang.results import QueryResult, ResultKind, run_query
from samenhang.store.guard import check_query
from samenhang.suggestions import nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from samenhang.cli.session import Session
    from samenhang.store import EmbeddedStore

_T = TypeVar("_T")
_FORMATS = ("table", "csv", "json", "xml", "turtle")
_RUNNING = Text("De query loopt …", "The query runs …")
_YES_NO = (Text("nee", "no"), Text("ja", "yes"))


@make_command(
    "query",
    Text(
        "Voer een bewaarde query uit, of een SPARQL-query uit een bestand, op de graaf die wordt meegeleverd. "
        "Zonder naam: de bewaarde queries.",
        "Run a saved query, or a SPARQL query from a file, on the graph that is shipped. "
        "Without a name: the saved queries.",
    ),
    "samenhang query dimensies --format csv",
    "samenhang query vraag.rq --param dimensie=bekostigingsvorm",
)
@argument(
    "name",
    Text(
        "Naam van een bewaarde query, een .rq-bestand, of - voor de standaardinvoer.",
        "Name of a saved query, an .rq file, or - for standard input.",
    ),
    metavar="[NAME|FILE.rq]",
    required=False,
)
@option(
    "--param",
    "parameters",
    metavar="K=V",
    multiple=True,
    text=Text("Een parameter; herhaalbaar.", "A parameter; repeat it."),
)
@option(
    "--format",
    "form",
    type=OneOf(_FORMATS),
    text=Text(
        "Vorm; table, en turtle voor een CONSTRUCT of DESCRIBE.", "Form; table, and turtle for a CONSTRUCT or DESCRIBE."
    ),
)
@option(
    "--derived",
    is_flag=True,
    text=Text(
        "Werk eerst de afgeleide grafen uit: verboden combinaties en de matrix. Een bewaarde query die ze nodig heeft, "
        "doet dat vanzelf.",
        "Work out the derived graphs first: forbidden combinations and the matrix. A saved query that needs them does "
        "so by itself.",
    ),
)
@click.pass_obj
def command(
    session: Session, name: str | None, parameters: tuple[str, ...], form: str | None, *, derived: bool
) -> None:
    """Run a query and write its result."""
    language = session.language
    library = QueryLibrary(assets_root() / "queries")
    if name is None:
        _list(Page(), library, language)
        return
    spec, values = _find(library, name), _values(parameters)
    with patience(_RUNNING.get(language)) as stop_waiting:

        def work() -> None:
            asked = asked_question(session, spec, values) if is_question(spec) else None
            result = run_query(_graph(session, spec, derived=derived), spec, asked.values if asked else values)
            stop_waiting()
            if asked and form in (None, "table"):
                show_answer(Page(), session, asked, result, language)
            else:
                _show(result, form, language)

        # A result belongs to the thread that asked for it, so asking and showing are one piece of work.
        interruptible(work)


def _graph(session: Session, spec: QuerySpec, *, derived: bool) -> EmbeddedStore:
    if not derived and NEEDS_DERIVED not in spec.tags:
        return session.source.store()
    derive(session.source.samenhang())
    return session.source.store()


def _show(result: QueryResult, form: str | None, language: str) -> None:
    form = form or ("turtle" if result.kind is ResultKind.TRIPLES else "table")
    if form == "table":
        _table(Page(), result, language)
    else:
        result.write(sys.stdout.buffer, form)
        sys.stdout.buffer.flush()


def _find(library: QueryLibrary, name: str) -> QuerySpec:
    if name == "-" or name.endswith((".rq", ".sparql")) or Path(name).is_file():
        text = read_text(name)
        check_query(text)  # some texts would take the process down with them; and no query calls another service
        return query_from_text(text, name)
    try:
        with suppress(NotFoundError):
            return library[name.upper()]  # a competency question, whose number is in capitals
        return library[name]
    except NotFoundError as error:
        near = nearest(name, (spec.id for spec in library))
        raise NotFoundError(error.text, near or error.suggestions) from error


def _values(parameters: Sequence[str]) -> dict[str, str]:
    values: dict[str, str] = {}
    for parameter in parameters:
        key, equals, value = parameter.partition("=")
        if not equals or not key:
            raise UsageFault(
                Text(
                    f"Schrijf --param naam=waarde, niet '{parameter}'.", f"Write --param name=value, not '{parameter}'."
                )
            )
        if key in values:
            raise UsageFault(Text(f"Parameter '{key}' staat er twee keer.", f"Parameter '{key}' is there twice."))
        values[key] = value
    return values


def _list(page: Page, library: QueryLibrary, language: str) -> None:
    """Show the saved queries under the tag they have first; competency questions under their rubric too."""
    heading = ""
    for spec in library:
        group = " – ".join(spec.tags[: 2 if is_question(spec) else 1])
        if group != heading:
            if heading:
                page.line()
            page.line(f"{group.capitalize()}:", "bold")
            heading = group
        page.line(spec.id, "bold")
        page.line(spec.question.get(language), indent=2)
        for parameter in spec.parameters:
            default = f" = {parameter.default}" if parameter.default is not None else ""
            label = parameter.label.get(language)
            page.line(f"--param {parameter.name}{default}: {label} ({parameter.type})", indent=4)


def _table(page: Page, result: QueryResult, language: str) -> None:
    if result.kind is ResultKind.ANSWER:
        page.line(_YES_NO[result.answer].get(language))
        return
    count = show_table(page, result.columns, result.cells())
    if page.terminal:
        noun = Text("rij", "row") if count == 1 else Text("rijen", "rows")
        page.line(f"{count} {noun.get(language)}", "dim")


def _let_go(error: BaseException | None) -> None:
    """Clear what the frames of an error hold, because a result may only be let go of by its own thread."""
    while error is not None:
        clear_frames(error.__traceback__)
        error = error.__cause__ or error.__context__


def interruptible(work: Callable[[], _T]) -> _T:
    """Do `work` in a thread and wait for it, so that Ctrl-C is heard while a query keeps the processor busy."""
    future: Future[_T] = Future()

    def run() -> None:
        try:
            future.set_result(work())
        except Exception as error:  # noqa: BLE001 -- handed to the thread that waits
            _let_go(error)
            future.set_exception(error)
        except BaseException as error:  # noqa: BLE001 -- a panic of the engine is no Exception
            future.set_exception(RuntimeError(str(error)))

    Thread(target=run, name=QUERY_THREAD, daemon=True).start()
    return future.result()
