"""Problems in the form of RFC 9457, and the kinds there are."""

from __future__ import annotations

from dataclasses import dataclass

from samenhang.access import ForbiddenError, IssuerUnreachableError, NotAuthenticatedError, TooManyAttemptsError
from samenhang.coherence.combinations import TooManyStatesError
from samenhang.coherence.paths import PathTooLongError
from samenhang.datasets.backup import BackupError
from samenhang.datasets.errors import DatasetRefusedError, WithdrawnError
from samenhang.errors import (
    Fault,
    InvalidInputError,
    MissingExtraError,
    NotAcceptableError,
    NotFoundError,
    QueryError,
    QueryFailedError,
    QueryTimeoutError,
    SamenhangError,
    StoreUnavailableError,
    TooManyQueriesError,
    UnsupportedShapeError,
)
from samenhang.model import Text
from samenhang.store.failures import StoreError
from samenhang.store.parsing import RdfSyntaxError, UnknownFormatError
from samenhang.store.request import InvalidNameError
from samenhang.validation.isolated.orders import TooHeavyError
from samenhang.validation.limits import RefusedError, TooLargeError
from samenhang.wire.terms import Data, text


@dataclass(frozen=True, slots=True)
class ProblemType:
    """A kind of problem: its stable code, its HTTP status, and what a reader needs to know about it."""

    code: str
    status: int
    title: Text
    explanation: Text


def _of(error: type[SamenhangError], nl: str, en: str) -> ProblemType:
    return ProblemType(error.code, error.status, error.title, Text(nl, en))


