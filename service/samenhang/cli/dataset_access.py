"""Reaches shared datasets from the command line: over HTTP in a running service, or in a graph of one's own."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click
import httpx
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn

from samenhang.cli.framework import UsageFault, option
from samenhang.errors import SamenhangError
from samenhang.model import Text
from samenhang.settings import Settings

if TYPE_CHECKING:
    from samenhang.datasets.publishing import Datasets
    from samenhang.store.opening import AnyStore

Data = dict[str, Any]
_F = TypeVar("_F", bound=Callable[..., Any])
_PATIENCE: Final = 2.0
_PIECE: Final = 1 << 16
_TIMEOUT: Final = httpx.Timeout(30.0, read=900.0, write=900.0)
_SENDING = Text("Verzenden", "Sending")
_WAITING = Text("Wordt verwerkt …", "Being processed …")
_HTTP_ERRORS: Final = 400


class ServiceProblemError(SamenhangError):
    """A service refused or failed; `problem` is what it said of that (RFC 9457), empty when it said nothing."""

    code = "dienst-weigert"
    status = 502
    title = Text("De dienst weigert", "The service refuses")

    def __init__(self, status: int, problem: Data) -> None:
        said = str(problem.get("detail") or problem.get("title") or f"HTTP {status}")
        super().__init__(Text(said, said))
        self.http_status = status
        self.problem = problem


class Client:
    """Speaks to a running service, in the language of the user."""

    def __init__(self, url: str, token: str, language: str) -> None:
        headers = {"accept-language": language}
        headers |= {"authorization": f"Bearer {token}"} if token else {}
        try:
            self._http = httpx.Client(base_url=url.rstrip("/"), headers=headers, timeout=_TIMEOUT)
        except (httpx.InvalidURL, ValueError) as error:
            raise _no_service(url, str(error)) from None
        self._url = url
        self._language = language

    def close(self) -> None:
        """Close the connection."""
        self._http.close()

    def ask(self, method: str, path: str, **parts: Any) -> Data:  # noqa: ANN401 -- whatever httpx takes
        """Return the JSON that the service answers with; ServiceProblemError when it refuses."""
        answer = self._send(lambda: self._http.request(method, path, **parts))
        _raise_for(answer)
        found: Data = answer.json()
        return found

    def send_file(self, method: str, path: str, file: Path, **parts: Any) -> Data:  # noqa: ANN401 -- as above
        """Send a file, with a bar on the terminal when that takes a while, and return what is answered."""
        with progress(file.stat().st_size, _SENDING.get(self._language)) as (advance, done):

            def pieces() -> Iterator[bytes]:
                with file.open("rb") as stream:
                    while piece := stream.read(_PIECE):
                        yield piece
                        advance(len(piece))
                done(_WAITING.get(self._language))

            headers = {"content-length": str(file.stat().st_size), **parts.pop("headers", {})}
            return self.ask(method, path, content=pieces(), headers=headers, **parts)

    def fetch_file(self, path: str, target: Path) -> None:
        """Write what is at a path to a file."""
        label = _WAITING.get(self._language)

        def run() -> None:
            with self._http.stream("GET", path) as answer, progress(None, label) as (advance, _):
                if answer.status_code >= _HTTP_ERRORS:
                    answer.read()
                _raise_for(answer)
                with target.open("wb") as output:
                    for piece in answer.iter_bytes(_PIECE):
                        output.write(piece)
                        advance(len(piece))

        self._send(run)

    def _send(self, call: Callable[[], Any]) -> Any:  # noqa: ANN401 -- what the call returns
        try:
            return call()
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise _no_service(self._url, str(error) or type(error).__name__) from None


def _raise_for(answer: httpx.Response) -> None:
    if answer.status_code < _HTTP_ERRORS:
        return
    try:
        problem = answer.json()
    except ValueError:
        problem = {}
    raise ServiceProblemError(answer.status_code, problem if isinstance(problem, dict) else {})


def _no_service(url: str, why: str) -> SamenhangError:
    return SamenhangError(
        Text(
            f"De dienst op {url} is niet te bereiken ({why}). Controleer --url.",
            f"The service at {url} cannot be reached ({why}). Check --url.",
        )
    )


@contextmanager
def progress(total: int | None, label: str) -> Iterator[tuple[Callable[[int], None], Callable[[str], None]]]:
    """Show on the terminal how far something is, once it has taken two seconds.

    Gives what tells that some bytes are done, and what tells that from now on there is only waiting.
    """
    console = Console(file=sys.stderr)
    if not console.is_terminal:
        yield lambda _: None, lambda _: None
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    bar = Progress(*columns, console=console, transient=True)
    task = bar.add_task(label, total=total)
    timer = threading.Timer(_PATIENCE, bar.start)
    timer.daemon = True
    timer.start()
    try:
        yield lambda size: bar.advance(task, size), lambda text: bar.update(task, description=text, total=None)
    finally:
        timer.cancel()
        bar.stop()


def where(function: _F) -> _F:
    """Add the options that say which datasets: those of a running service, or of a graph of one's own."""
    url = Text("Adres van een draaiende dienst; anders SAMENHANG_URL.", "Address of a running service; SAMENHANG_URL.")
    token = Text("Token; liever SAMENHANG_TOKEN.", "Token; rather SAMENHANG_TOKEN.")
    folder = Text("Map van de graaf; anders SAMENHANG_DATA_DIR.", "Folder of the graph; else SAMENHANG_DATA_DIR.")
    store = Text("Adres van de database; anders SAMENHANG_STORE_URL.", "Address of the database; SAMENHANG_STORE_URL.")
    function = option("--store-url", metavar="URL", text=store)(function)
    function = option("--data-dir", metavar="DIR", text=folder)(function)
    function = option("--token", metavar="T", text=token)(function)
    return option("--url", metavar="URL", text=url)(function)


