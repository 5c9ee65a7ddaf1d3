"""Malformed and hostile files in every form that is read: the same seed gives the same files on every machine."""

from __future__ import annotations

import gzip
import io
import random
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from samenhang.namespaces import BASE, DEF
from samenhang.store.prefixes import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TURTLE: Final = "text/turtle"
_RDF: Final = {
    "ttl": (TURTLE, ox.RdfFormat.TURTLE),
    "trig": ("application/trig", ox.RdfFormat.TRIG),
    "nt": ("application/n-triples", ox.RdfFormat.N_TRIPLES),
    "nq": ("application/n-quads", ox.RdfFormat.N_QUADS),
    "rdf": ("application/rdf+xml", ox.RdfFormat.RDF_XML),
    "jsonld": ("application/ld+json", ox.RdfFormat.JSON_LD),
}
_NASTY: Final = (
    *(
        b"\x00",
        b"\xff\xfe",
        b"\xed\xa0\x80",
        b"\xef\xbb\xbf",
        b"\\u0000",
        b"\\uD800",
        b"\xf4\x90\x80\x80",
        b"\r",
        b"\x1b[2J",
    ),
    *(
        b'"""',
        b"'''",
        b"<",
        b">",
        b"[[[[",
        b"]]]]",
        b"((((",
        b"@prefix",
        b"@context",
        b"@base <",
        b"PREFIX",
        b"GRAPH {",
    ),
    *(
        b"^^<x>",
        b"_:b",
        b'"@type":',
        b"null",
        b"1e999999",
        b"-0",
        b"NaN",
        b"9" * 400,
        b"a" * 5_000,
        b"<!ENTITY",
        b"]]>",
    ),
    *(
        b"&#x0;",
        b"&lt;",
        b"<?xml",
        b"xmlns:",
        b";;;;",
        b'""',
        b"=HYPERLINK(",
        b"=1+1",
        b"\t",
        b"1.000.000,00",
        b"31-02-2026",
    ),
    *(
        b"111222333",
        b"{{",
        b"${x}",
        b"../../etc/passwd",
        b"%00",
        b"http://127.0.0.1:1/",
        b"file:///etc/passwd",
        b"sh:pattern",
    ),
)
_MOST: Final = 200_000


@dataclass(frozen=True, slots=True)
class Input:
    """One file to send: what it is called and said to be, and shapes that go with it."""

    kind: str
    name: str
    media_type: str | None
    data: bytes
    shapes: bytes | None = None


def valid(extra: Callable[[str], bytes]) -> dict[str, bytes]:
    """Return a small valid dataset in every form; `extra` gives it as CSV and XLSX from Turtle."""
    turtle = _dataset()
    quads = [*ox.parse(turtle, ox.RdfFormat.TURTLE)]
    found = {}
    for ending, (_, form) in _RDF.items():
        items = quads if form.supports_datasets else [quad.triple for quad in quads]
        written = ox.serialize(items, format=form, prefixes=PREFIXES if form.name != "N-Quads" else None)
        found[ending] = written or b""
    return found | {ending: extra(ending) for ending in ("csv", "xlsx")}


def _dataset() -> bytes:
    head = f"@prefix sam: <{DEF}> .\n@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
    records = [
        f'<{BASE}id/inrichting/{n}> a sam:Inrichting ; rdfs:label "Inrichting {n}"@nl , "Arrangement {n}"@en ;\n'
        f'  <http://purl.org/dc/terms/identifier> "{n}" ;\n'
        f"  sam:niveau <{BASE}id/niveau/{'stelsel' if n % 2 else 'segment'}> ;\n"
        f"  sam:bekostigingsvorm <{DEF}bekostigingsvorm/productiebekostiging> ;\n"
        f"  sam:budgetplafond <{DEF}budgetplafond/geen> ;\n"
        f'  sam:binnenStelsel <{BASE}id/inrichting/{n - 1}> ; <https://schema.org/startDate> "2024" ;\n'
        f'  sam:aantalAanbieders "{n}.5"^^<http://www.w3.org/2001/XMLSchema#decimal> .\n'
        for n in range(1, 5)
    ]
    return (head + "".join(records)).encode()