_TYPES = (
    _of(
        InvalidInputError,
        "De aanvraag heeft een of meer fouten. Elke fout staat in `fouten`, met een JSON Pointer naar de plaats (bij "
        "een queryparameter: de naam van de parameter), een code, een uitleg en de id’s die er het meest op lijken.",
        "The request has one or more faults. Each is listed in `fouten` with a JSON Pointer to the place (for a query "
        "parameter: its name), a code, an explanation and the ids that look most like it.",
    ),
    _of(
        QueryError,
        "De SPARQL-query is niet geldig of wordt niet toegestaan, bijvoorbeeld omdat zij iets wijzigt of iets "
        "van elders ophaalt.",
        "The SPARQL query is not valid or not allowed, for example because it changes something or fetches from "
        "elsewhere.",
    ),
    _of(
        TooManyStatesError,
        "Over deze dimensies zijn er te veel samenhangende combinaties om ze te ordenen. `detail` noemt de orde van "
        "grootte. Noem minder dimensies in `over`, of leg meer keuzes vast in `keuzes`.",
        "There are too many coherent combinations over these dimensions to put them in order. `detail` names the order "
        "of magnitude. Name fewer dimensions in `over`, or fix more choices in `keuzes`.",
    ),
    _of(
        PathTooLongError,
        "Tussen `van` en `naar` hangen zo veel veranderingen samen dat niet elke volgorde kan worden doorzocht. Noem "
        "in `bundels` welke dimensies samen veranderen, of vraag het pad in twee delen met een tussenstand.",
        "So many changes between `van` and `naar` hang together that not every order can be searched. Name in "
        "`bundels` which dimensions change together, or ask for the path in two parts with a state in between.",
    ),
    _of(
        NotFoundError,
        "Onder dit adres staat niets. Let op: een adres eindigt nooit op een schuine streep.",
        "There is nothing at this address. Mind that no address ends with a slash.",
    ),
    ProblemType(
        "methode-niet-toegestaan",
        405,
        Text("Deze methode kan hier niet", "This method is not allowed here"),
        Text("De header `Allow` noemt de methoden die wel kunnen.", "The `Allow` header names the methods that are."),
    ),
    _of(
        NotAcceptableError,
        "Geen van de vormen in de header `Accept` is hier beschikbaar; `detail` noemt de vormen die er zijn.",
        "None of the forms in the `Accept` header is available here; `detail` names those that are.",
    ),
    ProblemType(
        "te-groot",
        413,
        Text("De aanvraag is te groot", "The request is too large"),
        Text("De body is groter dan deze dienst leest.", "The body is larger than this service reads."),
    ),
    ProblemType(
        "mediatype-niet-ondersteund",
        415,
        Text("Dit soort inhoud wordt niet gelezen", "This kind of content is not read"),
        Text(
            "De header `Content-Type` noemt een soort die hier niet wordt gelezen; `detail` noemt de soorten die wel "
            "kunnen.",
            "The `Content-Type` header names a kind that is not read here; `detail` names those that are.",
        ),
    ),
    ProblemType(
        SamenhangError.code,
        SamenhangError.status,
        SamenhangError.title,
        Text(
            "De dienst kon de aanvraag niet afmaken. Dat ligt niet aan de aanvraag; probeer het later opnieuw.",
            "The service could not finish the request. The request is not to blame; try again later.",
        ),
    ),
    _of(
        UnsupportedShapeError,
        "Een regel in de gegevens van de dienst kan niet exact worden gelezen. De beheerder moet dit oplossen.",
        "A rule in the data of the service cannot be read exactly. The operator has to mend this.",
    ),
    _of(
        MissingExtraError,
        "Een optioneel onderdeel is bij deze dienst niet geïnstalleerd.",
        "An optional part is not installed with this service.",
    ),
    _of(
        QueryTimeoutError,
        "De query duurde langer dan is toegestaan en is gestopt. Maak haar kleiner, bijvoorbeeld met LIMIT.",
        "The query took longer than allowed and was stopped. Make it smaller, for example with LIMIT.",
    ),
    _of(
        QueryFailedError,
        "De query vroeg te veel geheugen of brak af. Maak haar kleiner, bijvoorbeeld met LIMIT.",
        "The query asked for too much memory or broke down. Make it smaller, for example with LIMIT.",
    ),
    _of(
        TooManyQueriesError,
        "Er wachten te veel vragen. De header `Retry-After` zegt wanneer u het opnieuw kunt proberen.",
        "Too many questions are waiting. The `Retry-After` header says when to try again.",
    ),
    _of(
        StoreUnavailableError,
        "De database waarin de graaf staat antwoordt niet of weigert. De header `Retry-After` zegt wanneer u het "
        "opnieuw kunt proberen.",
        "The database that holds the graph does not answer or refuses. The `Retry-After` header says when to try "
        "again.",
    ),
    _of(
        NotAuthenticatedError,
        "Hiervoor is een token nodig, en er kwam er geen, of een dat niet geldig is: onbekend, verlopen of "
        "ingetrokken. Stuur het in de header `Authorization: Bearer …`.",
        "This needs a token, and none came, or one that is not valid: unknown, expired or revoked. Send it in the "
        "header `Authorization: Bearer …`.",
    ),
    _of(
        ForbiddenError,
        "Het token is geldig maar geeft hier geen recht op. De header `WWW-Authenticate` noemt de bevoegdheid die "
        "nodig is.",
        "The token is valid but does not give the right to do this here. The `WWW-Authenticate` header names the scope "
        "that is needed.",
    ),
    _of(
        TooManyAttemptsError,
        "Vanaf dit adres kwamen te veel tokens die niet geldig zijn. De header `Retry-After` zegt wanneer u het "
        "opnieuw kunt proberen.",
        "Too many tokens that are not valid came from this address. The `Retry-After` header says when to try again.",
    ),
    _of(
        IssuerUnreachableError,
        "Of het token geldig is kan nu niet worden nagegaan: de dienst die het uitgaf, of het register van tokens, is "
        "niet bereikbaar. De header `Retry-After` zegt wanneer u het opnieuw kunt proberen.",
        "Whether the token is valid cannot be found out now: the service that issued it, or the register of tokens, "
        "cannot be reached. The `Retry-After` header says when to try again.",
    ),
    ProblemType(
        "graaf-niet-hier",
        400,
        Text("De graaf is hier niet", "The graph is not here"),
        Text(
            "De query vraagt om een graaf die deze dienst niet heeft, en van elders haalt zij er geen op, tenzij de "
            "beheerder dat adres heeft toegestaan.",
            "The query asks for a graph that this service does not have, and it fetches none from elsewhere unless the "
            "operator has allowed that address.",
        ),
    ),
    ProblemType(
        "bron-onbereikbaar",
        502,
        Text("Een document van elders is niet te krijgen", "A document from elsewhere cannot be had"),
        Text(
            "De query of wijziging noemt met FROM of LOAD een document dat mag worden opgehaald, maar dat lukt niet; "
            "`detail` zegt waarom.",
            "The query or update names with FROM or LOAD a document that may be fetched, but that fails; `detail` says "
            "why.",
        ),
    ),
    ProblemType(
        "graaf-beschermd",
        403,
        Text("De graaf is beschermd", "The graph is protected"),
        Text(
            "De grafen van de dienst zelf worden gemaakt uit haar bestanden, die van gegevenssets via "
            "/v1/gegevenssets. Er is niets gewijzigd.",
            "The graphs of the service itself are made from its files, those of datasets by /v1/gegevenssets. Nothing "
            "was changed.",
        ),
    ),
    ProblemType(
        "voorwaarde-niet-vervuld",
        412,
        Text("Wat er staat is intussen anders", "What is there has changed meanwhile"),
        Text(
            "De header `If-Match` of `If-None-Match` stelt een voorwaarde die niet meer geldt. Lees opnieuw wat er "
            "staat, en probeer het daarmee.",
            "The `If-Match` or `If-None-Match` header sets a condition that no longer holds. Read again what is there, "
            "and try with that.",
        ),
    ),
    _of(
        RdfSyntaxError,
        "Het document kan niet worden gelezen als RDF; `detail` noemt regel en kolom als die bekend zijn.",
        "The document cannot be read as RDF; `detail` names line and column where they are known.",
    ),
    _of(
        UnknownFormatError,
        "De header `Content-Type` noemt geen formaat voor RDF dat hier wordt gelezen; `detail` noemt die wel.",
        "The `Content-Type` header names no format for RDF that is read here; `detail` names those that are.",
    ),
    _of(
        InvalidNameError,
        "De naam van een graaf is een volledige IRI.",
        "The name of a graph is an absolute IRI.",
    ),
    _of(
        StoreError,
        "De opslag van de dienst kan niet worden gelezen of geschreven. De beheerder moet dit oplossen.",
        "The store of the service cannot be read or written. The operator has to mend this.",
    ),
    _of(
        DatasetRefusedError,
        "De toets vond iets dat publiceren in de weg staat: een structuurfout, een fout tegen de eigen vormen, of iets "
        "dat niet te lezen is. `rapport` noemt elke bevinding met haar plaats in het bestand.",
        "The check found something that stands in the way of publishing: a fault of structure, a fault against the "
        "shapes of its own, or something that cannot be read. `rapport` lists each finding with its place in the file.",
    ),
    _of(
        RefusedError,
        "Het bestand wordt niet gelezen: het is beschadigd, beveiligd, of van een soort die hier niet wordt gelezen. "
        "`detail` zegt wat eraan te doen is.",
        "The file is not read: it is damaged, protected, or of a kind that is not read here. `detail` says what to do.",
    ),
    _of(
        TooLargeError,
        "Het bestand heeft meer bytes, rijen, kolommen of uitspraken dan deze dienst leest; `detail` noemt de grens.",
        "The file has more bytes, rows, columns or statements than this service reads; `detail` names the limit.",
    ),
    _of(
        TooHeavyError,
        "De validatie vroeg meer tijd of geheugen dan er voor een bestand is, en is gestopt. Splits het bestand, of "
        "maak de eigen shapes eenvoudiger.",
        "The validation asked for more time or memory than there is for one file, and was stopped. Split the file, or "
        "make your own shapes simpler.",
    ),
    ProblemType(
        "ongeldige-shapes",
        400,
        Text("De shapes kunnen niet worden gebruikt", "The shapes cannot be used"),
        Text(
            "De eigen shapes zijn geen goede RDF, of zeggen iets dat niet mag of kan worden uitgevoerd.",
            "Your own shapes are no good RDF, or say something that may not or cannot be run.",
        ),
    ),
    _of(
        BackupError,
        "Het bestand is geen reservekopie van Samenhang, is niet heel, of is gewijzigd sinds het is gemaakt.",
        "The file is no backup of Samenhang, is not whole, or was changed since it was made.",
    ),
    _of(
        WithdrawnError,
        "De gegevensset is door haar uitgever ingetrokken. Haar versies zijn nog te lezen onder `…/versies`.",
        "The dataset was withdrawn by its publisher. Its versions can still be read below `…/versies`.",
    ),
    ProblemType(
        "verzoek-onjuist",
        400,
        Text("Het verzoek klopt niet", "The request is not valid"),
        Text(
            "Het verzoek voldoet niet aan HTTP of aan het protocol van dit adres.",
            "The request does not follow HTTP or the protocol of this address.",
        ),
    ),
)

