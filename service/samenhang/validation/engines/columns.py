"""The data as columns of term numbers that can be followed from either side, with the background beside it.

The dataset and the background share one numbering and stay two parts: what is looked up is looked up in both, but only
the dataset says which nodes are looked at.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pyoxigraph as ox

from samenhang.namespaces import RDF

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from samenhang.validation.documents import Ids, Table, Term

Bools = npt.NDArray[np.bool_]
TYPE: Final = f"{RDF}type"
SUBCLASS: Final = "http://www.w3.org/2000/01/rdf-schema#subClassOf"
IRI, BLANK, LITERAL = 0, 1, 2
NONE: Final = np.empty(0, np.int32)
_SHIFT: Final = 32
_LOW: Final = (1 << _SHIFT) - 1


def joined(high: Ids, low: Ids) -> npt.NDArray[np.int64]:
    """Return pairs of numbers as single ones that sort in the same order."""
    return (high.astype(np.int64) << _SHIFT) | low


def parted(keys: npt.NDArray[np.int64]) -> tuple[Ids, Ids]:
    """Return the pairs that `joined` made single numbers of."""
    return (keys >> _SHIFT).astype(np.int32), (keys & _LOW).astype(np.int32)


def distinct(keys: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return the numbers sorted and each once."""
    keys = np.sort(keys)
    if len(keys) > 1:
        new = np.empty(len(keys), bool)
        new[0] = True
        np.not_equal(keys[1:], keys[:-1], out=new[1:])
        if not new.all():
            keys = keys[new]
    return keys


class Pairs:
    """The subjects and objects of one predicate, each pair once, sorted by subject."""

    def __init__(self, subjects: Ids, objects: Ids) -> None:
        self.subjects, self.objects = parted(distinct(joined(subjects, objects)))
        self._inverse: Pairs | None = None

    def __len__(self) -> int:
        return len(self.subjects)

    @property
    def inverse(self) -> Pairs:
        """The same pairs the other way around."""
        if self._inverse is None:
            self._inverse = Pairs(self.objects, self.subjects)
        return self._inverse

    def of(self, subject: int) -> Ids:
        """Return the objects of one subject."""
        ends = np.array((subject, subject + 1), np.int32)  # of another type, the whole column would be converted
        low, high = np.searchsorted(self.subjects, ends)
        return self.objects[low:high]


class Part:
    """Triples as columns, grouped by predicate when that is asked for."""

    def __init__(self, subjects: Ids, predicates: Ids, objects: Ids) -> None:
        self.subjects, self.predicates, self.objects = subjects, predicates, objects
        self._groups: dict[int, Ids] | None = None
        self._pairs: dict[int, Pairs] = {}

    def __len__(self) -> int:
        return len(self.subjects)

    def pairs(self, predicate: int | None) -> Pairs | None:
        """Return the pairs of a predicate; None when there are none."""
        if predicate is None:
            return None
        found = self._pairs.get(predicate)
        if found is None:
            rows = self._grouped().get(predicate)
            if rows is None:
                return None
            found = self._pairs[predicate] = Pairs(self.subjects[rows], self.objects[rows])
        return found

    def _grouped(self) -> dict[int, Ids]:
        if self._groups is None:
            counts = np.bincount(self.predicates) if len(self) else np.empty(0, np.int64)
            known = np.flatnonzero(counts)
            narrow = np.uint16 if len(known) < (1 << 16) else np.uint32  # sixteen bits are sorted by radix
            codes = np.zeros(len(counts), narrow)
            codes[known] = np.arange(len(known), dtype=narrow)
            order = np.argsort(codes[self.predicates], kind="stable").astype(np.int32)
            rows = np.split(order, np.cumsum(counts[known])[:-1]) if len(known) else []
            self._groups = dict(zip(known.tolist(), rows, strict=True))
        return self._groups


class Facts(NamedTuple):
    """What kind of term each number stands for; `languages` and `datatypes` number the tags and IRIs that occur."""

    kinds: npt.NDArray[np.int8]
    language: Ids
    datatype: Ids
    languages: dict[str, int]
    datatypes: dict[str, int]


def facts(terms: Sequence[Term], before: Facts | None = None) -> Facts:
    """Return the facts of terms, added to those of the terms before them."""
    languages = {} if before is None else dict(before.languages)
    datatypes = {} if before is None else dict(before.datatypes)
    kinds, language, datatype = bytearray(len(terms)), [-1] * len(terms), [-1] * len(terms)
    for number, term in enumerate(terms):
        if type(term) is ox.NamedNode:
            continue
        if isinstance(term, ox.BlankNode):
            kinds[number] = BLANK
        elif isinstance(term, ox.Literal):
            kinds[number] = LITERAL
            tag = term.language
            if tag is not None:
                language[number] = languages.setdefault(tag.lower(), len(languages))
            datatype[number] = datatypes.setdefault(term.datatype.value, len(datatypes))
    columns = np.frombuffer(kinds, np.int8), np.array(language, np.int32), np.array(datatype, np.int32)
    if before is not None:
        kinds_before, language_before, datatype_before, *_ = before
        columns = (
            np.concatenate((kinds_before, columns[0])),
            np.concatenate((language_before, columns[1])),
            np.concatenate((datatype_before, columns[2])),
        )
    return Facts(*columns, languages, datatypes)


