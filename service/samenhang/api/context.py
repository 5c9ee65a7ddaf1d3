"""What belongs to one service, and what can be asked of one request."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import cast

from starlette.requests import Request

from samenhang import Samenhang
from samenhang.access.opening import Access
from samenhang.api.engine import Engine
from samenhang.api.metrics import Metrics
from samenhang.api.validating import Validations
from samenhang.assets import assets_root
from samenhang.datasets.checking import ShapeChecker
from samenhang.datasets.publishing import Datasets, Keeper
from samenhang.model import Text
from samenhang.questions import Questions
from samenhang.settings import Settings
from samenhang.store.opening import Queries
from samenhang.store.writer import Writer
from samenhang.wire import Citing
from samenhang.wire.accept import language
from samenhang.wire.path_examples import path_examples
from samenhang.wire.terms import Data

_HOST = re.compile(r"[A-Za-z0-9.\-_]+(:\d{1,5})?|\[[0-9A-Fa-f:.]+\](:\d{1,5})?")


@dataclass
class Context:
    """The settings, the knowledge, the engine and the query processes of one service; lives on `app.state.context`."""

    settings: Settings
    core: Samenhang
    pool: Queries
    engine: Engine
    access: Access
    writer: Writer
    metrics: Metrics = field(default_factory=Metrics)
    warm: bool = False
    derived: bool = False
    stopping: bool = False
    """Whether the rules that most questions are about are compiled, so that the first question is quick."""

    @cached_property
    def path_examples(self) -> list[Data]:
        """The transitions that the sources describe, read and judged the first time they are asked."""
        return path_examples(self.core, self.settings.assets or assets_root())

    @cached_property
    def citing(self) -> Citing:
        """What rests on each anchor, read from the graph the first time it is asked."""
        rows = self.core.queries.rows(self.core.store, "citerende-termen")
        labels = {str(r["term"].value): Text(str(r["nl"].value), str(r["en"].value)) for r in rows}  # type: ignore[union-attr]
        return Citing(self.core.catalogue, labels)

    @cached_property
    def datasets(self) -> Datasets:
        """The shared datasets."""
        told = self.settings
        keeper = Keeper(told.contact_name, told.contact_email, told.public_url.rstrip("/"))
        return Datasets(self.core, ShapeChecker(self.core, self.validations.isolated), keeper)

    @cached_property
    def checking(self) -> Engine:
        """The checks of datasets that run at once, and those that wait."""
        return Engine(self.settings.engine_threads, self.settings.engine_queue)

    @cached_property
    def validations(self) -> Validations:
        """The validations of callers' files."""
        return Validations(self.settings)

    @cached_property
    def questions(self) -> Questions:
        """The competency questions."""
        return Questions(self.core)

    def close(self) -> None:
        """End the processes that check datasets, when any were started."""
        if "datasets" in vars(self):
            self.datasets.checker.close()
        if "validations" in vars(self):
            self.validations.close()

    @property
    def https(self) -> bool:
        """Whether users reach the service over https."""
        return self.settings.public_url.startswith("https:")


def context(request: Request) -> Context:
    """Return the context of the service that a request came to."""
    return cast("Context", request.app.state.context)


def base_url(request: Request) -> str:
    """Return the address under which the caller reaches the service, without a slash at the end.

    A configured address wins; otherwise it is the one the caller used, when that looks like a host.
    """
    settings = context(request).settings
    host = request.headers.get("host", "")
    if "public_url" in settings.model_fields_set or not _HOST.fullmatch(host):
        return settings.public_url.rstrip("/")
    return f"{request.url.scheme}://{host}"


def language_of(request: Request) -> str:
    """Return the language a caller asks for, `nl` or `en`."""
    return language(request.headers.get("accept-language"))
