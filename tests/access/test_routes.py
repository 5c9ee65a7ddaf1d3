from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import pytest
from fastapi import Depends
from starlette.requests import Request  # noqa: TC002 -- FastAPI reads annotations at run time
from starlette.responses import Response
from tests.access.issuer import AUDIENCE, new_key, running_issuer
from tests.api.serving import served

from samenhang.access import Caller, Scope
from samenhang.api.access import access_router
from samenhang.api.access_models import Gebeurtenissen, NieuwToegangstoken, Toegangstokens
from samenhang.api.tokens import Allowed, refuse_token_in, writing
from samenhang.cli import app as command_line
from samenhang.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import httpx
    from fastapi import APIRouter
    from tests.access.issuer import Issuer

SECRET = "beheer-" * 6
EVENTS, TOKENS = "/v1/gebeurtenissen", "/v1/toegangstokens"


def bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


ADMIN = bearer(SECRET)


def router_with_writing() -> APIRouter:
    """Return the routes of the product and, beside them, one that writes and one that reads a draft."""
    router = access_router()

    async def publish(request: Request, naam: str) -> Response:
        async with writing(request, Scope.WRITE, "publiceren", dataset=naam) as attempt:
            attempt.version, attempt.sha256, attempt.status = "3", "ab" * 32, 201
            if naam == "stuk":
                raise RuntimeError("broken")
        return Response(status_code=201)

    async def draft(caller: Annotated[Caller, Depends(Allowed(Scope.DRAFTS, "naam"))]) -> Response:
        return Response(caller.id)

    async def form(request: Request) -> Response:
        refuse_token_in(await request.form())
        return Response()

    router.add_api_route("/proef/{naam}", publish, methods=["PUT"], include_in_schema=False)
    router.add_api_route("/proef/{naam}/concept", draft, methods=["GET"], include_in_schema=False)
    router.add_api_route("/formulier", form, methods=["POST"], include_in_schema=False)
    return router


@pytest.fixture(scope="module")
def issuer() -> Iterator[Issuer]:
    with running_issuer() as issuer:
        issuer.publish("ec", new_key("ec"))
        yield issuer


@contextmanager
def service(**changes: Any) -> Iterator[httpx.Client]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("samenhang.api.app.access_router", router_with_writing)
        settings = Settings(derive_graphs=False, admin_token=SECRET, **changes)
        with served(settings) as client:
            yield client


@pytest.fixture(scope="module")
def client(issuer: Issuer) -> Iterator[httpx.Client]:
    with service(failed_logins=100_000, oidc_issuer=issuer.url, oidc_audience=AUDIENCE) as client:
        yield client


def make(client: httpx.Client, *scopes: str, datasets: tuple[str, ...] = (), **more: str) -> dict[str, Any]:
    body = {"naam": "Proef", "bevoegdheden": scopes, "gegevenssets": datasets, **more}
    response = client.post(TOKENS, json=body, headers=ADMIN)
    assert response.status_code == 201, response.text
    NieuwToegangstoken.model_validate(response.json())
    data: dict[str, Any] = response.json()
    return data


def problem(response: httpx.Response, status: int, code: str) -> dict[str, Any]:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    data: dict[str, Any] = response.json()
    assert data["type"].endswith(f"/problemen/{code}")
    return data


PROTECTED = [
    ("GET", EVENTS),
    ("GET", TOKENS),
    ("POST", TOKENS),
    ("DELETE", f"{TOKENS}/abc"),
    ("PUT", "/v1/proef/regio"),
]


@pytest.mark.parametrize(("method", "path"), PROTECTED)
def test_without_a_token_one_is_asked_for(client: httpx.Client, method: str, path: str) -> None:
    response = client.request(method, path)
    problem(response, 401, "niet-aangemeld")
    assert response.headers["www-authenticate"] == 'Bearer realm="samenhang"'


@pytest.mark.parametrize(("method", "path"), PROTECTED)
@pytest.mark.parametrize("header", ["Bearer fout", "Bearer smh_x_y", "Basic eDp5", "Bearer a.b.c", "Bearer"])
def test_a_wrong_token_is_refused(client: httpx.Client, method: str, path: str, header: str) -> None:
    response = client.request(method, path, headers={"authorization": header})
    problem(response, 401, "niet-aangemeld")
    assert response.headers["www-authenticate"] == 'Bearer realm="samenhang", error="invalid_token"'