PROBLEMS = {kind.code: kind for kind in _TYPES}
_BY_STATUS = {kind.status: kind for kind in reversed(_TYPES)} | {400: PROBLEMS["verzoek-onjuist"]}


def problem_type(code: str) -> ProblemType:
    """Return the kind of problem with this code; the general one when the code is not known."""
    return PROBLEMS.get(code, PROBLEMS[SamenhangError.code])


def problem_of_status(status: int) -> ProblemType:
    """Return the kind of problem that goes with an HTTP status."""
    return _BY_STATUS.get(status) or _BY_STATUS[500 if status >= 500 else 400]  # noqa: PLR2004 -- server or caller


def problem(  # noqa: PLR0913 -- the members of a problem
    kind: ProblemType, detail: Text, *, base: str, language: str, instance: str, faults: tuple[Fault, ...] = ()
) -> Data:
    """Return a problem; `base` is the address of the service, under which its type can be read."""
    data: Data = {
        "type": f"{base}/problemen/{kind.code}",
        "title": kind.title.get(language),
        "status": kind.status,
        "detail": detail.get(language),
        "instance": instance,
    }
    if faults:
        data["fouten"] = [fault(f) for f in faults]
    return data


def fault(value: Fault) -> Data:
    """Return one fault in the input."""
    return {
        "pointer": value.pointer,
        "code": value.code,
        "detail": text(value.text),
        "suggesties": list(value.suggestions),
    }
