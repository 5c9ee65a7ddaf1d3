"""Conditional requests (RFC 9110, section 13): what must hold before something is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from samenhang.datasets.errors import PreconditionError

_MOST: Final = 100


@dataclass(frozen=True, slots=True)
class Condition:
    """The tags of `If-Match` and `If-None-Match`; None: the header was not sent."""

    match: tuple[str, ...] | None = None
    none_match: tuple[str, ...] | None = None

    def check(self, etag: str | None) -> None:
        """Return when the tag of what is there now (None: nothing) meets the condition; PreconditionError when not."""
        if self.match is not None and (etag is None or not ("*" in self.match or etag in self.match)):
            raise PreconditionError(etag)
        if self.none_match is not None and etag is not None and ("*" in self.none_match or etag in self.none_match):
            raise PreconditionError(etag)


def condition_of(match: str | None, none_match: str | None) -> Condition:
    """Return the condition that two headers make; the tag of any form of a version stands for the version."""
    weak = (none_match or "").replace("W/", "")  # what is not to match is compared weakly
    return Condition(None if match is None else _tags(match), None if none_match is None else _tags(weak))


def tag_of_form(etag: str, form: str) -> str:
    """Return the tag of one form of a version: forms differ in their bytes, and so in their tags."""
    return f'{etag[:-1]};{form}"'


def _tags(header: str) -> tuple[str, ...]:
    return tuple(_plain(tag) for tag in header.split(",")[:_MOST])


def _plain(tag: str) -> str:
    tag = tag.strip()
    return f'{tag.partition(";")[0]}"' if ";" in tag else tag
