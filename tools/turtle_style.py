"""Check hand-written Turtle for its canonical form, so that a diff shows what changed and nothing else.

    python tools/turtle_style.py [--fix] PATH...

Every finding is one line, `file:line: sentence`; the exit code is 1 when there is one. With `--fix` what is mechanical
(blanks, prefixes, blank lines, the order of a language pair) is mended first, and only if the graph stays the same.
CONTRIBUTING.md lists the rules.
"""

from __future__ import annotations

import argparse
import re
import sys
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pyoxigraph import CanonicalizationAlgorithm, Dataset, RdfFormat, parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

FIRST_PREFIXES = ("sam", "rdf", "rdfs", "owl", "xsd", "skos", "dct", "sh", "prov", "foaf", "cv")
BILINGUAL = ("skos:prefLabel", "rdfs:label", "skos:definition", "sh:message", "rdfs:comment")
INDENT = 4

_TOKEN = re.compile(
    r"""
    (?P<comment>\#[^\n]*)
  | (?P<string>\"{3}(?:[^"\\]|\\.|"(?!""))*\"{3} | '{3}(?:[^'\\]|\\.|'(?!''))*'{3}
             | "(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*')
  | (?P<iri><[^\x00-\x20<>"{}|^`]*>)
  | (?P<directive>@prefix\b | @base\b | (?:PREFIX|BASE)\b(?!:))
  | (?P<language>@[a-zA-Z]+(?:-[a-zA-Z0-9]+)*)
  | (?P<blank>_:[^\s;,\])]*[^\s;,.\])])
  | (?P<name>[^\W\d_][\w.-]*:|:)(?P<local>(?:[\w:%-]|\\.|\.(?=[\w:%\\.-]))*)
  | (?P<word>[^\W\d][\w-]*)
  | (?P<number>[+-]?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?)
  | (?P<mark>\^\^|[.;,\[\]()])
  | (?P<space>\s+)
  | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_PREFIX_LINE = re.compile(r"@prefix (?P<name>[^\s:]*): (?P<iri><[^\s>]*>) \.")


class Finding(NamedTuple):
    """One departure from the canonical form."""

    line: int
    sentence: str


class Token(NamedTuple):
    """One token of Turtle: what it is, its text, and where it starts and ends."""

    kind: str
    text: str
    start: int
    end: int
    line: int


@dataclass
class Statement:
    """One top-level statement: a directive or a subject with everything said of it; comments are left out."""

    tokens: list[Token] = field(default_factory=list)

    @property
    def is_prefix(self) -> bool:
        """True for a directive."""
        return self.tokens[0].kind == "directive"

    @property
    def first_line(self) -> int:
        """The line it starts on."""
        return self.tokens[0].line

    @property
    def last_line(self) -> int:
        """The line of its closing dot."""
        return self.tokens[-1].line + self.tokens[-1].text.count("\n")


class Document:
    """A Turtle text, cut into lines, tokens and statements."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = text.split("\n")
        self.tokens = list(_tokens(text))
        self.significant = [t for t in self.tokens if t.kind != "comment"]
        self.statements = list(_statements(self.significant))
        self.comment_lines = {t.line for t in self.tokens if t.kind == "comment"}
        self.inside_string = {
            line
            for t in self.tokens
            if t.kind == "string" and "\n" in t.text
            for line in range(t.line + 1, t.line + 1 + t.text.count("\n"))
        }
        """Lines that begin inside a long string: their indents, and whether they are empty, are data."""
        self.outside = _masked(text, self.tokens).split("\n")
        """The lines with every literal filled in, so that blanks in data do not show."""


def _masked(text: str, tokens: Iterable[Token]) -> str:
    parts, end = [], 0
    for token in tokens:
        if token.kind == "string":
            parts += [text[end : token.start], re.sub(r"[^\n]", "x", token.text)]
            end = token.end
    return "".join([*parts, text[end:]])


def _tokens(text: str) -> Iterator[Token]:
    line = 1
    for match in _TOKEN.finditer(text):
        kind = "name" if match.lastgroup == "local" else match.lastgroup or "other"
        if kind != "space":
            yield Token(kind, match.group(), match.start(), match.end(), line)
        line += match.group().count("\n")


def _statements(tokens: Iterable[Token]) -> Iterator[Statement]:
    current, depth = Statement(), 0
    for token in tokens:
        current.tokens.append(token)
        if token.kind == "mark":
            depth += (token.text in "[(") - (token.text in "])")
            if token.text == "." and depth == 0:
                yield current
                current = Statement()


# --- Checks -----------------------------------------------------------------------------------------------------------


def check(text: str) -> list[Finding]:
    """Return every finding on `text`, by line; a text that is not Turtle gets the parser's finding only."""
    error = _syntax_error(text)
    if error:
        return [error]
    document = Document(text)
    checks = (_blanks, _opening, _labels, _prefix_use, _prefix_order, _separation, _indents, _subjects, _languages)
    return sorted({finding for one in checks for finding in one(document)})


def _syntax_error(text: str) -> Finding | None:
    try:
        for _ in parse(text, RdfFormat.TURTLE):
            pass
    except SyntaxError as error:
        return Finding(error.lineno or 1, f"This is not Turtle: {error.msg}.")
    return None


def _blanks(document: Document) -> Iterator[Finding]:
    for number, line in enumerate(document.outside, start=1):
        if "\t" in line:
            yield Finding(number, "A tab; use four spaces.")
        if line != line.rstrip():
            yield Finding(number, "Blanks at the end of the line.")
    if not document.text.endswith("\n") or document.text.endswith("\n\n"):
        yield Finding(len(document.lines), "The file ends with exactly one newline.")


def _opening(document: Document) -> Iterator[Finding]:
    if not re.match(r"# \S", document.text):
        yield Finding(1, "The file starts with a comment that says what it holds.")


def _labels(document: Document) -> Iterator[Finding]:
    for token in document.significant:
        if token.kind == "blank":
            yield Finding(token.line, f"The blank node label {token.text}; give the thing an IRI or write [ … ].")


def _declarations(document: Document) -> list[tuple[str, Statement]]:
    return [(s.tokens[1].text[:-1], s) for s in document.statements if s.is_prefix and s.tokens[1].kind == "name"]


def _used(document: Document) -> set[str]:
    body = (t for s in document.statements if not s.is_prefix for t in s.tokens)
    return {token.text.split(":", 1)[0] for token in body if token.kind == "name"}


def _prefix_use(document: Document) -> Iterator[Finding]:
    declared, used = _declarations(document), _used(document)
    seen: set[str] = set()
    for name, statement in declared:
        if name not in used:
            yield Finding(statement.first_line, f"The prefix {name}: is declared and not used.")
        if name in seen:
            yield Finding(statement.first_line, f"The prefix {name}: is declared twice.")
        seen.add(name)


def _prefix_order(document: Document) -> Iterator[Finding]:
    names = [name for name, _ in _declarations(document)]
    for (name, statement), expected in zip(_declarations(document), sorted(names, key=prefix_rank), strict=True):
        if name != expected:
            yield Finding(statement.first_line, f"The prefix {name}: stands where {expected}: belongs; {_ORDER}.")
            break
    prefixes = [s for s in document.statements if s.is_prefix]
    for statement in prefixes:
        if not _PREFIX_LINE.fullmatch(document.lines[statement.first_line - 1]):
            yield Finding(statement.first_line, "Write a prefix on one line as `@prefix name: <iri> .`.")
    if any(s.is_prefix for s in document.statements[len(prefixes) :]):
        yield Finding(prefixes[-1].first_line, "All prefixes stand together, before the first subject.")


_ORDER = f"the order is {', '.join(FIRST_PREFIXES)}, then alphabetical"


def prefix_rank(name: str) -> tuple[int, str]:
    """Return the sort key of a prefix: the fixed ones first, then by code point."""
    return (FIRST_PREFIXES.index(name) if name in FIRST_PREFIXES else len(FIRST_PREFIXES), name)


def _separation(document: Document) -> Iterator[Finding]:
    lines = document.lines
    for before, after in pairwise(document.statements):
        first, second = before.last_line, after.first_line
        if first == second:
            yield Finding(second, "Two statements on one line.")
        elif before.is_prefix and after.is_prefix:
            if second != first + 1:
                yield Finding(second, "Prefixes follow each other without a line between them.")
        elif lines[first].strip():
            yield Finding(first + 1, "A blank line separates two statements.")
    for number, (line, following) in enumerate(pairwise(lines[:-1]), start=2):
        if not line.strip() and not following.strip() and number not in document.inside_string:
            yield Finding(number, "A second blank line; one is enough.")


def _indents(document: Document) -> Iterator[Finding]:
    starts = {s.first_line for s in document.statements}
    inside = {n for s in document.statements for n in range(s.first_line + 1, s.last_line + 1)}
    for number, line in enumerate(document.lines, start=1):
        if not line.strip() or number in document.inside_string:
            continue
        indent = len(line) - len(line.lstrip(" "))
        if number in starts and indent:
            yield Finding(number, "A statement starts at the margin.")
        elif number in inside and (indent % INDENT or (indent == 0 and line[0] not in "])")):
            yield Finding(number, f"Indented by {indent}; inside a statement indents are multiples of {INDENT}.")


def _subjects(document: Document) -> Iterator[Finding]:
    first: dict[str, int] = {}
    for statement in document.statements:
        subject = statement.tokens[0]
        if statement.is_prefix or subject.kind not in {"name", "iri"}:
            continue
        if subject.text in first:
            yield Finding(
                subject.line, f"{subject.text} is described a second time; it began on line {first[subject.text]}."
            )
        first.setdefault(subject.text, subject.line)


# --- Language pairs ---------------------------------------------------------------------------------------------------


@dataclass
class Objects:
    """The objects that one node has for one bilingual predicate, in the order of the text."""

    predicate: str
    line: int
    literals: list[tuple[Token, str]] = field(default_factory=list)
    """Each literal with its language, which is empty without a tag."""

    @property
    def languages(self) -> list[str]:
        """The languages in the order of the text."""
        return [language for _, language in self.literals]


def _languages(document: Document) -> Iterator[Finding]:
    for objects in _bilingual(document):
        languages = objects.languages
        if languages == ["nl", "en"] * (len(languages) // 2) and languages:
            continue
        if sorted(languages) == ["en"] * languages.count("nl") + ["nl"] * languages.count("nl"):
            yield Finding(objects.line, f"{objects.predicate} gives @nl before @en.")
        else:
            found = ", ".join(f"@{x}" if x else "no tag" for x in languages) or "no literal"
            yield Finding(objects.line, f"{objects.predicate} comes in pairs of @nl and @en; here: {found}.")


def _bilingual(document: Document) -> Iterator[Objects]:
    for statement in document.statements:
        if not statement.is_prefix:
            yield from _bilingual_objects(statement.tokens)


def _bilingual_objects(tokens: Sequence[Token]) -> Iterator[Objects]:
    """Yield the bilingual objects of the subject and of every bracketed node below it."""
    nodes: list[dict[str, Objects]] = [{}]
    current: list[Objects | None] = [None]
    in_subject, expects_predicate = True, False
    for position, token in enumerate(tokens):
        if token.kind == "mark" and token.text in "[(":
            nodes.append({})
            current.append(None)
            expects_predicate = token.text == "["
        elif token.kind == "mark" and token.text in "])":
            yield from nodes.pop().values()
            current.pop()
            expects_predicate = in_subject and len(nodes) == 1
            in_subject = in_subject and not expects_predicate
        elif token.kind == "mark" and token.text == ";":
            expects_predicate = True
        elif position == 0:
            in_subject, expects_predicate = False, True
        elif expects_predicate:
            current[-1] = _objects_of(nodes[-1], token)
            expects_predicate = False
        elif token.kind == "string" and (objects := current[-1]):
            objects.literals.append((token, _language(tokens[position + 1])))
    yield from nodes.pop().values()


def _objects_of(node: dict[str, Objects], predicate: Token) -> Objects | None:
    if predicate.text not in BILINGUAL:
        return None
    return node.setdefault(predicate.text, Objects(predicate.text, predicate.line))


def _language(token: Token) -> str:
    return token.text[1:] if token.kind == "language" else ""


# --- Fixes ------------------------------------------------------------------------------------------------------------


class GraphChangedError(Exception):
    """A fix would have changed what the file says."""


def fix(text: str) -> str:
    """Return `text` with what is mechanical mended; a text that is not Turtle comes back as it is.

    Raises GraphChangedError rather than return a text that says something else.
    """
    if _syntax_error(text):
        return text
    mended = text
    for step in (_fix_blanks, _fix_prefixes, _fix_separation, _fix_languages):
        mended = step(Document(mended))
    if _graph(mended) != _graph(text):
        raise GraphChangedError
    return mended


def _graph(text: str) -> Dataset:
    dataset = Dataset(quad for quad in parse(text, RdfFormat.TURTLE))
    dataset.canonicalize(CanonicalizationAlgorithm.UNSTABLE)
    return dataset


def _fix_blanks(document: Document) -> str:
    lines = []
    for line, outside in zip(document.lines, document.outside, strict=True):
        kept = len(outside.rstrip())
        lines.append("".join(" " * INDENT if o == "\t" else c for c, o in zip(line[:kept], outside, strict=False)))
    return "\n".join(lines).rstrip("\n") + "\n"


def _fix_prefixes(document: Document) -> str:
    prefixes = [s for s in document.statements if s.is_prefix]
    block = document.lines[prefixes[0].first_line - 1 : prefixes[-1].last_line] if prefixes else []
    matches = [match for line in block if (match := _PREFIX_LINE.fullmatch(line))]
    if len(matches) != len([line for line in block if line]):  # a comment or an unusual form: left to its author
        return document.text
    used = _used(document)
    kept = {m["name"]: m.group() for m in matches if m["name"] in used}
    lines = [kept[name] for name in sorted(kept, key=prefix_rank)]
    start = prefixes[0].first_line - 1 if prefixes else 0
    return "\n".join([*document.lines[:start], *lines, *document.lines[start + len(block) :]])


def _fix_separation(document: Document) -> str:
    separated = {
        before.last_line
        for before, after in pairwise(document.statements)
        if not (before.is_prefix and after.is_prefix) and before.last_line < after.first_line
    }
    lines: list[str] = []
    for number, line in enumerate(document.lines, start=1):
        if line or number in document.inside_string or not lines or lines[-1]:
            lines.append(line)
        if number in separated and number < len(document.lines) and document.lines[number]:
            lines.append("")
    return "\n".join(lines).rstrip("\n") + "\n"


def _fix_languages(document: Document) -> str:
    text = document.text
    swaps = [o for o in _bilingual(document) if o.languages == ["en", "nl"]]
    for objects in sorted(swaps, key=lambda o: o.literals[0][0].start, reverse=True):
        (first, _), (second, _) = objects.literals
        first_end, second_end = first.end + len("@en"), second.end + len("@nl")
        between = text[first_end : second.start]
        swapped = text[second.start : second_end] + between + text[first.start : first_end]
        text = text[: first.start] + swapped + text[second_end:]
    return text


# --- Command line -----------------------------------------------------------------------------------------------------


def turtle_files(paths: Iterable[Path]) -> list[Path]:
    """Return the Turtle files among and below `paths`, sorted."""
    return sorted({file for path in paths for file in (path.rglob("*.ttl") if path.is_dir() else [path])})


def _fix_file(path: Path) -> None:
    text = path.read_bytes().decode()
    try:
        mended = fix(text)
    except GraphChangedError:
        print(f"{path}:1: Not mended: the fix would change what the file says.")
        return
    if mended != text:
        path.write_bytes(mended.encode())


def main(arguments: Sequence[str] | None = None) -> int:
    """Check (and with `--fix` mend) the files named; return 1 when something is left to do, 2 without the file."""
    parser = argparse.ArgumentParser(description="Check hand-written Turtle for its canonical form.")
    parser.add_argument("paths", nargs="+", type=Path, help="Turtle files, or folders that hold them")
    parser.add_argument("--fix", action="store_true", help="mend what is mechanical first")
    options = parser.parse_args(arguments)
    missing = [path for path in options.paths if not path.exists()]
    if missing:
        print(f"There is no {missing[0]}.", file=sys.stderr)
        return 2
    count = 0
    for path in turtle_files(options.paths):
        if options.fix:
            _fix_file(path)
        for finding in check(path.read_bytes().decode()):
            print(f"{path}:{finding.line}: {finding.sentence}")
            count += 1
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main())
