"""`samenhang ontology`: is the ontology consistent, in its profile and clean; and the versions that are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from samenhang.assets import assets_root
from samenhang.cli import failures
from samenhang.cli.framework import Group
from samenhang.cli.framework import command as make_command
from samenhang.cli.ontology_versions import compare, release, versions
from samenhang.cli.page import patience
from samenhang.model import Text
from samenhang.validation.ontology import check_ontology, render_text

if TYPE_CHECKING:
    from samenhang.cli.session import Session

_CHECK = Text(
    "Controleer consistentie (HermiT), profiel en hygiëne.", "Check consistency (HermiT), profile and hygiene."
)
_RUNNING = Text("De redeneerder werkt …", "The reasoner works …")

_ROWS = {
    "check": _CHECK,
    "versions": Text("Toon de bewaarde versies.", "Show the versions that are kept."),
    "compare": Text("Vergelijk twee versies.", "Compare two versions."),
    "release": Text("Bewaar de ontologie van nu als versie.", "Keep the ontology of now as a version."),
}

command = Group(
    "ontology",
    text=Text("Controleer de ontologie en vergelijk versies.", "Check the ontology and compare versions."),
    rows=_ROWS,
)


@make_command(
    "check",
    Text(
        "Controleer of de ontologie consistent is (HermiT), binnen OWL 2 DL blijft en aan de hygiëneregels voldoet. De "
        "exitcode is 1 als er iets mis is. Vraagt de aanvulling 'samenhang[ontology]'.",
        "Check that the ontology is consistent (HermiT), stays within OWL 2 DL and meets the hygiene rules. The exit "
        "code is 1 when something is wrong. Needs the extra 'samenhang[ontology]'.",
    ),
    "samenhang ontology check",
)
@click.pass_obj
def check(session: Session) -> int:
    """Check the ontology and return the exit code."""
    with patience(_RUNNING.get(session.language)):
        report = check_ontology(assets_root())
    click.echo(render_text(report, session.language), nl=False)
    return 0 if report.clean else failures.FINDINGS


for _one in (check, versions, compare, release):
    command.add_command(_one)