class Where:
    """Where the datasets are that a command is about, from its options and the environment."""

    def __init__(self, url: str | None, token: str | None, data_dir: str | None, store_url: str | None) -> None:
        if sum(value is not None for value in (url, data_dir, store_url)) > 1:
            raise UsageFault(
                Text(
                    "Geef --url, --data-dir of --store-url, niet meer dan een.",
                    "Give --url, --data-dir or --store-url, not more than one.",
                )
            )
        settings = Settings()
        if data_dir is not None:
            settings = settings.model_copy(update={"data_dir": Path(data_dir).expanduser(), "store_url": None})
        elif store_url is not None:
            settings = settings.model_copy(update={"store_url": store_url, "data_dir": None})
        local = data_dir is not None or store_url is not None
        self.url = url or (None if local else os.environ.get("SAMENHANG_URL"))
        self.token = token or os.environ.get("SAMENHANG_TOKEN", "")
        self.settings = settings
        if self.url is None and settings.data_dir is None and settings.store_url is None:
            raise UsageFault(
                Text(
                    "Zeg waar: --url van een draaiende dienst, of --data-dir of --store-url van de graaf.",
                    "Say where: --url of a running service, or --data-dir or --store-url of the graph.",
                )
            )

    @contextmanager
    def client(self, language: str) -> Iterator[Client]:
        """Give a client of the service at the address."""
        with closing(Client(self.url or "", self.token, language)) as client:
            yield client

    @contextmanager
    def store(self, *, make: bool = False) -> Iterator[AnyStore]:
        """Give the graph itself, which no other process may have open; with `make` it need not exist."""
        from samenhang.store.opening import open_store  # noqa: PLC0415 -- takes long to import
        from samenhang.store.remote import RemoteStore  # noqa: PLC0415 -- as above

        folder = self.settings.data_dir
        if not self.settings.store_url and folder is not None:
            if make:
                folder.mkdir(parents=True, exist_ok=True)
            elif not folder.is_dir():
                raise SamenhangError(
                    Text(f"De map {folder} bestaat niet.", f"The folder {folder} does not exist."),
                )
        store, _ = open_store(self.settings)
        try:
            yield store
        finally:
            if isinstance(store, RemoteStore):
                store.close()

    @contextmanager
    def datasets(self, *, make: bool = False) -> Iterator[Datasets]:
        """Give the datasets of the graph itself."""
        from samenhang.api.loading import load_into  # noqa: PLC0415 -- takes long to import
        from samenhang.datasets.checking import ShapeChecker  # noqa: PLC0415 -- as above
        from samenhang.datasets.publishing import Datasets, Keeper  # noqa: PLC0415 -- as above
        from samenhang.validation.isolated import Isolated  # noqa: PLC0415 -- as above

        told = self.settings
        with self.store(make=make) as store:
            core = load_into(store, told.assets)
            keeper = Keeper(told.contact_name, told.contact_email, told.public_url.rstrip("/"))
            with closing(ShapeChecker(core, Isolated(told.assets))) as checker:
                yield Datasets(core, checker, keeper)


def tell(text: Text, language: str) -> None:
    """Write a line for people to standard error."""
    click.echo(text.get(language), err=True)
