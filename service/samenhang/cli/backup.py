"""`samenhang backup`: writes everything to one file, also while the service runs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from samenhang.cli.dataset_access import Where, progress, where
from samenhang.cli.framework import argument
from samenhang.cli.framework import command as make_command
from samenhang.errors import SamenhangError
from samenhang.model import Text

if TYPE_CHECKING:
    from samenhang.cli.session import Session

_WRITING = Text("Reservekopie maken", "Making a backup")


@make_command(
    "backup",
    Text(
        "Schrijf alles naar een bestand: alle gegevenssets met hun versies, concepten en het spoor, zonder tokens. "
        "Met --url terwijl de dienst draait, met een token dat 'beheer' heeft.",
        "Write everything to a file: all datasets with their versions, drafts and the trail, without tokens. With "
        "--url while the service runs, with a token that has 'beheer'.",
    ),
    "samenhang backup samenhang.nq.gz --url https://samenhang.example",
    "samenhang backup samenhang.nq.gz --data-dir /var/lib/samenhang",
)
@argument("file", Text("Het bestand dat wordt geschreven.", "The file to write."), metavar="FILE")
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
    """Write a backup."""
    from samenhang.datasets.backup import backup, check_backup  # noqa: PLC0415 -- takes long to import

    place, target = Where(url, token, data_dir, store_url), Path(file)
    partial = target.with_name(f"{target.name}.deel")
    try:
        if place.url is not None:
            with place.client(session.language) as client:
                client.fetch_file("/v1/reservekopie", partial)
        else:
            label = _WRITING.get(session.language)
            with place.store() as store, partial.open("wb") as output, progress(None, label) as (advance, _):
                for piece in backup(store):
                    output.write(piece)
                    advance(len(piece))
        manifest = check_backup(partial)  # what came over a line may have been cut
        partial.replace(target)
    except OSError as error:
        reason = error.strerror or str(error)
        raise SamenhangError(
            Text(f"{file} kan niet worden geschreven: {reason}.", f"{file} cannot be written: {reason}.")
        ) from error
    finally:
        partial.unlink(missing_ok=True)
    said = Text(
        f"{file}: {manifest.quads} uitspraken, sha256 {manifest.sha256}.",
        f"{file}: {manifest.quads} statements, sha256 {manifest.sha256}.",
    )
    click.echo(said.get(session.language))
