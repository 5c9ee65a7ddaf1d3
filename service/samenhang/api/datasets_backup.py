"""Backup and restore while serving, for those who administer."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

from fastapi import APIRouter
from starlette.concurrency import iterate_in_threadpool, run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from samenhang.access import Scope
from samenhang.api import datasets_models as models
from samenhang.api.access import secured
from samenhang.api.bodies import media_type_of
from samenhang.api.context import context
from samenhang.api.datasets_answers import FileRoute, json_answer
from samenhang.api.datasets_uploads import to_file
from samenhang.api.docs import described, problem_responses
from samenhang.api.tokens import authorised, writing
from samenhang.datasets.backup import backup, check_backup, restore
from samenhang.model import Text
from samenhang.store.opening import AnyStore

GZIP = "application/gzip"
_READABLE = (GZIP, "application/x-gzip", "application/octet-stream")
_TAG = "reservekopie"


def backup_router() -> APIRouter:
    """Return the routes that make and put back a backup of everything."""
    router = APIRouter(prefix="/v1", route_class=FileRoute)

    @router.get("/reservekopie", **_gives_file())
    async def make(request: Request) -> Response:
        await authorised(request, Scope.ADMIN)
        name = datetime.now(UTC).strftime("samenhang-%Y%m%d-%H%M%S.nq.gz")
        headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}
        pieces = iter(()) if request.scope.get("bodiless") else backup(context(request).core.store)
        return StreamingResponse(iterate_in_threadpool(pieces), media_type=GZIP, headers=headers)

    @router.put("/reservekopie", **_takes_file())
    async def put_back(request: Request) -> Response:
        known = context(request)
        async with writing(request, Scope.ADMIN, "reservekopie terugzetten") as attempt:
            media_type_of(request, _READABLE)
            with TemporaryDirectory(prefix="samenhang-") as folder:
                path = Path(folder) / "reservekopie"
                await to_file(request.stream(), path)
                await run_in_threadpool(check_backup, path)  # before anybody waits for the turn of the writer
                manifest = await known.writer.run(lambda: restore(cast("AnyStore", known.core.store), path))
            attempt.sha256 = manifest.sha256
        return json_answer(manifest.data(), None)

    return router


def _gives_file() -> dict[str, Any]:
    text = Text("Maak een reservekopie van alles, zonder tokens", "Make a backup of everything, without tokens")
    found = secured(described(_TAG, "maakReservekopie", text, models.Reservekopie))
    content = {GZIP: {"schema": {"type": "string", "format": "binary"}}}
    return found | {"responses": {**found["responses"], 200: {"description": "OK", "content": content}}}


def _takes_file() -> dict[str, Any]:
    text = Text("Zet een reservekopie terug, geheel of niet", "Put a backup back, whole or not at all")
    found = secured(described(_TAG, "zetReservekopieTerug", text, models.Reservekopie))
    binary = {"schema": {"type": "string", "format": "binary"}}
    body = {"requestBody": {"required": True, "content": {GZIP: binary}}}
    return found | {
        "responses": {**found["responses"], **problem_responses(415)},
        "openapi_extra": found["openapi_extra"] | body,
    }
