"""`samenhang restore`: puts a backup back, whole or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from samenhang.cli.dataset_access import Where, where
from samenhang.cli.framework import argument
from samenhang.cli.framework import command as make_command
from samenhang.cli.page import patience
from samenhang.cli.publish import existing
from samenhang.model import Text

if TYPE_CHECKING:
    from samenhang.cli.session import Session

_RESTORING = Text("Reservekopie terugzetten …", "Restoring a backup …")


@make_command(
    "restore",
    Text(
        "Zet een reservekopie terug: wat er nu staat maakt er plaats voor, geheel of niet. Tokens en wat met Samenhang "
        "is meegeleverd blijven. Met --url terwijl de dienst draait.",
        "Put a backup back: what is there now makes way for it, whole or not at all. Tokens and what is shipped with "
        "Samenhang stay. With --url while the service runs.",
    ),
    "samenhang restore samenhang.nq.gz --url https://samenhang.example",
    "samenhang restore samenhang.nq.gz --data-dir /var/lib/samenhang",
)
@argument("file", Text("De reservekopie.", "The backup."), metavar="FILE")
@where
@click.pass_obj
def command(
    session: Session,
    *,
    file: str,
    url: str | None,
    token: str | None,
    data_dir: str | None,
    store_url: str | None,
) -> None:
    """Restore a backup."""
    from samenhang.datasets.backup import check_backup, restore  # noqa: PLC0415 -- takes long to import

    place, path = Where(url, token, data_dir, store_url), existing(file)
    manifest = check_backup(path)
    if place.url is not None:
        with place.client(session.language) as client:
            client.send_file("PUT", "/v1/reservekopie", path, headers={"content-type": "application/gzip"})
    else:
        with patience(_RESTORING.get(session.language)), place.store(make=True) as store:
            restore(store, path)
    said = Text(
        f"Teruggezet: {manifest.quads} uitspraken van {manifest.made}.",
        f"Restored: {manifest.quads} statements of {manifest.made}.",
    )
    click.echo(said.get(session.language))
