"""The difference between two reports as text, JSON and HTML."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, BinaryIO, Final

from samenhang.model import Severity, Text
from samenhang.validation.documents import Place
from samenhang.validation.reporting import phrases
from samenhang.validation.reporting.html_form import environment, put_page
from samenhang.validation.reporting.json_form import dumped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from samenhang.validation.reporting.difference import Difference
    from samenhang.validation.reporting.forms import Manner
    from samenhang.validation.reporting.plain_data import Data
    from samenhang.validation.reporting.submissions import Change

PARTS: Final = {
    "nieuw": (Text("Nieuw", "New"), Text("Niets nieuws.", "Nothing new.")),
    "opgelost": (Text("Opgelost", "Solved"), Text("Niets opgelost.", "Nothing solved.")),
    "gebleven": (Text("Gebleven", "Remaining"), Text("Niets gebleven.", "Nothing remaining.")),
}
"""The parts of a difference, by their key in JSON: heading, and what is said of an empty one."""
_MOST: Final = 200


def write_difference(found: Difference, out: BinaryIO, form: str, manner: Manner) -> None:
    """Write a difference in a form: `text`, `json` or `html`; KeyError for another one."""
    _WRITERS[form](found, out, manner)


def parts_of(found: Difference) -> dict[str, tuple[Data, ...]]:
    """Return the findings of a difference by part."""
    return {"nieuw": found.new, "opgelost": found.solved, "gebleven": found.remaining}


def _json(found: Difference, out: BinaryIO, manner: Manner) -> None:  # noqa: ARG001 -- as every form
    parts = parts_of(found)
    counts = {
        key: {severity.value: number for severity, number in found.counts(own).items()} for key, own in parts.items()
    }
    _put(out, f'{{\n  "van": {dumped(found.a)},\n  "naar": {dumped(found.b)},\n  "aantallen": {dumped(counts)}')
    if found.content is not None:
        _put(out, f',\n  "inhoud": {dumped(found.content.data())}')
    for key, own in parts.items():
        _put(out, f',\n  "{key}": [')
        between = "\n    "
        for finding in own:
            _put(out, f"{between}{dumped(finding)}")
            between = ",\n    "
        _put(out, "]" if between == "\n    " else "\n  ]")
    _put(out, "\n}\n")


def _text(found: Difference, out: BinaryIO, manner: Manner) -> None:
    for line in _lines(found, manner):
        _put(out, f"{line}\n")


def _lines(found: Difference, manner: Manner) -> Iterator[str]:
    language = manner.language
    yield f"{found.a} → {found.b}"
    for key, own in parts_of(found).items():
        heading, nothing = PARTS[key]
        yield ""
        if not own:
            yield nothing.get(language)
            continue
        yield f"{heading.get(language)}: {phrases.severities(found.counts(own), language)}"
        shown = () if key == "gebleven" else tuple(islice(heaviest(own), _MOST))
        for finding in shown:
            severity = phrases.SEVERITY[Severity(finding["ernst"])].get(language)
            yield f"  • {severity} {finding['regel']}: {about(finding, language)}"
            yield f"    {finding['boodschap'][language]}"
        if shown and len(own) > len(shown):
            yield f"  … {phrases.number(len(own) - len(shown), language)} {Text('meer', 'more').get(language)}"
    yield from _content_lines(found, language)


def _content_lines(found: Difference, language: str) -> Iterator[str]:
    content = found.content
    if content is None:
        return
    yield ""
    yield content_said(found, language)
    for sign, records in (("+", content.new_records), ("−", content.gone_records)):
        yield from (f"  {sign} {record}" for record in records[:_MOST])
    for change in content.changes[:_MOST]:
        yield f"  ~ {changed(change, language)}"


def content_said(found: Difference, language: str) -> str:
    """Return how much of the files themselves changed, in a sentence; empty when that is not known."""
    content = found.content
    if content is None:
        return ""
    added, removed = (phrases.counted(n, "uitspraak", language) for n in (content.added, content.removed))
    new, gone = (phrases.counted(len(r), "record", language) for r in (content.new_records, content.gone_records))
    changes = phrases.counted(len(content.changes), "eigenschap", language)
    return Text(
        f"Inhoud: {added} toegevoegd en {removed} verwijderd; {new} erbij en {gone} weg; {changes} gewijzigd.",
        f"Content: {added} added and {removed} removed; {new} added and {gone} gone; {changes} changed.",
    ).get(language)


def changed(change: Change, language: str) -> str:
    """Return a change as a line: record, property, and its values before and after."""
    name = change.label.get(language) if change.label is not None else change.record
    before, after = (", ".join(values) or "–" for values in (change.before, change.after))
    place = f" ({change.place.text(language)})" if change.place is not None else ""
    return f"{name}, {change.dimension}: {before} → {after}{place}"


def about(finding: Data, language: str) -> str:
    """Return what a finding is about: the record, where it stands, and the values."""
    label, record = finding.get("label"), finding.get("record")
    name = str(label[language]) if label else record or ""
    place = place_said(finding, language)
    choices = finding.get("keuzes") or {}
    value = "; ".join(f"{key}: {own}" for key, own in choices.items()) or finding.get("waarde") or ""
    where = f"{name} ({place})" if name and place else name or place
    return f"{where} [{value}]" if value else where


def place_said(finding: Data, language: str) -> str:
    """Return where a finding stands, as people name it; empty when nobody knows."""
    place = finding.get("plaats")
    if not place:
        return ""
    keys = ("bestand", "regel", "kolom", "blad", "cel", "veld")
    return Place(*(place.get(key) for key in keys)).text(language)


def heaviest(findings: Sequence[Data]) -> list[Data]:
    """Return findings with the heaviest first, otherwise in their order."""
    rank = {severity.value: number for number, severity in enumerate(Severity)}
    return sorted(findings, key=lambda finding: rank[finding["ernst"]])


def _html(found: Difference, out: BinaryIO, manner: Manner) -> None:
    language = manner.language
    put_page(
        environment().get_template("difference.html"),
        out,
        language,
        found=found,
        parts=[
            (key, *PARTS[key], phrases.severities(found.counts(own), language), len(own), heaviest(own)[:_MOST])
            for key, own in parts_of(found).items()
        ],
        severity=lambda finding: phrases.SEVERITY[Severity(finding["ernst"])].get(language),
        about=lambda finding: about(finding, language),
        content=content_said(found, language),
        changes=[] if found.content is None else found.content.changes[:_MOST],
        records=[]
        if found.content is None
        else [
            (Text("Records erbij", "Records added"), found.content.new_records[:_MOST]),
            (Text("Records weg", "Records gone"), found.content.gone_records[:_MOST]),
        ],
    )


def _put(out: BinaryIO, text: str) -> None:
    out.write(text.encode("utf-8", "replace"))


_WRITERS: Final[dict[str, Callable[[Difference, BinaryIO, Manner], None]]] = {
    "text": _text,
    "json": _json,
    "html": _html,
}
DIFFERENCE_FORMS: Final = tuple(_WRITERS)
"""The forms a difference can be written in."""
