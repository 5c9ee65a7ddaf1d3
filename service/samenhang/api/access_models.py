"""The forms of tokens and events, for the OpenAPI document."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from samenhang.api.models import Model

Bevoegdheid = Literal["schrijven", "concepten", "beheer"]


class ToegangstokenVraag(Model):
    """Waarvoor een token wordt gevraagd. / What a token is asked for."""

    naam: str = Field(description="Wie of wat het gebruikt. / Who or what uses it.")
    bevoegdheden: list[Bevoegdheid]
    gegevenssets: list[str] = Field(default=[], description="Namen, of `*` voor alle. / Names, or `*` for all.")
    geldigheid: str | None = Field(default=None, description="Bijvoorbeeld `90d` of een dag. / Such as `90d` or a day.")


class Toegangstoken(Model):
    """Een token, zonder zijn geheim. / A token, without its secret."""

    id: str
    naam: str
    bevoegdheden: list[Bevoegdheid]
    gegevenssets: list[str]
    status: Literal["geldig", "verlopen", "ingetrokken"]
    gemaakt: datetime
    gemaakt_door: str | None
    verloopt: datetime
    laatst_gebruikt: date | None
    ingetrokken: datetime | None


class NieuwToegangstoken(Toegangstoken):
    """Een nieuw token: `token` wordt alleen nu getoond. / A new token: `token` is shown only now."""

    token: str


class Toegangstokens(Model):
    """Een bladzijde tokens. / A page of tokens."""

    aantal: str
    page: int
    page_size: int
    toegangstokens: list[Toegangstoken]


class Wie(Model):
    """Wie iets deed. / Who did something."""

    soort: Literal["anoniem", "token", "oidc", "beheertoken"]
    id: str | None
    naam: str | None
    uitgever: str | None


class Gebeurtenis(Model):
    """Een poging om te schrijven. / An attempt to write."""

    id: str
    begonnen: datetime
    geeindigd: datetime
    wie: Wie
    handeling: str
    methode: str
    pad: str | None
    gegevensset: str | None
    betreft: str | None = Field(description="IRI van de graaf of het token. / IRI of the graph or the token.")
    versie: str | None
    sha256: str | None
    uitkomst: Literal["geslaagd", "geweigerd", "mislukt"]
    status: int
    aantal: int = Field(description="Hoeveel pogingen dit zijn. / How many attempts these are.")


class Gebeurtenissen(Model):
    """Een bladzijde gebeurtenissen. / A page of events."""

    aantal: str
    page: int
    page_size: int
    gebeurtenissen: list[Gebeurtenis]
