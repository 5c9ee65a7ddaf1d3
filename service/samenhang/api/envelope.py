"""What every answer has in common: headers, HEAD, OPTIONS, and a problem when something unforeseen goes wrong."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from samenhang.api.failures import unexpected
from samenhang.api.methods import allowed_methods

_CSP = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
_SECURITY = {
    "content-security-policy": _CSP,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "strict-origin-when-cross-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cross-origin-resource-policy": "cross-origin",
    "access-control-allow-origin": "*",
    "access-control-expose-headers": "API-Version, ETag, Link, Location, Retry-After, Samenhang-Afgekapt, "
    "X-Total-Count",
}
_HSTS = {"strict-transport-security": "max-age=31536000; includeSubDomains"}
_PREFLIGHT = {
    "access-control-allow-headers": "Accept, Accept-Language, Authorization, Content-Type, If-Match, If-None-Match",
    "access-control-max-age": "86400",
}
_VARY = (b"vary", b"Accept, Accept-Language")
_API = "/v1"

RawHeaders = list[tuple[bytes, bytes]]


class Envelope:
    """ASGI middleware around the whole service; `version` is told on every answer of the API."""

    def __init__(self, app: ASGIApp, *, version: str, https: bool) -> None:
        self.app = app
        self._plain = _raw(_SECURITY | (_HSTS if https else {}))
        self._api = [*self._plain, *_raw({"api-version": version})]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path: str = scope["path"]
        is_api = path.startswith(_API) and path[len(_API) : len(_API) + 1] in ("", "/")
        exchange = _Exchange(send, self._api if is_api else self._plain, bodiless=scope["method"] == "HEAD")
        if scope["method"] == "OPTIONS" and (methods := allowed_methods(scope)):
            await exchange.options(methods)
            return
        if exchange.bodiless:
            # Whoever would compute a long answer for nothing can see that nobody reads it.
            scope = {**scope, "method": "GET", "bodiless": True}
        try:
            await self.app(scope, receive, exchange.send)
        except ClientDisconnect:
            return
        except Exception as error:  # noqa: BLE001 -- the last resort: whatever it is, the caller gets a problem
            response = unexpected(Request(scope), error)
            if not exchange.started:
                await response(scope, receive, exchange.send)


class _Exchange:
    """Sends one answer with its headers, without the body when nobody asked for it."""

    def __init__(self, send: Send, headers: RawHeaders, *, bodiless: bool) -> None:
        self._send = send
        self._headers = headers
        self.bodiless = bodiless
        self.started = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            own: RawHeaders = list(message.get("headers", ()))
            given = {name for name, _ in own}
            common = [header for header in (*self._headers, _VARY) if header[0] not in given]
            message = {**message, "headers": [*own, *common]}
        elif self.bodiless and message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await self._send(message)

    async def options(self, methods: tuple[str, ...]) -> None:
        listed = ", ".join(methods)
        own = _raw({"allow": listed, "access-control-allow-methods": listed} | _PREFLIGHT)
        await self.send({"type": "http.response.start", "status": 204, "headers": own})
        await self.send({"type": "http.response.body", "body": b""})


def _raw(headers: dict[str, str]) -> RawHeaders:
    return Headers(headers).raw