def inputs(seeds: dict[str, bytes], seed: int, count: int) -> Iterator[Input]:
    """Yield so many inputs: hostile ones that are made, and valid ones that are damaged."""
    rng = random.Random(seed)
    made = [*hostile()]
    endings = sorted(seeds)
    for number in range(count):
        if number % 20 == 0:
            yield made[number // 20 % len(made)]
            continue
        ending = endings[number % len(endings)]
        data, how = _damaged(seeds[ending], ending, rng)
        told = None if rng.random() < 0.1 else media_type(ending)
        name = f"x.{ending}" if rng.random() < 0.9 else rng.choice(("x", "x.bin", "x.csv", "x.xlsx", "x.ttl", "x.json"))
        yield Input(f"{ending} {how}", name, told, data)


def media_type(ending: str) -> str:
    """Return the media type that goes with the ending of a name."""
    return {"csv": "text/csv", "xlsx": XLSX}.get(ending) or _RDF[ending][0]


def _damaged(data: bytes, ending: str, rng: random.Random) -> tuple[bytes, str]:
    if ending == "xlsx" and rng.random() < 0.8:
        return _repacked(data, rng), "part damaged"
    how = rng.choice(sorted(_WAYS))
    for _ in range(rng.randint(1, 3)):
        data = _WAYS[how](data, rng)[:_MOST]
    return data, how


def _repacked(data: bytes, rng: random.Random) -> bytes:
    """Return a workbook of which one part is damaged, or another than it should be."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        names = source.namelist()
        chosen, how = rng.choice(names), rng.choice(sorted(_WAYS))
        for name in names:
            content = source.read(name)
            if name == chosen and rng.random() < 0.1:
                continue
            target.writestr(name, _WAYS[how](content, rng) if name == chosen else content)
    return out.getvalue()


def _place(data: bytes, rng: random.Random) -> int:
    return rng.randrange(len(data) + 1)


def _truncated(data: bytes, rng: random.Random) -> bytes:
    return data[: _place(data, rng)]


def _flipped(data: bytes, rng: random.Random) -> bytes:
    found = bytearray(data or b"x")
    for _ in range(rng.randint(1, 8)):
        found[rng.randrange(len(found))] ^= 1 << rng.randrange(8)
    return bytes(found)


def _inserted(data: bytes, rng: random.Random) -> bytes:
    at = _place(data, rng)
    return data[:at] + rng.choice(_NASTY) + data[at:]


def _removed(data: bytes, rng: random.Random) -> bytes:
    at = _place(data, rng)
    return data[:at] + data[at + rng.randint(1, 40) :]


def _doubled(data: bytes, rng: random.Random) -> bytes:
    start = _place(data, rng)
    part = data[start : start + rng.randint(1, 400)]
    return data[:start] + part * rng.randint(2, 50) + data[start:]


def _swapped(data: bytes, rng: random.Random) -> bytes:
    a, b = sorted((_place(data, rng), _place(data, rng)))
    return data[b:] + data[a:b] + data[:a]


def _recoded(data: bytes, rng: random.Random) -> bytes:
    return data.decode("utf-8", "replace").encode(
        rng.choice(("utf-16", "utf-32", "cp1252", "utf-7", "cp037")), "replace"
    )


def _packed(data: bytes, rng: random.Random) -> bytes:
    packed = gzip.compress(data, 1, mtime=0)
    return packed[: _place(packed, rng)] if rng.random() < 0.5 else packed


_WAYS: Final[dict[str, Callable[[bytes, random.Random], bytes]]] = {
    "truncated": _truncated,
    "bits flipped": _flipped,
    "inserted": _inserted,
    "removed": _removed,
    "doubled": _doubled,
    "swapped": _swapped,
    "recoded": _recoded,
    "gzipped": _packed,
}


def hostile() -> Iterator[Input]:
    """Yield what somebody makes on purpose."""
    yield from _hostile_text()
    yield from _hostile_xml()
    yield from _hostile_tables()
    yield from _hostile_shapes()


def _hostile_text() -> Iterator[Input]:
    deep = 100_000
    json = "application/ld+json"
    yield Input("nothing", "x.ttl", TURTLE, b"")
    yield Input("zeros", "x", None, bytes(100_000))
    yield Input("deep lists", "x.ttl", TURTLE, b"<urn:a> <urn:p> " + b"(" * deep + b")" * deep + b" .")
    yield Input("deep blank nodes", "x.ttl", TURTLE, b"<urn:a> <urn:p> " + b"[ <urn:p> " * deep + b"]" * deep + b" .")
    yield Input("deep JSON", "x.jsonld", json, b'{"a":' * deep + b"1" + b"}" * deep)
    yield Input("deep JSON lists", "x.jsonld", json, b"[" * deep + b"]" * deep)
    yield Input("deep contexts", "x.jsonld", json, b'{"@context":' * 5_000 + b"{}" + b"}" * 5_000)
    yield Input("remote context", "x.jsonld", json, b'{"@context":"http://127.0.0.1:9/c","@id":"urn:a","p":"x"}')
    yield Input("huge literal", "x.ttl", TURTLE, b'<urn:a> <urn:p> "' + b"a" * 5_000_000 + b'" .')
    yield Input("huge number", "x.ttl", TURTLE, b"<urn:a> <urn:p> " + b"9" * 1_000_000 + b" .")
    yield Input("huge line", "x.nt", "application/n-triples", b"<urn:" + b"a" * 3_000_000 + b"> <urn:p> <urn:b> .")
    yield Input(
        "many prefixes", "x.ttl", TURTLE, b"".join(b"@prefix p%d: <urn:%d> .\n" % (n, n) for n in range(50_000))
    )
    yield Input("many faults", "x.nt", "application/n-triples", b"<urn:a> <urn:p> .\n" * 100_000)
    yield Input("many quotes", "x.ttl", TURTLE, b'"""' * 100_000)
    yield Input("many brackets", "x.trig", "application/trig", b"{" * 100_000)
    yield Input("a cycle of systems", "x.ttl", TURTLE, _cycle())
    for year in (b"99999999999", b"-1", b"0000", b"2024-13-45"):
        typed = b'"%b"^^<http://www.w3.org/2001/XMLSchema#date>' % year
        yield Input(
            "strange dates",
            "x.ttl",
            TURTLE,
            b"<urn:a> a <%bInrichting> ; <https://schema.org/startDate> %b ." % (DEF.encode(), typed),
        )


def _cycle() -> bytes:
    def name(n: int) -> str:
        return f"<{BASE}id/inrichting/{n % 2_000}>"

    return "".join(
        f"{name(n)} a <{DEF}Inrichting> ; <{DEF}binnenStelsel> {name(n + 1)} .\n" for n in range(2_000)
    ).encode()


def _hostile_xml() -> Iterator[Input]:
    xml = "application/rdf+xml"
    body = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="urn:a">'
        '<p xmlns="urn:">%s</p></rdf:Description></rdf:RDF>'
    )
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    laughs = f'<!DOCTYPE x [<!ENTITY a0 "ha">{entities}]>'
    yield Input("a billion laughs", "x.rdf", xml, (laughs + body % "&a11;").encode())
    quadratic = f'<!DOCTYPE x [<!ENTITY a "{"a" * 100_000}">]>' + body % ("&a;" * 20_000)
    yield Input("quadratic entities", "x.rdf", xml, quadratic.encode())
    for address in ("file:///etc/passwd", "http://127.0.0.1:9/x"):
        outside = f'<!DOCTYPE x [<!ENTITY a SYSTEM "{address}">]>' + body % "&a;"
        yield Input("outside entity", "x.rdf", xml, outside.encode())
    yield Input(
        "outside DTD", "x.rdf", xml, (b'<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">' + (body % "a").encode())
    )
    yield Input("deep XML", "x.rdf", xml, b"<a>" * 100_000 + b"</a>" * 100_000)
    many = " ".join(f'a{n}="{n}"' for n in range(100_000))
    yield Input("many attributes", "x.rdf", xml, f"<rdf:RDF {many}/>".encode())


