"""Finds personal data in a text: citizen service numbers, e-mail addresses, telephone numbers, bank accounts, births.

What looks like a number of a person and is not (codes of organisations and products, amounts, dates) is left alone: a
warning that is often wrong is soon ignored.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

BSN, EMAIL, PHONE, IBAN, BIRTH = "bsn", "email", "telefoon", "iban", "geboortedatum"

_NINE: Final = re.compile(r"(?<![\w.,/-])(?:\d{9}|\d{3}[ .]\d{3}[ .]\d{3}|\d{4}[ .]\d{2}[ .]\d{3})(?![\w/-]|[.,]\d)")
_EIGHT: Final = re.compile(r"(?<![\w.,/-])\d{8}(?![\w/-]|[.,]\d)")
_BSN_WORD: Final = re.compile(r"\b(?:bsn|burgerservicenummer|sofi-?nummer|citizen service number)\b", re.IGNORECASE)
_OTHER_NUMBER: Final = re.compile(
    r"\b(?:kvk|agb|rsin|btw|vat|gln|uzovi|oin|iv3|product(?:code|categorie)?|contract(?:nummer)?|dossier|zaak"
    r"|aanbesteding|tender|tenderned|bestek|inwoners|euro|eur|bedrag)\b|€",
    re.IGNORECASE,
)
_EMAIL: Final = re.compile(
    r"(?<![\w.+-])[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}(?![\w-])"
)
_SHARED_BOXES: Final = frozenset(
    (
        *("info", "contact", "post", "postbus", "gemeente", "inkoop", "contractbeheer", "contractmanagement", "jeugd"),
        *("wmo", "jeugdhulp", "zorg", "sociaaldomein", "secretariaat", "administratie", "beheer", "data", "support"),
        *("helpdesk", "servicedesk", "receptie", "pers", "redactie", "privacy", "fg", "noreply", "no-reply"),
    )
)
_PHONE: Final = re.compile(
    r"(?<![\w.,/-])(?:(?:\+31|0031)[ -]?(?:\(0\))?[ -]?[1-9](?:[ -]?\d){8}"
    r"|0[1-9](?:\d[ -]?\d{7}|\d{2}[ -]\d{6}|[ -]\d{8}|\d[ -]\d{3}[ -]\d{2}[ -]\d{2}|\d{2}[ -]\d{2}[ -]\d{2}[ -]\d{2}))"
    r"(?![\w/-]|[.,]\d)"
)
_IBAN: Final = re.compile(r"(?<!\w)NL\d{2}[ ]?[A-Z]{4}(?:[ ]?\d){10}(?!\w)")
_BORN: Final = re.compile(
    r"\b(?:geboren|geb\.?|geboortedatum|born|date of birth|dob)\b[^\w\n]{0,4}(?:op|on)?\s{0,2}"
    r"(?:\d{1,2}[-/. ](?:\d{1,2}|[a-z]{3,9})[-/. ]\d{2,4}|\d{4}-\d{2}-\d{2})",
    re.IGNORECASE,
)
_NEARBY: Final = 40
_SUSPECT: Final = re.compile(r"\d{3}|@|[Gg]eb|[Bb]orn|birth")


class Found(NamedTuple):
    """One piece of personal data: its kind, and where it stands in the text."""

    kind: str
    start: int
    end: int


def find_personal(text: str, about: str = "") -> tuple[Found, ...]:
    """Return the personal data in a text, in its order; `about` is what the text is a value of, such as a heading."""
    if not _SUSPECT.search(text):
        return ()
    found = [*_numbers(text, about), *_others(text)]
    kept: list[Found] = []
    for one in sorted(found, key=lambda f: (f.start, -f.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return tuple(kept)


def masked(text: str, about: str = "") -> str:
    """Return a text in which of personal data only the outside is left: `12*****82`, `j***@***.nl`."""
    parts, done = [], 0
    for found in find_personal(text, about):
        parts += [text[done : found.start], _mask(text[found.start : found.end], found.kind)]
        done = found.end
    return "".join([*parts, text[done:]])


def is_bsn(digits: str) -> bool:
    """Tell whether eight or nine digits pass the eleven-test of citizen service numbers."""
    number = digits.zfill(9)
    if len(number) != 9 or not number.isascii() or not number.isdigit() or len(set(number)) == 1:  # noqa: PLR2004
        return False
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    total = sum(weight * int(digit) for weight, digit in zip(weights, number, strict=True))
    return total % 11 == 0 and int(number) > 0


def _numbers(text: str, about: str) -> Iterator[Found]:
    said = bool(_BSN_WORD.search(about))
    if _OTHER_NUMBER.search(about) and not said:
        return
    for match in _NINE.finditer(text):
        near = _near(text, match)
        if is_bsn(_digits(match.group())) and (said or _BSN_WORD.search(near) or not _OTHER_NUMBER.search(near)):
            yield Found(BSN, match.start(), match.end())
    for match in _EIGHT.finditer(
        text
    ):  # eight digits are mostly a date or a code, so somebody has to say what they are
        if is_bsn(match.group()) and (said or _BSN_WORD.search(_near(text, match))):
            yield Found(BSN, match.start(), match.end())


def _others(text: str) -> Iterator[Found]:
    for match in _EMAIL.finditer(text):
        if match.group().partition("@")[0].lower() not in _SHARED_BOXES:
            yield Found(EMAIL, match.start(), match.end())
    for kind, pattern in ((PHONE, _PHONE), (BIRTH, _BORN)):
        for match in pattern.finditer(text):
            yield Found(kind, match.start(), match.end())
    for match in _IBAN.finditer(text):
        if _is_iban(match.group().replace(" ", "")):
            yield Found(IBAN, match.start(), match.end())


def _near(text: str, match: re.Match[str]) -> str:
    return text[max(0, match.start() - _NEARBY) : match.end() + _NEARBY]


def _digits(text: str) -> str:
    return "".join(character for character in text if character.isdigit())


def _is_iban(iban: str) -> bool:
    moved = iban[4:] + iban[:4]
    return int("".join(str(int(c, 36)) for c in moved)) % 97 == 1


def _mask(text: str, kind: str) -> str:
    if kind == EMAIL:
        name, _, domain = text.partition("@")
        return f"{name[0]}***@***.{domain.rpartition('.')[2]}"
    if kind == BIRTH:
        return re.sub(r"\d", "*", text)
    shown = 2
    return f"{text[:shown]}{'*' * (len(text) - 2 * shown)}{text[-shown:]}"
