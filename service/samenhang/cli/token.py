"""`samenhang token`: makes, lists and revokes the tokens with which others write."""

from __future__ import annotations

from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from samenhang.access.grants import known_in_order
from samenhang.access.graph_registry import GraphRegistry
from samenhang.access.issuing import read_wish
from samenhang.access.shown import moment, token_data, token_status
from samenhang.access.sqlite_registry import SqliteRegistry
from samenhang.access.tokens import is_token_id, new_token, token_id
from samenhang.assets import assets_root
from samenhang.cli.framework import Group, OneOf, UsageFault, argument, option
from samenhang.cli.framework import command as make_command
from samenhang.cli.page import Page, json_text
from samenhang.cli.table import show_table
from samenhang.errors import NotFoundError, SamenhangError
from samenhang.model import Text
from samenhang.queries import QueryLibrary
from samenhang.settings import Settings
from samenhang.store.opening import open_store
from samenhang.store.remote import RemoteStore
from samenhang.suggestions import nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from samenhang.access.registry import TokenRegistry
    from samenhang.access.tokens import TokenRecord
    from samenhang.cli.session import Session

_ROWS = {
    "create": Text("Maak een token.", "Make a token."),
    "list": Text("Toon de uitgegeven tokens.", "Show the tokens that were given out."),
    "revoke": Text("Trek een token in.", "Revoke a token."),
}
_COLUMNS = {
    "nl": ("ID", "NAAM", "BEVOEGDHEDEN", "GEGEVENSSETS", "STATUS", "VERLOOPT", "LAATST GEBRUIKT"),
    "en": ("ID", "NAME", "SCOPES", "DATASETS", "STATUS", "EXPIRES", "LAST USED"),
}
_STATUSES = {
    "geldig": Text("geldig", "valid"),
    "verlopen": Text("verlopen", "expired"),
    "ingetrokken": Text("ingetrokken", "revoked"),
}
_BY = "samenhang token create"

command = Group(
    "token",
    text=Text(
        "Beheer de tokens waarmee anderen gegevenssets schrijven; ook terwijl de dienst draait.",
        "Manage the tokens with which others write datasets; also while the service runs.",
    ),
    rows=_ROWS,
)