def test_a_token_writes_its_own_dataset_and_no_other(client: httpx.Client) -> None:
    token = make(client, "schrijven", datasets=("regio",))["token"]
    assert client.put("/v1/proef/regio", headers=bearer(token)).status_code == 201
    response = client.put("/v1/proef/ander", headers=bearer(token))
    problem(response, 403, "geen-toegang")
    assert 'error="insufficient_scope", scope="schrijven"' in response.headers["www-authenticate"]
    problem(client.get("/v1/proef/regio/concept", headers=bearer(token)), 403, "geen-toegang")


def test_a_dependency_reads_what_is_private_to_a_dataset(client: httpx.Client) -> None:
    made = make(client, "concepten", datasets=("regio",))
    assert client.get("/v1/proef/regio/concept", headers=bearer(made["token"])).text == made["id"]
    problem(client.get("/v1/proef/ander/concept", headers=bearer(made["token"])), 403, "geen-toegang")
    problem(client.get("/v1/proef/regio/concept"), 401, "niet-aangemeld")


def test_a_revoked_token_stops_at_once(client: httpx.Client) -> None:
    made = make(client, "schrijven", datasets=("regio",))
    response = client.delete(f"{TOKENS}/{made['id']}", headers=ADMIN)
    assert response.json()["status"] == "ingetrokken"
    problem(client.put("/v1/proef/regio", headers=bearer(made["token"])), 401, "niet-aangemeld")
    problem(client.delete(f"{TOKENS}/nietbestaand", headers=ADMIN), 404, "niet-gevonden")


def test_secrets_are_shown_once_and_never_again(client: httpx.Client) -> None:
    token = make(client, "schrijven", datasets=("regio",))["token"]
    response = client.get(TOKENS, params={"pageSize": 1000}, headers=ADMIN)
    Toegangstokens.model_validate(response.json())
    assert token not in response.text
    assert "sha256" not in response.text
    assert response.headers["cache-control"] == "no-store"


def test_only_administration_sees_and_makes_tokens(client: httpx.Client) -> None:
    token = make(client, "schrijven", "concepten", datasets=("*",))["token"]
    problem(client.get(TOKENS, headers=bearer(token)), 403, "geen-toegang")
    body = {"naam": "x", "bevoegdheden": ["beheer"]}
    problem(client.post(TOKENS, json=body, headers=bearer(token)), 403, "geen-toegang")
    admin = make(client, "beheer")["token"]
    assert client.get(TOKENS, headers=bearer(admin)).status_code == 200


def test_every_fault_of_a_question_is_listed(client: httpx.Client) -> None:
    body = {"naam": 5, "bevoegdheden": "beheer", "soort": "x"}
    data = problem(client.post(TOKENS, json=body, headers=ADMIN), 400, "ongeldige-invoer")
    assert {fault["pointer"] for fault in data["fouten"]} == {"/naam", "/bevoegdheden", "/soort"}
    body = {"naam": "x", "bevoegdheden": ["schrijven"], "geldigheid": "900d"}
    data = problem(client.post(TOKENS, json=body, headers=ADMIN), 400, "ongeldige-invoer")
    assert {fault["pointer"] for fault in data["fouten"]} == {"/gegevenssets", "/geldigheid"}
    problem(client.post(TOKENS, content=b"x=1", headers=ADMIN), 415, "mediatype-niet-ondersteund")


def test_a_token_in_the_address_or_a_form_is_refused_with_a_sentence(client: httpx.Client) -> None:
    token = make(client, "schrijven", datasets=("regio",))["token"]
    for response in (
        client.put("/v1/proef/regio", params={"access_token": token}),
        client.put("/v1/proef/regio", params={"access_token": token}, headers=bearer(token)),
        client.post("/v1/formulier", data={"access_token": token}),
    ):
        data = problem(response, 400, "verzoek-onjuist")
        assert "Authorization" in data["detail"]
        assert 'error="invalid_request"' in response.headers["www-authenticate"]
        assert token not in response.text


