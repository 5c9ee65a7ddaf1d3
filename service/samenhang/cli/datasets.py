"""`samenhang datasets`: lists shared datasets; shows one and its versions, compares, withdraws and rolls back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from samenhang.cli.dataset_access import Where, where
from samenhang.cli.framework import OneOf, UsageFault, argument, option
from samenhang.cli.framework import command as make_command
from samenhang.cli.page import Page, json_text
from samenhang.cli.table import show_table
from samenhang.model import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from samenhang.cli.dataset_access import Client
    from samenhang.cli.session import Session
    from samenhang.datasets.publishing import Datasets

    Data = dict[str, Any]

_ACTIONS = ("versions", "compare", "withdraw", "rollback", "get")
_NEEDS = {"versions": 0, "compare": 2, "withdraw": 0, "rollback": 1, "get": 1}
_LIST = {
    "nl": ("NAAM", "TITEL", "UITGEVER", "GEWIJZIGD", "STATUS"),
    "en": ("NAME", "TITLE", "PUBLISHER", "CHANGED", "STATUS"),
}
_VERSIONS = {
    "nl": ("VERSIE", "GEPUBLICEERD", "HANDELING", "UITSPRAKEN", "VOLDOET", "SHA256"),
    "en": ("VERSION", "PUBLISHED", "ACT", "STATEMENTS", "COMPLIANT", "SHA256"),
}
_MOST = 1000


@make_command(
    "datasets",
    Text(
        "Toon de gedeelde gegevenssets. Met een naam: die ene; met daarachter versions, compare N M, rollback N, "
        "withdraw of get N: haar versies, hun verschil, een versie terugzetten, intrekken of het bestand ophalen.",
        "Show the shared datasets. With a name: that one; and after it versions, compare N M, rollback N, withdraw or "
        "get N: its versions, their difference, roll back to a version, withdraw it or fetch the file.",
    ),
    "samenhang datasets --url https://samenhang.example",
    "samenhang datasets regio versions --data-dir /var/lib/samenhang",
    "samenhang datasets regio compare 1 2 --url https://samenhang.example",
    "samenhang datasets regio rollback 1 --note 'Versie 2 klopte niet' --url https://samenhang.example",
)
@argument("name", Text("Naam van de gegevensset.", "Name of the dataset."), metavar="[NAME]", required=False)
@argument(
    "action",
    Text("versions, compare, withdraw, rollback of get.", "versions, compare, withdraw, rollback or get."),
    metavar="[ACTION]",
    required=False,
    type=OneOf(_ACTIONS),
)
@argument("versions", Text("Nummers van versies.", "Numbers of versions."), metavar="[N ...]", nargs=-1)
@option("--note", metavar="TEXT", default="", text=Text("Waarom; iedereen leest het.", "Why; everybody reads it."))
@option("--out", "-o", metavar="OUT", text=Text("Waar get het bestand schrijft.", "Where get writes the file."))
@option("--format", "form", type=OneOf(["text", "json"]), default="text", text=Text("Vorm; text.", "Form; text."))
@where
@click.pass_obj
def command(
    session: Session,
    *,
    name: str | None,
    action: str | None,
    versions: tuple[str, ...],
    note: str,
    out: str | None,
    form: str,
    url: str | None,
    token: str | None,
    data_dir: str | None,
    store_url: str | None,
) -> None:
    """Show or change datasets."""
    place = Where(url, token, data_dir, store_url)
    if action is not None and len(versions) != _NEEDS[action]:
        needed = _NEEDS[action]
        raise UsageFault(
            Text(
                f"{action} vraagt {needed} versienummer(s), niet {len(versions)}.",
                f"{action} takes {needed} version number(s), not {len(versions)}.",
            )
        )
    if place.url is not None:
        with place.client(session.language) as client:
            data = _Remote(client).run(name, action, versions, note, out)
    else:
        with place.datasets() as datasets:
            data = _Local(datasets).run(name, action, versions, note, out)
    if form == "json":
        click.echo(json_text(data))
    else:
        _show(data, action, session.language)


class _Remote:
    """Asks a running service."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def run(  # noqa: PLR0911 -- one for each action
        self, name: str | None, action: str | None, versions: tuple[str, ...], note: str, out: str | None
    ) -> Data:
        """Return what a command comes to."""
        base = f"/v1/gegevenssets/{name}"
        page = {"pageSize": _MOST}
        if name is None:
            return self._client.ask("GET", "/v1/gegevenssets", params=page)
        match action:
            case "versions":
                return self._client.ask("GET", f"{base}/versies", params=page)
            case "compare":
                return self._client.ask("GET", f"{base}/versies/{versions[0]}/vergelijking/{versions[1]}")
            case "withdraw":
                return self._client.ask("DELETE", base, params={"toelichting": note} if note else {})
            case "rollback":
                body = {"toelichting": note}
                return self._client.ask("POST", f"{base}/versies/{versions[0]}/herstel", json=body)
            case "get":
                version = self._client.ask("GET", f"{base}/versies/{versions[0]}")
                target = Path(out or version["bestand"]["naam"])
                self._client.fetch_file(f"{base}/versies/{versions[0]}/bestand", target)
                return version | {"geschreven": str(target)}
            case _:
                return self._client.ask("GET", base)


