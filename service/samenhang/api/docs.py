"""The OpenAPI document of `/v1`: what FastAPI derives from the routes, made to follow the API Design Rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel

from samenhang import Samenhang
from samenhang.api.examples import QUESTIONS
from samenhang.api.models import Probleem
from samenhang.model import Text
from samenhang.settings import Settings
from samenhang.wire import PROBLEMS, dumps
from samenhang.wire.problems import problem_of_status
from samenhang.wire.terms import Data

Answer = Callable[[Samenhang, bytes], Data]
"""What answers the body of a question."""

PREFIX = "/v1"
EXAMPLE_QUESTION: Data = QUESTIONS["samenhangtoetsen"]
_REF = "#/components/schemas/{model}"
_TABLES = ("application/x-ndjson", "text/csv")
_TAGS = (
    ("samenhangtoetsen", "Passen deze keuzes bij elkaar? / Are these choices coherent?"),
    ("keuzemogelijkheden", "Wat kan er nog? / What is still possible?"),
    ("combinaties", "Welke combinaties kunnen? / Which combinations are possible?"),
    ("verklaringen", "Waarom botst het? / Why does it clash?"),
    ("herstelvoorstellen", "Hoe wordt het weer samenhangend? / How does it become coherent again?"),
    ("veranderpaden", "Hoe kom ik daar, stap voor stap? / How do I get there, step by step?"),
    ("vergelijkingen", "Wat is het verschil? / What is the difference?"),
    ("steekproeven", "Willekeurige samenhangende combinaties. / Random coherent combinations."),
    ("samenhangmatrix", "Hoe verhouden opties zich twee aan twee? / How do options relate two by two?"),
    ("dimensies", "De knoppen waaraan een gemeente draait. / The choices a municipality has."),
    ("regels", "Wat samengaat en wat niet, en waarom. / What goes together and what does not, and why."),
    ("validaties", "Klopt deze dataset? / Is this dataset right?"),
    ("gebeurtenissen", "Wie schreef wat, en wat werd geweigerd. / Who wrote what, and what was refused."),
    ("toegangstokens", "Wie mag schrijven. / Who may write."),
    ("bronnen", "De teksten waarop alles rust. / The texts that everything rests on."),
    ("vragen", "Wat de graaf kan beantwoorden, met bronnen. / What the graph can answer, with sources."),
    ("gegevenssets", "Gedeelde gegevenssets, met elke versie. / Shared datasets, with every version."),
    ("reservekopie", "Alles in een bestand, en terug. / Everything in one file, and back."),
    ("gemeenten", "Gemeenten met hun regio's en keuzes. / Municipalities with their regions and choices."),
    ("regios", "Regio's met hun leden en keuzes. / Regions with their members and choices."),
    ("inrichtingen", "Wie koos wat, en wat vinden de regels daarin? / Who chose what, and what do the rules find?"),
)
_DESCRIPTION = (
    "Welke keuzes in het gemeentelijk opdrachtgeverschap gaan samen, en waarom. Juridische regels geven het recht weer "
    "zoals teksten uit 2015 tot ongeveer 2020 het beschrijven; zij zijn niet getoetst aan het recht van vandaag.\n\n"
    "Which choices in municipal commissioning go together, and why. Legal rules tell the law as texts of 2015 to about "
    "2020 tell it; they have not been checked against today's law."
)


def described(  # noqa: PLR0913 -- the parts of a description
    tag: str,
    operation: str,
    summary: Text,
    model: type[BaseModel],
    *,
    parameters: Sequence[Data] = (),
    missing: bool = False,
    body: type[BaseModel] | None = None,
    body_example: Data | None = None,
    tables: bool = False,
) -> dict[str, Any]:
    """Return the keyword arguments with which a route describes itself.

    `missing` says that what is asked for may not exist; `body` is the form of the request body; `tables` says that the
    answer is also given as one JSON object per line and as CSV.
    """
    extra: Data = {"parameters": list(parameters)} if parameters else {}
    if body is not None:
        content = {"schema": {"$ref": _REF.format(model=body.__name__)}, "example": body_example}
        extra["requestBody"] = {"required": True, "content": {"application/json": content}}
    statuses = [*([400] if parameters or missing or body else []), *([404] if missing else []), 406]
    statuses += [413, 415, 503] if body else [503] if tables else []
    content = {"content": {kind: {"schema": {"type": "string"}} for kind in _TABLES}} if tables else {}
    return {
        "tags": [tag],
        "operation_id": operation,
        "summary": f"{summary.nl} / {summary.en}",
        "description": f"{summary.nl}.\n\n{summary.en}.",
        "responses": {200: {"model": model, "description": "OK"} | content}
        | ({} if body else {304: {"description": "Niet gewijzigd sinds de ETag. / Not changed since the ETag."}})
        | {status: _problem(status) for status in (*statuses, 500)},
        "openapi_extra": extra,
    }


def problem_responses(*statuses: int) -> dict[int | str, Data]:
    """Return how a route describes the problems with these statuses."""
    return {status: _problem(status) for status in statuses}


def openapi(
    app: FastAPI,
    core: Samenhang,
    settings: Settings,
    models: Sequence[type[BaseModel]],
    answers: Mapping[str, Answer],
) -> Data:
    """Return the document.

    `models` are the forms of request bodies, which FastAPI does not see; `answers` gives, per path, the answer to the
    example question.
    """
    routes = app.routes
    document = get_openapi(
        title="Samenhang",
        version=app.version,
        summary="Welke keuzes in het opdrachtgeverschap gaan samen. / Which commissioning choices go together.",
        description=_DESCRIPTION,
        routes=routes,
        tags=[{"name": name, "description": text} for name, text in _TAGS],
        servers=[{"url": _server(settings), "description": "Deze dienst / This service"}],
        license_info={"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
    )
    # Set afterwards: given to FastAPI, an e-mail address asks for a validator that is not installed.
    document["info"]["contact"] = {
        "name": settings.contact_name,
        "url": settings.contact_url,
        "email": settings.contact_email,
    }
    document["paths"] = {
        path.removeprefix(PREFIX): item for path, item in document["paths"].items() if path.startswith(f"{PREFIX}/")
    }
    components = document.setdefault("components", {})
    components["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    schemas = components.setdefault("schemas", {})
    forms: list[type[BaseModel]] = [*models, Probleem]
    for model in forms:
        _add_schema(schemas, model)
    for operation in (o for item in document["paths"].values() for o in item.values()):
        _complete(operation)
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    for name, answer in answers.items():
        _add_example(document, name, answer(core, dumps(QUESTIONS[name])))
    return document


def _server(settings: Settings) -> str:
    return settings.public_url.rstrip("/") + PREFIX if "public_url" in settings.model_fields_set else PREFIX


def _problem(status: int) -> Data:
    kind = PROBLEMS["ongeldige-invoer"] if status == 400 else problem_of_status(status)  # noqa: PLR2004 -- bad request
    schema = {"$ref": _REF.format(model=Probleem.__name__)}
    return {
        "description": f"{kind.title.nl}. / {kind.title.en}.",
        "content": {"application/problem+json": {"schema": schema}},
    }


def _add_schema(schemas: Data, model: type[BaseModel]) -> None:
    schema = model.model_json_schema(ref_template=_REF, by_alias=True)
    schemas.update(schema.pop("$defs", {}))
    schemas[model.__name__] = schema


def _complete(operation: Data) -> None:
    """Take out what the service never answers, and add the headers it always sends."""
    operation["responses"].pop("422", None)
    string = {"schema": {"type": "string"}}
    always = {"API-Version": {"description": "Versie van de API. / Version of the API."} | string}
    for status, response in operation["responses"].items():
        response["headers"] = dict(always)
        if status in ("200", "304") and "304" in operation["responses"]:
            response["headers"]["ETag"] = {"description": "Kenmerk van de inhoud. / Tag of the content."} | string
        if status == "200" and _TABLES[0] in response.get("content", {}):
            total = {"description": "Hoeveel er zijn, bij een stroom. / How many there are, with a stream."}
            response["headers"]["X-Total-Count"] = total | string
        if status == "503":
            after = {"description": "Seconden tot u het opnieuw kunt proberen. / Seconds until you can try again."}
            response["headers"]["Retry-After"] = after | string
        if status == "200" and any(p.get("name") == "page" for p in operation.get("parameters", ())):
            response["headers"]["Link"] = {"description": "Andere pagina's. / Other pages (RFC 8288)."} | string


def _add_example(document: Data, name: str, example: Data) -> None:
    answer = document["paths"][f"/{name}"]["post"]["responses"]["200"]["content"]["application/json"]
    answer["example"] = example
