"""What datasets are called, and the graphs and IRIs that go with a name."""

from __future__ import annotations

import re
from typing import Final

from samenhang import namespaces as ns
from samenhang.errors import Fault, InvalidInputError
from samenhang.model import Text

LONGEST: Final = 64
CATALOGUE: Final = f"{ns.GRAPH}catalogus/"
"""What the graphs begin with that describe shared datasets and their versions."""
KEPT: Final = f"{ns.GRAPH_PRIVATE}gegevensset/"
"""What the private graphs begin with that keep all versions: one per dataset."""
DRAFTS: Final = f"{ns.GRAPH_PRIVATE}concept/"
_NAME: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_IRI: Final = f"{ns.BASE}id/gegevensset/"


def is_name(name: str) -> bool:
    """Tell whether a text can be the name of a dataset."""
    return len(name) <= LONGEST and _NAME.fullmatch(name) is not None


def check_name(name: str) -> None:
    """Return when a text can be the name of a dataset; InvalidInputError says what names look like."""
    if not is_name(name):
        shown = name[:LONGEST]
        text = Text(
            f"'{shown}' kan niet de naam van een gegevensset zijn. Gebruik kleine letters, cijfers en losse streepjes, "
            f"hoogstens {LONGEST} tekens, zoals jeugdregio-rijnmond.",
            f"'{shown}' cannot be the name of a dataset. Use small letters, digits and single hyphens, at most "
            f"{LONGEST} signs, such as jeugdregio-rijnmond.",
        )
        raise InvalidInputError([Fault("/naam", "ongeldigeNaam", text)])


def data_graph(name: str) -> str:
    """Return the public graph that holds the current data."""
    return ns.GRAPH_DATASETS + name


def findings_graph(name: str) -> str:
    """Return the public graph that holds what the rules find in the current data."""
    return f"{ns.GRAPH_DATASETS}{name}/bevindingen"


def catalogue_graph(name: str) -> str:
    """Return the public graph that describes the dataset as it is now."""
    return CATALOGUE + name


def events_graph(name: str) -> str:
    """Return the public graph that says who made which version of the dataset; it is only ever added to."""
    return f"{CATALOGUE}{name}/versies"


def kept_graph(name: str) -> str:
    """Return the private graph that keeps every version; it is only ever added to."""
    return KEPT + name


def draft_graph(name: str) -> str:
    """Return the private graph that keeps the draft."""
    return DRAFTS + name


def turn_of(name: str) -> str:
    """Return the name of the lock under which services over one engine take turns in writing the dataset."""
    return f"gegevensset-{name}"


def dataset_iri(name: str) -> str:
    """Return the IRI of a dataset."""
    return _IRI + name


def version_iri(name: str, number: int) -> str:
    """Return the IRI of one version of a dataset."""
    return f"{_IRI}{name}/versie/{number}"
