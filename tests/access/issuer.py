"""A small OpenID Connect issuer: discovery and keys over HTTP on a free port, and tokens signed with real keys."""

from __future__ import annotations

import json
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

from joserfc import jws
from joserfc.jwk import ECKey, Key, OKPKey, RSAKey
from joserfc.jws import JWSRegistry

if TYPE_CHECKING:
    from collections.abc import Iterator

AUDIENCE = "https://samenhang.example/api"
DISCOVERY = "/.well-known/openid-configuration"


class _AnyAlgorithm(JWSRegistry):
    """Signs with whatever is asked, also with what a verifier must refuse."""

    def get_alg(self, name: str) -> Any:
        return self.algorithms[name]


_SIGNING = _AnyAlgorithm(strict_check_header=False)


@dataclass
class Issuer:
    """What the issuer answers, which a test may change, and how often it was asked."""

    url: str = ""
    keys: dict[str, Key] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    answers: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)

    def publish(self, name: str, key: Key) -> None:
        """Add a public key."""
        self.keys[name] = key

    def claims(self, **changes: Any) -> dict[str, Any]:
        """Return the claims of a token that is good, with changes; a change to None leaves a claim out."""
        now = int(time.time())
        claims: dict[str, Any] = {
            "iss": self.url,
            "aud": AUDIENCE,
            "sub": "gebruiker-1",
            "client_id": "levering",
            "jti": "1",
        }
        claims |= {"iat": now, "nbf": now, "exp": now + 300, "scope": "gegevensset:regio:schrijven", **changes}
        return {name: value for name, value in claims.items() if value is not None}

    def token(self, name: str, *, header: dict[str, Any] | None = None, key: Key | None = None, **changes: Any) -> str:
        """Return a token, signed with the key of this name unless another is given."""
        head = {"alg": _algorithm(name), "kid": name, "typ": "at+jwt", **(header or {})}
        head = {k: v for k, v in head.items() if v is not None}
        body = json.dumps(self.claims(**changes)).encode()
        return jws.serialize_compact(head, body, key or self.keys[name], registry=_SIGNING)

    def answer(self, path: str) -> tuple[int, dict[str, str], bytes]:
        """Return status, headers and body for a path."""
        if path in self.answers:
            return self.answers[path]
        if path == DISCOVERY:
            return 200, {}, json.dumps({"issuer": self.url, "jwks_uri": f"{self.url}/keys"}).encode()
        if path == "/keys":
            listed = [{**key.as_dict(private=False), "kid": name, "use": "sig"} for name, key in self.keys.items()]
            return 200, {}, json.dumps({"keys": listed}).encode()
        return 404, {}, b""


def _algorithm(name: str) -> str:
    return {"rsa": "RS256", "pss": "PS256", "ec": "ES256", "ed": "EdDSA"}[name.split("-", maxsplit=1)[0]]


def new_key(name: str) -> Key:
    """Return a new key of the kind that a name begins with."""
    kind = name.split("-", maxsplit=1)[0]
    if kind == "ec":
        return ECKey.generate_key("P-256")
    return OKPKey.generate_key("Ed25519") if kind == "ed" else RSAKey.generate_key(2048)


@contextmanager
def running_issuer() -> Iterator[Issuer]:
    """Serve an issuer for as long as the context lasts."""
    issuer = Issuer()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            issuer.asked.append(self.path)
            status, headers, body = issuer.answer(self.path)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Keep quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        issuer.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield issuer
        finally:
            server.shutdown()
            thread.join()
