"""The errors of access, each with the headers that tell a program how to mend it (RFC 6750, RFC 9110)."""

from __future__ import annotations

from typing import Final

from samenhang.errors import SamenhangError
from samenhang.model import Text

REALM: Final = "samenhang"


def challenge(error: str = "", scope: str = "") -> str:
    """Return the value of WWW-Authenticate; `error` is a code of RFC 6750, left out when nothing was presented."""
    parts = [f'Bearer realm="{REALM}"']
    parts += [f'error="{error}"'] if error else []
    parts += [f'scope="{scope}"'] if scope else []
    return ", ".join(parts)


class AccessError(SamenhangError):
    """A request is refused before anything happens; `headers` go with the answer."""

    def __init__(self, text: Text, headers: dict[str, str] | None = None) -> None:
        super().__init__(text)
        self.headers = headers or {}


class NotAuthenticatedError(AccessError):
    """No token was presented, or one that is not good; which of the reasons is never told."""

    code = "niet-aangemeld"
    status = 401
    title = Text("Aanmelden is nodig", "Authentication is needed")

    def __init__(self, *, presented: bool) -> None:
        if presented:
            text = Text(
                "Het token is niet geldig: onbekend, verlopen of ingetrokken. Vraag de beheerder om een nieuw token.",
                "The token is not valid: unknown, expired or revoked. Ask the operator for a new token.",
            )
        else:
            text = Text(
                "Hiervoor is een token nodig. Stuur het in de header: Authorization: Bearer <token>.",
                "This needs a token. Send it in the header: Authorization: Bearer <token>.",
            )
        super().__init__(text, {"www-authenticate": challenge("invalid_token" if presented else "")})
        self.presented = presented


class ForbiddenError(AccessError):
    """The token is good but does not give the right to do this; nothing is told about what exists."""

    code = "geen-toegang"
    status = 403
    title = Text("Geen toegang", "No access")

    def __init__(self, scope: str) -> None:
        super().__init__(
            Text(
                f"Dit token geeft hier geen recht op '{scope}'. Gebruik een token met deze bevoegdheid voor deze "
                "gegevensset.",
                f"This token does not give the right '{scope}' here. Use a token with this scope for this dataset.",
            ),
            {"www-authenticate": challenge("insufficient_scope", scope)},
        )
        self.scope = scope


class CredentialPlaceError(AccessError):
    """A token came where it would be logged or kept, or more than one came."""

    code = "verzoek-onjuist"
    status = 400
    title = Text("Het verzoek klopt niet", "The request is not valid")

    def __init__(self) -> None:
        super().__init__(
            Text(
                "Stuur precies een token, en alleen in de header: Authorization: Bearer <token>. In een adres of "
                "formulier komt het in logboeken terecht; trek een token in dat daar heeft gestaan.",
                "Send exactly one token, and only in the header: Authorization: Bearer <token>. In an address or form "
                "it ends up in logs; revoke a token that was put there.",
            ),
            {"www-authenticate": challenge("invalid_request")},
        )


class TooManyAttemptsError(AccessError):
    """An address presented too many tokens that are not good; try again after `retry_after` seconds."""

    code = "te-veel-pogingen"
    status = 429
    title = Text("Te veel mislukte pogingen", "Too many failed attempts")

    def __init__(self, retry_after: int) -> None:
        super().__init__(
            Text(
                f"Vanaf dit adres kwamen te veel ongeldige tokens. Probeer het over {retry_after} seconden opnieuw.",
                f"Too many invalid tokens came from this address. Try again in {retry_after} seconds.",
            ),
            {"retry-after": str(retry_after)},
        )
        self.retry_after = retry_after


class IssuerUnreachableError(AccessError):
    """The keys of the OpenID Connect issuer cannot be had now, so that no token of it can be judged."""

    code = "aanmelding-onbereikbaar"
    status = 503
    title = Text("Aanmelden kan nu niet", "Authentication is not possible now")

    def __init__(self, retry_after: int) -> None:
        super().__init__(
            Text(
                "De dienst die deze tokens uitgeeft is niet bereikbaar of geeft geen bruikbare sleutels. Probeer het "
                "later opnieuw.",
                "The service that issues these tokens cannot be reached or gives no usable keys. Try again later.",
            ),
            {"retry-after": str(retry_after)},
        )


class RegistryError(AccessError):
    """The tokens that were given out cannot be read or written now."""

    code = "aanmelding-onbereikbaar"
    status = 503
    title = IssuerUnreachableError.title

    def __init__(self, reason: str) -> None:
        super().__init__(
            Text(
                f"Het register van tokens kan nu niet worden gebruikt ({reason}). Controleer de schijf en de rechten.",
                f"The register of tokens cannot be used now ({reason}). Check the disk and the permissions.",
            ),
            {"retry-after": "5"},
        )
