"""Refuses SPARQL that no worker should see: calls to other services, writes in a query, text that breaks the engine.

Oxigraph overflows its stack (SIGSEGV) on a few thousand nested brackets or chained operators, and its planner needs
seconds for more than 150 joined patterns. The limits keep a factor of ten or more from the former; the deadline of the
worker ends what is left of the latter. The guard reads tokens, not grammar: it is the first fence and the one that
explains. The fence that holds whatever the text says is the worker itself, which can open no connection.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import ClassVar, Final

from samenhang.errors import QueryError
from samenhang.model import Text
from samenhang.store.query_tokens import Kind, Token, tokens

MAX_BYTES: Final = 100_000
MAX_UPDATE_BYTES: Final = 16_000_000
"""An update may carry data; what it carries besides is bounded by `MAX_BYTES`, as a query is."""
MAX_OPERATIONS: Final = 1_000
MAX_NESTING: Final = 100
MAX_PATH_STEPS: Final = 100
MAX_OPTIONALS: Final = 50
MAX_PATTERNS: Final = 200
MAX_OPERATORS: Final = 500
MAX_CLAUSES: Final = 200

_PATTERNS: Final = Text("triplepatronen", "triple patterns")
_OPERATIONS: Final = Text("bewerkingen", "operations")
_OPERATORS: Final = Text("operatoren (||, &&, +, -, *, /)", "operators (||, &&, +, -, *, /)")
_UPDATES: Final = frozenset(("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "COPY", "MOVE"))
_OTHER_OPERATIONS: Final = frozenset(("ADD",))
_CLAUSES: Final = frozenset(
    ("UNION", "FILTER", "BIND", "AS", "MINUS", "EXISTS", "GRAPH", "VALUES", "SELECT", "LATERAL")
)
_TERM_WORDS: Final = frozenset(("A", "TRUE", "FALSE"))
_TERMS: Final = frozenset((Kind.STRING, Kind.IRI, Kind.NAME, Kind.VARIABLE, Kind.NUMBER))
_OPEN: Final = frozenset(("{", "(", "[", "<<", "<<(", "{|"))
_CLOSE: Final = frozenset(("}", ")", "]", ">>", ")>>", "|}"))
_OPERATOR_MARKS: Final = frozenset(("||", "&&", "+", "-", "*", "/"))
_STEP_MARKS: Final = frozenset(("/", "|", "^"))
_PATH_MARKS: Final = _STEP_MARKS | {"(", ")", "!", "*", "+", "?"}
_NEXT_PATTERN: Final = frozenset((".", ";", ",", "~"))


def check_query(text: str) -> None:
    """Return when a query may be handed to a worker; raise QueryError, with what and how to mend, when not."""
    _check_size(text, MAX_BYTES)
    scan = _Scan()
    for token in tokens(text):
        scan.read(token)


def check_update(text: str) -> None:
    """Return when an update may be handed to a worker; raise QueryError, with what and how to mend, when not.

    LOAD is refused here: what may be loaded has taken its place in the text before (`updating.with_documents`).
    """
    _check_size(text, MAX_UPDATE_BYTES)
    scan, besides = _UpdateScan(), 0
    for token in tokens(text):
        scan.read(token)
        if not scan.in_data:
            besides += len(token.text)
            if besides > MAX_BYTES:
                raise _too_long(MAX_BYTES)


def _check_size(text: str, limit: int) -> None:
    try:
        size = len(text.encode())
    except UnicodeEncodeError:
        raise _refusal(
            "De query bevat tekens die geen geldige Unicode zijn. Verwijder ze.",
            "The query has characters that are not valid Unicode. Remove them.",
        ) from None
    if size > limit:
        raise _too_long(limit)


def _too_long(limit: int) -> QueryError:
    return _refusal(
        f"De query is langer dan {limit} bytes. Maak haar korter of splits haar.",
        f"The query is longer than {limit} bytes. Shorten it or split it.",
    )


def _refusal(nl: str, en: str) -> QueryError:
    return QueryError(Text(nl, en))


@dataclass(slots=True)
class _Frame:
    """What is between one pair of brackets."""

    opener: str
    data: bool  # rows of VALUES or a template: costs nothing to plan
    fresh: bool = True  # the next term starts a pattern


class _Scan:
    """Counts what makes a query heavy, one token at a time, and raises as soon as a limit is passed."""

    before_data: ClassVar[frozenset[str]] = frozenset(("VALUES", "CONSTRUCT"))

    def __init__(self) -> None:
        self._counts: Counter[Text] = Counter()
        self._frames: list[_Frame] = []
        self._data_follows = False
        self._describing = False
        self._steps = 0
        self._negations = 0
        self._after_term = False

    def read(self, token: Token) -> None:
        """Take in the next token."""
        word = token.text.upper() if token.kind is Kind.WORD else ""
        term = token.kind in _TERMS or word in _TERM_WORDS
        if token.kind is Kind.MARK:
            self._mark(token.text)
        elif word and not term:
            self._keyword(word)
        elif term:
            self._term()
        self._path(token, word)
        self._after_term = term or (token.kind is Kind.MARK and token.text in _CLOSE)

    def _count(self, what: Text, limit: int, step: int = 1) -> None:
        self._counts[what] += step
        if self._counts[what] > limit:
            raise _refusal(
                f"De query heeft meer dan {limit} {what.nl}. Splits haar in kleinere vragen; "
                "een lange lijst waarden hoort in VALUES of IN.",
                f"The query has more than {limit} {what.en}. Split it into smaller questions; "
                "a long list of values belongs in VALUES or IN.",
            )

    @property
    def in_data(self) -> bool:
        """Whether what comes next is data, not a pattern."""
        return bool(self._frames) and self._frames[-1].data

    def _keyword(self, word: str) -> None:
        self._refuse(word)
        if word == "OPTIONAL":
            self._count(Text(word, word), MAX_OPTIONALS)
        elif word in _CLAUSES and not self.in_data:
            self._count(Text(word, word), MAX_CLAUSES)
        self._data_follows = word in self.before_data
        self._describing = word == "DESCRIBE"
        if self._frames:
            self._frames[-1].fresh = True

    def _refuse(self, word: str) -> None:
        _refuse_service(word)
        if word in _UPDATES:
            raise _refusal(
                f"{word} wijzigt gegevens; hier kunnen alleen vragen worden gesteld. "
                "Gebruik SELECT, ASK, CONSTRUCT of DESCRIBE.",
                f"{word} changes data; only questions can be asked here. Use SELECT, ASK, CONSTRUCT or DESCRIBE.",
            )

    def _term(self) -> None:
        if not self._frames:
            if self._describing:
                self._count(_PATTERNS, MAX_PATTERNS)
            return
        frame = self._frames[-1]
        if frame.data:
            return
        if frame.opener == "(":
            if self._after_term:  # two terms side by side: an RDF list, two patterns for every item
                self._count(_PATTERNS, MAX_PATTERNS, 2)
        elif frame.fresh:
            frame.fresh = False
            self._count(_PATTERNS, MAX_PATTERNS)

    def _mark(self, mark: str) -> None:
        if mark in _OPEN:
            self._open(mark)
        elif mark in _CLOSE:
            if self._frames:
                self._frames.pop()
        elif mark in _NEXT_PATTERN and self._frames:
            self._frames[-1].fresh = True
        elif mark in _OPERATOR_MARKS and not (self._frames and self._frames[-1].data):
            self._count(_OPERATORS, MAX_OPERATORS)
        self._negations = self._negations + 1 if mark == "!" else 0
        if len(self._frames) + self._negations > MAX_NESTING:
            raise _refusal(
                f"De query is dieper genest dan {MAX_NESTING} niveaus. Haal overbodige haakjes en groepen weg.",
                f"The query is nested deeper than {MAX_NESTING} levels. Remove needless brackets and groups.",
            )

    def _open(self, mark: str) -> None:
        inside_data = bool(self._frames) and self._frames[-1].data
        if mark == "{":
            if self._frames:
                self._frames[-1].fresh = True
            inside_data = inside_data or self._data_follows
            self._data_follows = False
        elif mark != "(" and not inside_data:
            self._count(_PATTERNS, MAX_PATTERNS)
        self._describing = False
        self._frames.append(_Frame(mark, inside_data))

    def _path(self, token: Token, word: str) -> None:
        if token.kind is Kind.MARK and token.text in _STEP_MARKS:
            self._steps += 1
            if self._steps > MAX_PATH_STEPS:
                raise _refusal(
                    f"De query heeft een eigenschappenpad van meer dan {MAX_PATH_STEPS} stappen. Maak het korter.",
                    f"The query has a property path of more than {MAX_PATH_STEPS} steps. Shorten it.",
                )
        elif not (token.kind in (Kind.IRI, Kind.NAME) or word == "A" or token.text in _PATH_MARKS):
            self._steps = 0


class _UpdateScan(_Scan):
    """Counts what makes an update heavy: its operations too, and what a query may not have."""

    before_data: ClassVar[frozenset[str]] = frozenset(("VALUES", "INSERT", "DELETE", "DATA"))

    def _refuse(self, word: str) -> None:
        _refuse_service(word)
        if word == "LOAD":
            raise _refusal(
                "LOAD is niet toegestaan: deze dienst haalt niets op bij andere diensten. "
                "Haal de gegevens zelf op en voeg ze toe met INSERT DATA.",
                "LOAD is not allowed: this service fetches nothing from other services. "
                "Fetch the data yourself and add them with INSERT DATA.",
            )
        if word in _UPDATES | _OTHER_OPERATIONS and not self._frames:
            self._count(_OPERATIONS, MAX_OPERATIONS)


def _refuse_service(word: str) -> None:
    if word.startswith("SERVICE"):  # Oxigraph also reads SERVICESILENT as two words
        raise _refusal(
            "SERVICE is niet toegestaan: deze dienst haalt niets op bij andere diensten. "
            "Haal de gegevens zelf op en geef ze mee met VALUES.",
            "SERVICE is not allowed: this service fetches nothing from other services. "
            "Fetch the data yourself and pass it in with VALUES.",
        )