def test_a_token_is_never_said_back(client: httpx.Client, caplog: pytest.LogCaptureFixture) -> None:
    token = make(client, "schrijven", datasets=("regio",))["token"]
    for response in (
        client.get(f"/v1/regels/{token}"),
        client.get("/v1/regels", params={token: "1"}),
        client.get("/v1/regels", params={"ernst": token}),
        client.delete(f"{TOKENS}/{token}", headers=ADMIN),
        client.post("/sparql", data={"query": f"SELECT {token}"}),
    ):
        assert response.status_code >= 400
        assert token not in response.text
    client.put("/v1/proef/stuk", headers=bearer(token))
    assert token not in caplog.text


def test_every_attempt_to_write_is_in_the_trail(client: httpx.Client) -> None:
    made = make(client, "schrijven", datasets=("spoor", "stuk"))
    client.put("/v1/proef/spoor", headers=bearer(made["token"]))
    client.put("/v1/proef/geheim", headers=bearer(made["token"]))
    client.put("/v1/proef/stuk", headers=bearer(made["token"]))
    response = client.get(EVENTS, params={"pageSize": 4}, headers=ADMIN)
    Gebeurtenissen.model_validate(response.json())
    assert response.headers["cache-control"] == "no-store"
    told = response.json()["gebeurtenissen"]
    assert [(e["handeling"], e["gegevensset"], e["uitkomst"], e["status"]) for e in told] == [
        ("publiceren", "stuk", "mislukt", 500),
        ("publiceren", "geheim", "geweigerd", 403),
        ("publiceren", "spoor", "geslaagd", 201),
        ("token maken", None, "geslaagd", 201),
    ]
    assert told[2]["wie"] == {"soort": "token", "id": made["id"], "naam": "Proef", "uitgever": None}
    assert (told[2]["versie"], told[2]["sha256"]) == ("3", "ab" * 32)
    assert (told[2]["methode"], told[2]["pad"]) == ("PUT", "/v1/proef/spoor")
    assert told[3]["betreft"].endswith(made["id"])


def test_events_come_in_pages(client: httpx.Client) -> None:
    token = make(client, "schrijven", datasets=("bladen",))["token"]
    for _ in range(5):
        client.put("/v1/proef/bladen", headers=bearer(token))
    params: dict[str, str | int] = {"gegevensset": "bladen", "pageSize": 2}
    found: list[str] = []
    for page in (1, 2, 3):
        response = client.get(EVENTS, params={**params, "page": page}, headers=ADMIN)
        found += [e["id"] for e in response.json()["gebeurtenissen"]]
        assert response.json()["aantal"] == "5"
    assert found == sorted(found, reverse=True)
    assert len(set(found)) == 5
    problem(client.get(EVENTS, params={"pagina": 1}, headers=ADMIN), 400, "ongeldige-invoer")


def test_a_dataset_shows_its_events_to_those_who_write_it(client: httpx.Client) -> None:
    for scope in ("schrijven", "concepten"):
        token = make(client, scope, datasets=("regio",))["token"]
        response = client.get(EVENTS, params={"gegevensset": "regio"}, headers=bearer(token))
        assert response.status_code == 200
        assert {e["gegevensset"] for e in response.json()["gebeurtenissen"]} <= {"regio"}
        problem(client.get(EVENTS, headers=bearer(token)), 403, "geen-toegang")
        for names in (["ander"], ["regio", "ander"]):
            problem(client.get(EVENTS, params={"gegevensset": names}, headers=bearer(token)), 403, "geen-toegang")


def test_the_trail_and_the_tokens_cannot_be_asked_with_sparql(client: httpx.Client) -> None:
    make(client, "beheer")
    graph = "https://w3id.org/samenhang/graaf/besloten/audit"
    for query in (
        f"SELECT * {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}",
        "SELECT * { GRAPH ?g { ?s ?p ?o } FILTER (CONTAINS(STR(?g), 'besloten')) }",
        "SELECT * { ?s a <http://www.w3.org/2011/http#Request> }",
    ):
        response = client.post("/sparql", data={"query": query}, headers={"accept": "application/sparql-results+json"})
        assert response.json()["results"]["bindings"] == []


