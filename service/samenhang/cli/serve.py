"""`samenhang serve`: the HTTP service on this machine."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import TYPE_CHECKING

import click
import uvicorn
from uvicorn.supervisors import Multiprocess

from samenhang.api.app import create_app
from samenhang.cli.framework import UsageFault, WholeNumber, option
from samenhang.cli.framework import command as make_command
from samenhang.errors import SamenhangError
from samenhang.model import Text
from samenhang.settings import Settings

if TYPE_CHECKING:
    from samenhang.cli.session import Session

_BACKLOG = 2048
_FACTORY = "samenhang.cli.serve:app_from_environment"
_STOP_WITHIN = 5
_BROWSABLE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 -- compared with, not bound to


@make_command(
    "serve",
    Text(
        "Start de dienst: de JSON-API onder /v1, SPARQL onder /sparql en de pagina's. Stop met Ctrl-C.",
        "Start the service: the JSON API under /v1, SPARQL under /sparql and the pages. Stop with Ctrl-C.",
    ),
    "samenhang serve",
    "samenhang serve --host 0.0.0.0 --port 8080 --data-dir /var/lib/samenhang",
    "samenhang serve --workers 4 --store-url http://localhost:3030/samenhang",
)
@option("--host", metavar="H", default="127.0.0.1", text=Text("Adres; 127.0.0.1.", "Address; 127.0.0.1."))
@option(
    "--port",
    metavar="P",
    type=WholeNumber(0, 65535),
    default=8000,
    text=Text("Poort; 8000. Met 0 kiest het systeem er een.", "Port; 8000. With 0 the system picks one."),
)
@option(
    "--data-dir",
    metavar="DIR",
    text=Text("Map waarin de graaf wordt bewaard.", "Folder in which the graph is kept."),
)
@option(
    "--in-memory",
    is_flag=True,
    text=Text(
        "Bewaar niets; ook als SAMENHANG_DATA_DIR is gezet.", "Keep nothing; also when SAMENHANG_DATA_DIR is set."
    ),
)
@option(
    "--store-url",
    metavar="URL",
    text=Text(
        "Adres van een database met SPARQL 1.1 die de graaf bewaart.",
        "Address of a SPARQL 1.1 database that keeps the graph.",
    ),
)
@option(
    "--workers",
    metavar="N",
    type=WholeNumber(1, 256),
    default=1,
    text=Text(
        "Aantal processen; 1. Meer dan een kan niet met --data-dir.", "Processes; 1. More than one not with --data-dir."
    ),
)
@click.pass_obj
def command(
    session: Session,
    *,
    host: str,
    port: int,
    data_dir: str | None,
    in_memory: bool,
    store_url: str | None,
    workers: int,
) -> None:
    """Serve until somebody stops it."""
    if (data_dir is not None) + in_memory + (store_url is not None) > 1:
        raise UsageFault(
            Text(
                "Geef --data-dir, --in-memory of --store-url, niet meer dan een.",
                "Give --data-dir, --in-memory or --store-url, not more than one.",
            )
        )
    settings = _settings(data_dir, store_url, in_memory=in_memory)
    if workers > 1 and settings.data_dir is not None and settings.store_url is None:
        raise UsageFault(
            Text(
                "Een graaf op schijf heeft een enkel proces als eigenaar; gebruik --workers 1 of --in-memory.",
                "A graph on disk has a single process as its owner; use --workers 1 or --in-memory.",
            )
        )
    listener = _listen(host, port)
    settings = _with_address(settings, host, listener.getsockname()[1])
    click.echo(
        Text(
            f"Samenhang luistert op {settings.public_url} (Ctrl-C stopt).",
            f"Samenhang listens on {settings.public_url} (Ctrl-C stops).",
        ).get(session.language)
    )
    if workers > 1:
        _serve_many(settings, listener, workers)
    else:
        _serve_one(settings, listener)


def app_from_environment() -> object:
    """Return the application for one of several processes, which get their settings by environment."""
    return create_app(Settings())


def _settings(data_dir: str | None, store_url: str | None, *, in_memory: bool) -> Settings:
    settings = Settings()
    if in_memory:
        return settings.model_copy(update={"data_dir": None, "store_url": None})
    if store_url is not None:
        return settings.model_copy(update={"store_url": store_url, "data_dir": None})
    if data_dir is None:
        return settings
    folder = Path(data_dir).expanduser()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SamenhangError(
            Text(
                f"De map {folder} kan niet worden gemaakt: {error.strerror}.",
                f"The folder {folder} cannot be made: {error.strerror}.",
            )
        ) from error
    return settings.model_copy(update={"data_dir": folder, "store_url": None})


def _with_address(settings: Settings, host: str, port: int) -> Settings:
    """Fill in the address users see, unless the environment names it, as it does behind a proxy."""
    if "public_url" in settings.model_fields_set:
        return settings
    name = _BROWSABLE.get(host, host)
    return settings.model_copy(update={"public_url": f"http://{f'[{name}]' if ':' in name else name}:{port}"})


def _listen(host: str, port: int) -> socket.socket:
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        return socket.create_server(address, family=family, backlog=_BACKLOG)
    except OSError as error:
        reason = error.strerror or str(error)
        raise SamenhangError(
            Text(
                f"Op {host}, poort {port}, kan niet worden geluisterd: {reason}. Kies een andere met --port.",
                f"Cannot listen on {host}, port {port}: {reason}. Choose another one with --port.",
            )
        ) from error


def _serve_one(settings: Settings, listener: socket.socket) -> None:
    config = uvicorn.Config(
        create_app(settings), loop="auto", http="auto", log_level="warning", timeout_graceful_shutdown=_STOP_WITHIN
    )
    server = uvicorn.Server(config)
    server.run(sockets=[listener])
    if not server.started:
        raise SamenhangError(
            Text(
                "De dienst kon niet starten; de regels hierboven zeggen waarom.",
                "The service could not start; the lines above say why.",
            )
        )


def _serve_many(settings: Settings, listener: socket.socket, workers: int) -> None:
    os.environ["SAMENHANG_PUBLIC_URL"] = settings.public_url
    os.environ.pop("SAMENHANG_DATA_DIR", None)
    os.environ.pop("SAMENHANG_STORE_URL", None)
    if settings.store_url is not None:
        os.environ["SAMENHANG_STORE_URL"] = settings.store_url
    config = uvicorn.Config(
        _FACTORY,
        factory=True,
        workers=workers,
        loop="auto",
        http="auto",
        log_level="warning",
        timeout_graceful_shutdown=_STOP_WITHIN,
    )
    Multiprocess(config, sockets=[listener]).run()
