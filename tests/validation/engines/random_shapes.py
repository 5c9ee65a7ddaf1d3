"""Random shapes from the grammar that the column engine supports, and small random graphs that they find fault with."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

PREFIXES = """@prefix : <https://voorbeeld.example/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""
NODES = [":n0", ":n1", ":n2", ":n3", "_:b0", "_:b1"]
PROPERTIES = [":p", ":q", ":r", ":s"]
CLASSES = [":A", ":B", ":C", ":D"]
HIERARCHY = ":B rdfs:subClassOf :A . :C rdfs:subClassOf :B . :D rdfs:subClassOf :C . :C rdfs:subClassOf :D .\n"
DATES = ['"2024-01-31"^^xsd:date', '"2024-13-01"^^xsd:date', '"2025-02-01"^^xsd:date', '"gisteren"^^xsd:date']
NUMBERS = ["1", "2", "2.0", "2.50", "-3", '"01"^^xsd:integer', '"een"^^xsd:integer', '"1,5"^^xsd:decimal', "1.0e0"]
TEXTS = ['"a"', '"abc"', '"Abc"@nl', '"abc"@en', '"abc"@en-GB', '"andere"@nl', '""', '"b\\nc"', '"1"', '"2"']
OTHERS = ["true", '"waar"^^xsd:boolean', '"2024"^^xsd:gYear', '"x"^^:soort', '"2024-01-31T10:00:00"^^xsd:dateTime']
LITERALS = [*DATES, *NUMBERS, *TEXTS, *OTHERS]
DATATYPES = ["xsd:integer", "xsd:decimal", "xsd:date", "xsd:string", "rdf:langString", "xsd:boolean", ":soort"]
KINDS = ["sh:IRI", "sh:BlankNode", "sh:Literal", "sh:BlankNodeOrIRI", "sh:BlankNodeOrLiteral", "sh:IRIOrLiteral"]
SEVERITIES = ["sh:Violation", "sh:Warning", "sh:Info"]
LANGUAGES = ['"nl"', '"en" "nl"', '"*"']
PATTERNS = ['"^a"', '"B" ; sh:flags "i"', '"c$"', '"^c" ; sh:flags "m"', '"[0-9]+"', '"n[12]"']


