"""`samenhang template`: an empty workbook to fill in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from samenhang.cli.dimensions import require_group
from samenhang.cli.framework import UsageFault, argument, option
from samenhang.cli.framework import command as make_command
from samenhang.cli.page import patience
from samenhang.errors import Fault, InvalidInputError
from samenhang.model import Text
from samenhang.validation.tabular.plan import load_plan

if TYPE_CHECKING:
    from samenhang.cli.session import Session
    from samenhang.rules import Catalogue

_CORE, _ALL = "core", "all"
_WRITING = Text("De werkmap wordt gemaakt …", "The workbook is being made …")


@make_command(
    "template",
    Text(
        "Maak een lege werkmap voor een dataset: een blad per soort rij, keuzelijsten, uitleg bij elke kolom en een "
        "voorbeeld.",
        "Make an empty workbook for a dataset: a sheet per kind of row, drop-downs, notes on every column and an "
        "example.",
    ),
    "samenhang template inrichtingen.xlsx",
    "samenhang template bekostiging.xlsx --group bekostiging --group contract --dimensions all",
    "samenhang template kort.xlsx --dimensions bekostigingsvorm,budgetplafond",
)
@argument("out", Text("De werkmap die wordt gemaakt (.xlsx).", "The workbook to make (.xlsx)."), metavar="OUT")
@option(
    "--dimensions",
    metavar="core|all|ID[,ID]",
    default=_CORE,
    text=Text(
        "Welke dimensies een kolom krijgen: de kerndimensies, alle, of deze ids; core.",
        "Which dimensions get a column: the core dimensions, all, or these ids; core.",
    ),
)
@option(
    "--group",
    "groups",
    metavar="G",
    multiple=True,
    text=Text("Alleen dimensies van deze groep; herhaalbaar.", "Dimensions of this group only; repeat it."),
)
@click.pass_obj
def command(session: Session, *, out: str, dimensions: str, groups: tuple[str, ...]) -> None:
    """Write the workbook."""
    path = Path(out)
    if path.suffix.lower() != ".xlsx":
        raise UsageFault(
            Text(f"'{out}' eindigt niet op .xlsx; een lege werkmap is een XLSX.", f"'{out}' does not end in .xlsx.")
        )
    samenhang = session.samenhang()
    chosen = _chosen(samenhang.catalogue, dimensions, groups)
    # Only here, as it takes long to import.
    from samenhang.validation.tabular.template import write_template  # noqa: PLC0415

    with patience(_WRITING.get(session.language)):
        plan = load_plan(samenhang.store, samenhang.queries, samenhang.catalogue)
        view, _ = samenhang.prepare({})
        try:
            write_template(path, plan, view, chosen, session.language)
        except OSError as error:
            raise not_written(out, error) from None
    said = Text(f"{out}: {len(chosen)} dimensies.", f"{out}: {len(chosen)} dimensions.")
    click.echo(said.get(session.language))


def _chosen(catalogue: Catalogue, dimensions: str, groups: tuple[str, ...]) -> list[str]:
    """Return the ids of the dimensions that get a column; InvalidInputError names what is unknown."""
    wanted = {require_group(catalogue, group).id for group in groups}
    names = [name.strip() for name in dimensions.split(",") if name.strip()]
    if names in ([_CORE], [_ALL]):
        chosen = [d for d in catalogue.dimensions.values() if d.core or names == [_ALL]]
    else:
        chosen = [catalogue.dimension(name) for name in dict.fromkeys(names)]
    kept = [d.id for d in chosen if not wanted or d.group in wanted]
    if not kept:
        text = Text("Geen enkele dimensie past bij deze keuze.", "No dimension fits this choice.")
        raise InvalidInputError([Fault("/dimensions", "geenDimensie", text)])
    return kept


def not_written(out: str, error: OSError) -> InvalidInputError:
    """Return the error for a file that cannot be written."""
    reason = error.strerror or str(error)
    text = Text(f"{out}: kan niet worden geschreven ({reason}).", f"{out}: cannot be written ({reason}).")
    return InvalidInputError([Fault("", "nietGeschreven", text)])