class _Local:
    """Asks a graph of one's own."""

    def __init__(self, datasets: Datasets) -> None:
        self._datasets = datasets

    def run(  # noqa: PLR0911 -- one for each action
        self, name: str | None, action: str | None, versions: tuple[str, ...], note: str, out: str | None
    ) -> Data:
        """Return what a command comes to, as a service would."""
        from samenhang.datasets import shown  # noqa: PLC0415 -- only when it is not a service that answers
        from samenhang.datasets.comparing import compare  # noqa: PLC0415 -- as above
        from samenhang.datasets.history import Actor, moment  # noqa: PLC0415 -- as above

        datasets, actor = self._datasets, Actor("opdrachtregel")
        if name is None:
            found = [shown.listed_data(one) for one in datasets.listed() if not one.withdrawn]
            return {"aantal": str(len(found)), "gegevenssets": found}
        if action == "withdraw":
            gone = datasets.withdraw(name, actor, note=note).history.withdrawn
            when = moment(gone.ended) if gone is not None else None
            return {"naam": name, "status": "ingetrokken", "tijdstip": when, "toelichting": note or None}
        if action == "rollback":
            outcome = datasets.rollback(name, versions[0], actor, note=note)
            return shown.record_data(outcome.history, outcome.history.require()) | {"nieuweVersie": outcome.changed}
        history = datasets.known(name)
        if action == "versions":
            listed = [shown.version_data(history, history.versions[n]) for n in sorted(history.versions, reverse=True)]
            return {"aantal": str(len(listed)), "versies": listed}
        if action == "compare":
            one, other = (history.version(number) for number in versions)
            difference = compare(*(datasets.content(name, version.data) for version in (one, other)))
            return shown.comparison_data(one.number, other.number, difference, _MOST)
        if action == "get":
            version = history.version(versions[0])
            target = Path(out or version.file.name)
            target.write_bytes(datasets.content(name, version.file.sha256))
            return shown.version_data(history, version) | {"geschreven": str(target)}
        return shown.record_data(history, history.require())


def _show(data: Data, action: str | None, language: str) -> None:
    page = Page()
    if "gegevenssets" in data:
        rows = data["gegevenssets"]
        if rows:
            show_table(page, _LIST[language], (_list_row(row, language) for row in rows))
        else:
            page.line(Text("Er zijn geen gegevenssets.", "There are no datasets.").get(language))
    elif "versies" in data:
        show_table(page, _VERSIONS[language], (_version_row(row, language) for row in data["versies"]))
    elif action == "compare":
        _show_difference(page, data, language)
    elif action == "withdraw":
        page.line(Text(f"'{data['naam']}' is ingetrokken.", f"'{data['naam']}' is withdrawn.").get(language))
    elif "geschreven" in data:
        page.line(data["geschreven"])
    else:
        for key in (
            "naam",
            "iri",
            "versie",
            "aantalVersies",
            "gepubliceerd",
            "uitspraken",
            "voldoet",
            "sha256",
            "etag",
        ):
            if key in data:
                page.field(key, [str(data[key])])
        for key, value in data.get("metagegevens", {}).items():
            page.field(key, value if isinstance(value, list) else [str(value)])


def _list_row(row: Mapping[str, Any], language: str) -> tuple[str, ...]:
    return row["naam"], row["titel"][language], row["uitgever"], row["gewijzigd"], row["status"]


def _version_row(row: Mapping[str, Any], language: str) -> tuple[str, ...]:
    yes = Text("ja", "yes") if row["voldoet"] else Text("nee", "no")
    number = f"{row['versie']}{' *' if row['huidig'] else ''}"
    return number, row["gepubliceerd"], row["handeling"], str(row["uitspraken"]), yes.get(language), row["sha256"][:16]


def _show_difference(page: Page, data: Data, language: str) -> None:
    counts = data["aantallen"]
    for key, text in (
        ("recordsErbij", Text("Records erbij", "Records added")),
        ("recordsEraf", Text("Records eraf", "Records removed")),
        ("recordsGewijzigd", Text("Records gewijzigd", "Records changed")),
        ("uitsprakenErbij", Text("Uitspraken erbij", "Statements added")),
        ("uitsprakenEraf", Text("Uitspraken eraf", "Statements removed")),
    ):
        page.line(f"{text.get(language)}: {counts[key]}", "bold")
        if key.startswith("records"):
            for item in data[key]:
                page.line(item if isinstance(item, str) else item["record"], indent=2)
    for sign, key in (("+", "uitsprakenErbij"), ("-", "uitsprakenEraf")):
        for line in data[key]:
            page.line(f"{sign} {line}")