def test_a_token_of_an_issuer_writes_what_its_scopes_say(client: httpx.Client, issuer: Issuer) -> None:
    token = issuer.token("ec")
    assert client.put("/v1/proef/regio", headers=bearer(token)).status_code == 201
    problem(client.put("/v1/proef/ander", headers=bearer(token)), 403, "geen-toegang")
    told = client.get(EVENTS, params={"gegevensset": "regio", "pageSize": 1}, headers=ADMIN).json()["gebeurtenissen"]
    assert told[0]["wie"] == {"soort": "oidc", "id": "gebruiker-1", "naam": "levering", "uitgever": issuer.url}
    problem(client.put("/v1/proef/regio", headers=bearer(issuer.token("ec", exp=1))), 401, "niet-aangemeld")
    assert client.get(TOKENS, headers=bearer(issuer.token("ec", scope="beheer"))).status_code == 200


@dataclass
class OnDisk:
    """A service with its graph in a folder, whose issuer is not there; and a token of that issuer."""

    client: httpx.Client
    folder: Path
    token: str


@pytest.fixture(scope="module")
def on_disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OnDisk]:
    with running_issuer() as gone:
        gone.publish("ec", new_key("ec"))
        token = gone.token("ec")
    folder = tmp_path_factory.mktemp("data")
    with service(data_dir=folder, oidc_issuer=gone.url, oidc_audience=AUDIENCE) as client:
        yield OnDisk(client, folder, token)


def test_an_issuer_that_is_gone_is_503_and_our_own_tokens_go_on(on_disk: OnDisk) -> None:
    response = on_disk.client.put("/v1/proef/regio", headers=bearer(on_disk.token))
    problem(response, 503, "aanmelding-onbereikbaar")
    assert int(response.headers["retry-after"]) >= 1
    assert on_disk.client.get(TOKENS, headers=ADMIN).status_code == 200


def test_the_command_line_makes_and_revokes_tokens_of_a_service_that_runs(
    on_disk: OnDisk, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, client = ["--data-dir", str(on_disk.folder)], on_disk.client
    command_line.main(["token", "create", "--label", "L", "--dataset", "regio", *folder], standalone_mode=False)
    token = capsys.readouterr().out.strip()
    assert client.put("/v1/proef/regio", headers=bearer(token)).status_code == 201
    command_line.main(["token", "revoke", token, *folder], standalone_mode=False)
    problem(client.put("/v1/proef/regio", headers=bearer(token)), 401, "niet-aangemeld")


def test_too_many_wrong_tokens_are_429_with_the_time_to_wait() -> None:
    with service(failed_logins=3) as client:
        statuses = [client.get(TOKENS, headers=bearer("fout")).status_code for _ in range(5)]
        assert statuses == [401, 401, 401, 429, 429]
        response = client.get(TOKENS, headers=bearer("fout"))
        problem(response, 429, "te-veel-pogingen")
        assert 1 <= int(response.headers["retry-after"]) <= 60
        assert client.get("/v1/bronnen").status_code == 200
        assert client.get(TOKENS).status_code == 401


def test_the_document_says_which_operations_need_a_token(client: httpx.Client) -> None:
    document = client.get("/v1/openapi.json").json()
    assert document["components"]["securitySchemes"]["token"] == {"type": "http", "scheme": "bearer"}
    secured = {
        (method, path)
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if "security" in operation
    }
    for path, item in document["paths"].items():
        for method, operation in item.items():
            reserved = path.startswith(("/gebeurtenissen", "/toegangstokens", "/reservekopie")) or "/concept" in path
            writes = path.startswith("/gegevenssets") and method != "get"
            assert ((method, path) in secured) is (reserved or writes), f"{method} {path}"
            if reserved or writes:
                assert {"401", "403", "429", "503"} <= set(operation["responses"])


@pytest.mark.parametrize("code", ["niet-aangemeld", "geen-toegang", "te-veel-pogingen", "aanmelding-onbereikbaar"])
def test_every_refusal_is_explained(client: httpx.Client, code: str) -> None:
    assert client.get(f"/problemen/{code}").status_code == 200