class Shapes:
    """Writes one random graph of shapes."""

    def __init__(self, source: random.Random) -> None:
        self._random = source

    def graph(self, amount: int) -> str:
        """Return some shapes with targets, in Turtle."""
        return PREFIXES + "".join(self._root(number) for number in range(amount))

    def _root(self, number: int) -> str:
        pick = self._random.choice
        target = pick(
            [
                f"sh:targetClass {pick(CLASSES)}",
                f"sh:targetNode {pick([*NODES[:4], ':elders', *LITERALS])}",
                f"sh:targetSubjectsOf {pick(PROPERTIES)}",
                f"sh:targetObjectsOf {pick(PROPERTIES)}",
                f"sh:targetClass {pick(CLASSES)} , {pick(CLASSES)}",
            ]
        )
        path = f"sh:path {self._path()} ;" if self._random.random() < 0.3 else ""
        body = self._body(on_property=bool(path), depth=3)
        return f":S{number} {target} ; sh:severity {pick(SEVERITIES)} ; {path} {body} .\n"

    def _path(self, depth: int = 2) -> str:
        pick = self._random.choice
        simple: list[Callable[[], str]] = [lambda: pick(PROPERTIES)] * 4 + [
            lambda: f"[ sh:inversePath {pick(PROPERTIES)} ]"
        ]
        if depth and self._random.random() < 0.4:
            inner = self._path(depth - 1)
            return pick(
                [
                    f"( {inner} {self._path(depth - 1)} )",
                    f"[ sh:alternativePath ( {inner} {self._path(depth - 1)} ) ]",
                    f"[ sh:zeroOrMorePath {inner} ]",
                    f"[ sh:oneOrMorePath {inner} ]",
                    f"[ sh:zeroOrOnePath {inner} ]",
                ]
            )
        return pick(simple)()

    def _shape(self, depth: int) -> str:
        if self._random.random() < 0.5:
            return self._property(depth)
        return f"[ {self._body(on_property=False, depth=depth)} ]"

    def _property(self, depth: int) -> str:
        off = "sh:deactivated true ;" if self._random.random() < 0.05 else ""
        return f"[ {off} sh:path {self._path()} ; {self._body(on_property=True, depth=depth)} ]"

    def _body(self, *, on_property: bool, depth: int) -> str:
        names = list(self._parts(on_property=on_property, depth=depth))
        chosen = self._random.sample(names, self._random.choice([1, 1, 2, 3]))
        return " ; ".join(self._parts(on_property=on_property, depth=depth)[name]() for name in chosen)

    def _parts(self, *, on_property: bool, depth: int) -> dict[str, Callable[[], str]]:
        pick, number = self._random.choice, self._random.randrange
        found: dict[str, Callable[[], str]] = {
            "class": lambda: f"sh:class {pick(CLASSES)}",
            "datatype": lambda: f"sh:datatype {pick(DATATYPES)}",
            "nodeKind": lambda: f"sh:nodeKind {pick(KINDS)}",
            "in": lambda: f"sh:in ( {' '.join(self._random.sample([*NODES[:4], *LITERALS], 5))} )",
            "hasValue": lambda: f"sh:hasValue {pick([*NODES[:4], *LITERALS])}",
            "bound": lambda: f"sh:{pick(['min', 'max'])}{pick(['In', 'Ex'])}clusive {pick(LITERALS)}",
            "minLength": lambda: f"sh:minLength {number(4)}",
            "maxLength": lambda: f"sh:maxLength {number(30)}",
            "pattern": lambda: f"sh:pattern {pick(PATTERNS)}",
            "languageIn": lambda: f"sh:languageIn ( {pick(LANGUAGES)} )",
            "equals": lambda: f"sh:equals {pick(PROPERTIES)}",
            "disjoint": lambda: f"sh:disjoint {pick(PROPERTIES)}",
            "closed": lambda: f"sh:closed true ; sh:ignoredProperties ( rdf:type {pick(PROPERTIES)} )",
        }
        if on_property:
            found |= {
                "minCount": lambda: f"sh:minCount {number(3)}",
                "maxCount": lambda: f"sh:maxCount {number(3)}",
                "uniqueLang": lambda: "sh:uniqueLang true",
            }
        if depth:
            found |= self._nested(on_property=on_property, depth=depth - 1)
        return found

    def _nested(self, *, on_property: bool, depth: int) -> dict[str, Callable[[], str]]:
        pick, number = self._random.choice, self._random.randrange
        found: dict[str, Callable[[], str]] = {
            "property": lambda: f"sh:property {self._property(depth)} , {self._property(depth)}",
            "node": lambda: f"sh:node [ {self._body(on_property=False, depth=depth)} ]",
            "not": lambda: f"sh:not {self._shape(depth)}",
            "and": lambda: f"sh:and ( {self._shape(depth)} {self._shape(depth)} )",
            "or": lambda: f"sh:or ( {self._shape(depth)} {self._shape(depth)} )",
            "xone": lambda: f"sh:xone ( {self._shape(depth)} {self._shape(depth)} )",
        }
        if on_property:
            found["qualified"] = lambda: (
                f"sh:qualifiedValueShape {self._shape(depth)} ; "
                f"sh:qualified{pick(['Min', 'Max'])}Count {number(3)} ; "
                f"sh:qualifiedValueShapesDisjoint {pick(['true', 'false'])}"
            )
        return found


def data(source: random.Random) -> str:
    """Return a small graph in Turtle: typed nodes, blank ones among them, with values of every kind."""
    lines = [PREFIXES, HIERARCHY] if source.random() < 0.8 else [PREFIXES]
    for node in NODES:
        lines += [f"{node} a {name} .\n" for name in source.sample(CLASSES, source.choice([0, 1, 1, 2]))]
        for name in PROPERTIES:
            values = source.sample([*NODES, *LITERALS, *LITERALS], source.choice([0, 0, 1, 1, 2, 4]))
            lines += [f"{node} {name} {value} .\n" for value in dict.fromkeys(values)]
    return "".join(lines)


def ordered(source: random.Random, *, sound: bool) -> str:
    """Return a small graph whose values can be put in an order, or unless `sound` make no sense in one."""
    lines = [PREFIXES]
    groups = [NUMBERS[:5], DATES[:1] + DATES[2:3], ['"a"', '"b"', '"B"', '"c"@nl'], [*NODES[:4], '"n1"']]
    groups += [] if sound else [NUMBERS, DATES, [*OTHERS, *NUMBERS]]
    for node in NODES[:4]:
        lines.append(f"{node} a :A .\n")
        group = source.choice(groups)
        for name in PROPERTIES[:2]:
            lines += [f"{node} {name} {value} .\n" for value in source.sample(group, source.choice([0, 1, 2]))]
    return "".join(lines)