def _where(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that say whose tokens."""
    folder = Text(
        "Map van de dienst; anders SAMENHANG_DATA_DIR.", "Folder of the service; otherwise SAMENHANG_DATA_DIR."
    )
    address = Text(
        "Adres van de database van de dienst; anders SAMENHANG_STORE_URL.",
        "Address of the database of the service; otherwise SAMENHANG_STORE_URL.",
    )
    form = Text("Vorm; text.", "Form; text.")
    function = option("--format", "form", type=OneOf(["text", "json"]), default="text", text=form)(function)
    function = option("--store-url", metavar="URL", text=address)(function)
    return option("--data-dir", metavar="DIR", text=folder)(function)


@make_command(
    "create",
    Text(
        "Maak een token en toon het een keer. Alleen een hash wordt bewaard: wie het kwijt is, maakt een nieuw.",
        "Make a token and show it once. Only a hash is kept: whoever loses it makes a new one.",
    ),
    "samenhang token create --label 'Levering regio' --dataset regio --scope schrijven --data-dir /var/lib/samenhang",
    "samenhang token create --label Beheer --scope beheer --expires 30d --data-dir /var/lib/samenhang",
)
@option("--label", metavar="LABEL", required=True, text=Text("Wie of wat het gebruikt.", "Who or what uses it."))
@option(
    "--dataset",
    "datasets",
    metavar="NAME",
    multiple=True,
    text=Text("Gegevensset; herhaalbaar. '*' voor alle.", "Dataset; repeat it. '*' for all."),
)
@option(
    "--scope",
    "scopes",
    metavar="S",
    multiple=True,
    text=Text(
        f"Bevoegdheid; herhaalbaar; schrijven. Een van {', '.join(known_in_order())}.",
        f"Scope; repeat it; schrijven. One of {', '.join(known_in_order())}.",
    ),
)
@option(
    "--expires",
    metavar="P",
    default="",
    text=Text("Termijn (90d, 12h, 4w) of laatste dag; 90d.", "Period (90d, 12h, 4w) or last day; 90d."),
)
@_where
@click.pass_obj
def create(
    session: Session,
    *,
    label: str,
    datasets: tuple[str, ...],
    scopes: tuple[str, ...],
    expires: str,
    data_dir: str | None,
    store_url: str | None,
    form: str,
) -> None:
    """Make a token and print it."""
    names = _split(datasets)
    wanted = _split(scopes) or ("schrijven",)
    wish = read_wish(Settings(), label=label, scopes=wanted, datasets=names, lifetime=expires, created_by=_BY)
    with _registry(data_dir, store_url, make=True) as registry:
        text, record = new_token(wish)
        registry.add(record)
    if form == "json":
        click.echo(json_text(token_data(record, datetime.now(UTC)) | {"token": text}))
        return
    # The token alone on standard output, so that `token=$(samenhang token create …)` works.
    click.echo(text)
    until = moment(record.expires)
    said = Text(
        f"Token {record.id} geldt tot {until}. Bewaar het nu: het wordt niet nog eens getoond.",
        f"Token {record.id} is valid until {until}. Keep it now: it is not shown again.",
    )
    click.echo(said.get(session.language), err=True)


@make_command(
    "list",
    Text("Toon de uitgegeven tokens, zonder geheimen.", "Show the tokens that were given out, without secrets."),
    "samenhang token list --data-dir /var/lib/samenhang",
)
@_where
@click.pass_obj
def list_tokens(session: Session, *, data_dir: str | None, store_url: str | None, form: str) -> None:
    """List the tokens."""
    with _registry(data_dir, store_url) as registry:
        records = registry.all()
    now = datetime.now(UTC)
    if form == "json":
        click.echo(json_text([token_data(record, now) for record in records]))
        return
    page = Page()
    if records:
        show_table(page, _COLUMNS[session.language], (_row(record, now, session.language) for record in records))
    else:
        page.line(Text("Er zijn geen tokens.", "There are no tokens.").get(session.language))


@make_command(
    "revoke",
    Text("Trek een token in; het werkt meteen niet meer.", "Revoke a token; it stops working at once."),
    "samenhang token revoke 3vXb9QpL0aZk --data-dir /var/lib/samenhang",
)
@argument(
    "identifier",
    Text("Het id van het token, zoals `list` het toont.", "The id of the token, as `list` shows it."),
    metavar="ID",
)
@_where
@click.pass_obj
def revoke(session: Session, *, identifier: str, data_dir: str | None, store_url: str | None, form: str) -> None:
    """Revoke a token."""
    # Whoever finds a leaked token has the token, not its id.
    wanted = token_id(identifier) or identifier
    with _registry(data_dir, store_url) as registry:
        found = registry.revoke(wanted, datetime.now(UTC)) if is_token_id(wanted) else None
        if found is None:
            text = Text("Er is geen token met dit id.", "There is no token with this id.")
            raise NotFoundError(text, nearest(wanted, [record.id for record in registry.all()]))
    if form == "json":
        click.echo(json_text(token_data(found, datetime.now(UTC))))
        return
    said = Text(f"Token {found.id} ({found.label}) is ingetrokken.", f"Token {found.id} ({found.label}) is revoked.")
    click.echo(said.get(session.language))


for _command in (create, list_tokens, revoke):
    command.add_command(_command)


def _split(values: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words of an option that may be repeated and may hold several words with commas between them."""
    return tuple(dict.fromkeys(word for value in values for part in value.split(",") if (word := part.strip())))


def _row(record: TokenRecord, now: datetime, language: str) -> tuple[str, ...]:
    used = record.last_used.isoformat() if record.last_used else "-"
    status = _STATUSES[token_status(record, now)].get(language)
    scopes, datasets = ",".join(record.scope_words()), ",".join(record.dataset_words()) or "-"
    return (record.id, record.label, scopes, datasets, status, moment(record.expires), used)


@contextmanager
def _registry(data_dir: str | None, store_url: str | None, *, make: bool = False) -> Iterator[TokenRegistry]:
    """Give the register of tokens of a service, which may be running."""
    settings = Settings()
    if data_dir is not None and store_url is not None:
        raise UsageFault(
            Text("Geef --data-dir of --store-url, niet beide.", "Give --data-dir or --store-url, not both.")
        )
    address = store_url or (settings.store_url if data_dir is None else None)
    if address:
        with closing(_shared(settings, address)) as registry:
            yield registry
        return
    folder = Path(data_dir).expanduser() if data_dir is not None else settings.data_dir
    if folder is None:
        raise UsageFault(
            Text(
                "Zeg met --data-dir of --store-url van welke dienst. Een dienst in het geheugen heeft alleen "
                "SAMENHANG_ADMIN_TOKEN en tokens die via de API zijn gemaakt.",
                "Say with --data-dir or --store-url of which service. A service in memory has only "
                "SAMENHANG_ADMIN_TOKEN and tokens that were made by its API.",
            )
        )
    _require_folder(folder, make=make)
    with closing(SqliteRegistry(folder)) as registry:
        yield registry


class _SharedRegistry(GraphRegistry):
    """The register in a remote store, which is closed with it."""

    def __init__(self, store: RemoteStore, queries: QueryLibrary) -> None:
        super().__init__(store, queries)
        self._opened = store

    def close(self) -> None:
        """Close the connections to the store."""
        self._opened.close()


def _shared(settings: Settings, address: str) -> TokenRegistry:
    store, _ = open_store(settings.model_copy(update={"store_url": address, "data_dir": None}))
    if not isinstance(store, RemoteStore):
        raise TypeError  # an address opens no other store
    return _SharedRegistry(store, QueryLibrary((settings.assets or assets_root()) / "queries" / "toegang"))


def _require_folder(folder: Path, *, make: bool) -> None:
    if not make and not folder.is_dir():
        text = Text(f"De map {folder} bestaat niet.", f"The folder {folder} does not exist.")
        raise SamenhangError(text)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SamenhangError(
            Text(
                f"De map {folder} kan niet worden gemaakt: {error.strerror}.",
                f"The folder {folder} cannot be made: {error.strerror}.",
            )
        ) from error