def _zip(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def workbook(sheet: bytes, **more: bytes) -> bytes:
    """Return a workbook with one sheet of this XML; `more` are other parts, `__` for a slash and `_dot_` for a dot."""
    main = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    rel = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = b'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
    parts = {
        "[Content_Types].xml": b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": b"<Relationships %b>"
        b"<Relationship Id='r1' Type='%b/officeDocument' Target='xl/workbook.xml'/></Relationships>" % (package, rel),
        "xl/workbook.xml": b"<workbook %b xmlns:r='%b'><sheets>"
        b"<sheet name='Inrichtingen' sheetId='1' r:id='r1'/></sheets></workbook>" % (main, rel),
        "xl/_rels/workbook.xml.rels": b"<Relationships %b>"
        b"<Relationship Id='r1' Type='%b/worksheet' Target='worksheets/sheet1.xml'/></Relationships>" % (package, rel),
        "xl/worksheets/sheet1.xml": b"<worksheet %b><sheetData>%b</sheetData></worksheet>" % (main, sheet),
    }
    return _zip(parts | {name.replace("__", "/").replace("_dot_", "."): data for name, data in more.items()})


def _hostile_tables() -> Iterator[Input]:
    csv = "text/csv"
    wide = b",".join(b"k%d" % n for n in range(100_000))
    yield Input("100 000 columns", "x.csv", csv, wide + b"\n" + b"1," * 99_999 + b"1\n")
    yield Input("a huge cell", "x.csv", csv, b"id,pgb\na," + b"x" * 5_000_000 + b"\n")
    yield Input("a quote that never ends", "x.csv", csv, b'id,pgb\n"' + b"a,b\n" * 200_000)
    yield Input("quotes alone", "x.csv", csv, b'"' * 300_001)
    yield Input("empty lines", "x.csv", csv, b"\n" * 1_000_000)
    yield Input("separators alone", "x.csv", csv, b";,\t|" * 100_000)
    yield Input("formulas", "x.csv", csv, b"id,pgb\na,\"=cmd|' /C calc'!A0\"\n")
    cell = b"<c r='A1' t='inlineStr'><is><t>%b</t></is></c>"
    yield Input("a zip bomb", "x.xlsx", XLSX, workbook(b"<row r='1'>" + cell % b"id" + b"</row>" + b" " * 200_000_000))
    yield Input("a far cell", "x.xlsx", XLSX, workbook(b"<row r='1048576'><c r='XFD1048576'><v>1</v></c></row>"))
    yield Input(
        "a cell beyond the sheet", "x.xlsx", XLSX, workbook(b"<row r='1'><c r='ZZZZZZZ99999999999'><v>1</v></c></row>")
    )
    cells = b"".join(b"<c><v>%d</v></c>" % n for n in range(100_000))
    yield Input("100 000 cells in a row", "x.xlsx", XLSX, workbook(b"<row r='1'>" + cells + b"</row>"))
    yield Input(
        "a huge cell in a sheet", "x.xlsx", XLSX, workbook(b"<row r='1'>" + cell % (b"x" * 20_000_000) + b"</row>")
    )
    yield Input("deep XML in a sheet", "x.xlsx", XLSX, workbook(b"<a>" * 100_000))
    laughs = b"<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;&b;&b;&b;'>]>"
    shared = (
        laughs + b"<sst xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'><si><t>&c;</t></si></sst>"
    )
    yield Input("entities in a workbook", "x.xlsx", XLSX, workbook(b"", xl__sharedStrings_dot_xml=shared))
    outside = b"<externalLink><oleLink Target='http://127.0.0.1:9/x'/></externalLink>"
    yield Input(
        "an outside link",
        "x.xlsx",
        XLSX,
        workbook(b"<row r='1'><c r='A1'><f>[1]x!A1</f></c></row>", xl__externalLinks__externalLink1_dot_xml=outside),
    )
    yield Input("many files in a zip", "x.zip", "application/zip", _zip({f"{n}.csv": b"id\na\n" for n in range(3_000)}))
    yield Input("a zip in a zip", "x.zip", "application/zip", _zip({"x.zip": _zip({"y.zip": b"PK"})}))
    yield Input("a zip that climbs out", "x.zip", "application/zip", _zip({"../../../tmp/x.csv": b"id\na\n"}))
    yield Input("an old workbook", "x.xls", None, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5_000))