class Background:
    """What a check may look up and never reports on: the ontology and the reference data; prepared once, used often."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.numbers: dict[Term, int] = {term: number for number, term in enumerate(table.terms)}
        self.part = Part(table.subjects, table.predicates, table.objects)
        self._facts: Facts | None = None

    @property
    def facts(self) -> Facts:
        """The kinds of its terms."""
        if self._facts is None:
            self._facts = facts(self.table.terms)
        return self._facts


class Columns:
    """A dataset and its background under one numbering."""

    def __init__(self, table: Table, background: Background | None = None) -> None:
        self._table, self._background = table, background
        self._added: dict[Term, int] = {}
        if background is None:
            self._base = 0
            self._numbers: Ids | None = None
            self.own = Part(table.subjects, table.predicates, table.objects)
            self._own_terms: list[Term] = list(table.terms)
            self.parts: tuple[Part, ...] = (self.own,)
        else:
            self._base = len(background.numbers)
            self._own_terms = []
            self._numbers = self._renumbered(table.terms, background.numbers)
            self.own = Part(*(self._numbers[c] for c in (table.subjects, table.predicates, table.objects)))
            self.parts = (self.own, background.part)
        self._facts: Facts | None = None
        self._iris: dict[str, int | None] = {}

    def _renumbered(self, terms: Sequence[Term], known: dict[Term, int]) -> Ids:
        numbers = np.empty(len(terms), np.int32)
        for place, term in enumerate(terms):
            number = known.get(term)
            if number is None:
                number = self._base + len(self._own_terms)
                self._own_terms.append(term)
            numbers[place] = number
        return numbers

    def __len__(self) -> int:
        return self._base + len(self._own_terms)

    def term(self, number: int) -> Term:
        """Return the term a number stands for."""
        if number < self._base and self._background is not None:
            return self._background.table.terms[number]
        return self._own_terms[number - self._base]

    def number(self, term: Term) -> int | None:
        """Return the number of a term; None when it occurs nowhere."""
        if self._background is not None:
            found = self._background.numbers.get(term)
            if found is not None:
                return found
        place = self._table.number(term)
        if place is not None:
            return place if self._numbers is None else int(self._numbers[place])
        return self._added.get(term)

    def iri(self, iri: str) -> int | None:
        """Return the number of an IRI; None when it occurs nowhere."""
        if iri not in self._iris:
            self._iris[iri] = self.number(ox.NamedNode(iri))
        return self._iris[iri]

    def added(self, term: Term) -> int:
        """Return the number of a term, which gets one when it has none; before anything is looked up."""
        number = self.number(term)
        if number is None:
            number = self._added[term] = len(self)
            self._own_terms.append(term)
            self._facts = None
            self._iris.clear()
        return number

    @property
    def facts(self) -> Facts:
        """The kinds of all terms."""
        if self._facts is None:
            self._facts = facts(self._own_terms, self._background.facts if self._background else None)
        return self._facts

    def pairs(self, predicate: str, *, inverse: bool = False) -> list[Pairs]:
        """Return the pairs of a predicate in each part that has any."""
        number = self.iri(predicate)
        found = (part.pairs(number) for part in self.parts)
        return [pairs.inverse if inverse else pairs for pairs in found if pairs is not None]

    def subclasses(self, iris: Iterable[str]) -> set[int]:
        """Return the numbers of classes and of all their subclasses in the data."""
        queue = [number for iri in iris if (number := self.iri(iri)) is not None]
        found = set(queue)
        hierarchy = self.pairs(SUBCLASS, inverse=True)
        while queue:
            current = queue.pop()
            for pairs in hierarchy:
                for number in pairs.of(current).tolist():
                    if number not in found:
                        found.add(number)
                        queue.append(number)
        return found

    def instances(self, classes: Iterable[int], parts: Iterable[Part]) -> Ids:
        """Return the subjects that have one of these classes as a type, in some parts; not sorted, maybe twice."""
        typed = [pairs.inverse for part in parts if (pairs := part.pairs(self.iri(TYPE))) is not None]
        found = [pairs.of(number) for number in classes for pairs in typed]
        return np.concatenate(found) if found else NONE
