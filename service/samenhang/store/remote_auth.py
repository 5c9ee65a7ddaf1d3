"""Says who asks, in the way the engine wants to hear it."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, Final

import httpx

if TYPE_CHECKING:
    from collections.abc import Generator

_UNAUTHORIZED: Final = 401


class TokenAuth(httpx.Auth):
    """Sends a bearer token with every request."""

    def __init__(self, token: str) -> None:
        self._token = token

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Add the token."""
        request.headers["authorization"] = f"Bearer {self._token}"
        yield request


class ChosenAuth(httpx.Auth):
    """Sends a name and password by the scheme that the engine asks for, digest before basic.

    Nothing is sent before the engine has asked: a password never goes in the clear to an engine that wants a digest.
    """

    def __init__(self, user: str, password: str) -> None:
        self._user = user
        self._password = password
        self._chosen: dict[str, httpx.Auth] = {}
        self._choosing = Lock()

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Answer what the engine asks; what it asked before for this address is answered at once."""
        auth = self._chosen.get(request.url.path)
        if auth is None:
            response = yield request
            if response.status_code != _UNAUTHORIZED:
                return
            auth = self._choose(request.url.path, response.headers.get_list("www-authenticate"))
        yield from auth.auth_flow(request)

    def _choose(self, path: str, challenges: list[str]) -> httpx.Auth:
        digest = any(challenge.lower().startswith("digest") for challenge in challenges)
        with self._choosing:
            if path not in self._chosen:
                kind = httpx.DigestAuth if digest else httpx.BasicAuth
                self._chosen[path] = kind(self._user, self._password)
            return self._chosen[path]