def _hostile_shapes() -> Iterator[Input]:
    head = "@prefix sh: <http://www.w3.org/ns/shacl#> .\n"
    data = (
        b'<urn:a> a <urn:C> ; <urn:p> "'
        + b"a" * 40
        + b'!" .'
        + b"".join(b"<urn:%d> a <urn:C> ." % n for n in range(300))
    )
    bodies = {
        "a catastrophic pattern": "<urn:s> a sh:NodeShape ; sh:targetClass <urn:C> ; "
        'sh:property [ sh:path <urn:p> ; sh:pattern "^(a+)+$" ] .',
        "a Cartesian query": "<urn:s> a sh:NodeShape ; sh:targetClass <urn:C> ; sh:sparql [ sh:select "
        '"SELECT $this WHERE { $this ?p ?o . ?a ?b ?c . ?d ?e ?f . ?g ?h ?i '
        'FILTER(STRLEN(CONCAT(STR(?a), STR(?d), STR(?g))) = 7) }" ] .',
        "a call elsewhere": "<urn:s> a sh:NodeShape ; sh:targetClass <urn:C> ; sh:sparql [ sh:select "
        '"SELECT $this WHERE { SERVICE <http://127.0.0.1:9/> { $this ?p ?o } }" ] .',
        "a shape within itself": "<urn:s> a sh:NodeShape ; sh:targetClass <urn:C> ; sh:node <urn:s> ; sh:not <urn:s> .",
        "JavaScript": "<urn:s> a sh:NodeShape ; sh:targetClass <urn:C> ; sh:js [ sh:jsFunctionName 'x' ] .",
        "no shapes": "@prefix",
        "a broken list": "<urn:s> a sh:NodeShape ; sh:targetClass <urn:C> ; sh:in <urn:nowhere> .",
        "deep shapes": "<urn:s> a sh:NodeShape ; sh:targetClass <urn:C> "
        + "; sh:not [ a sh:NodeShape " * 3_000
        + "]" * 3_000
        + " .",
    }
    for kind, body in bodies.items():
        yield Input(f"shapes: {kind}", "x.ttl", TURTLE, data, (head + body).encode())
