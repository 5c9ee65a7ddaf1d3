"""A report as text for a terminal or a file: heaviest rules first, what holds for a rule said once."""

from __future__ import annotations

from io import StringIO, TextIOWrapper
from itertools import islice
from typing import TYPE_CHECKING, BinaryIO, Final

from rich.console import Console
from rich.padding import Padding
from rich.text import Text as Line

from samenhang.model import Severity, Text
from samenhang.validation.reporting import phrases
from samenhang.validation.reporting.findings import groups_of
from samenhang.validation.reporting.tally import worst_records

if TYPE_CHECKING:
    from samenhang.validation.reporting.findings import Group
    from samenhang.validation.reporting.forms import Manner
    from samenhang.validation.results import Report, ReportFinding

_STYLES: Final = {Severity.VIOLATION: "bold red", Severity.WARNING: "bold yellow", Severity.INFO: "bold cyan"}
_MOST_RECORDS: Final = 10
_WORST: Final = Text("Records met de meeste bevindingen", "Records with most findings")


def write(report: Report, out: BinaryIO, manner: Manner, media_type: str) -> None:  # noqa: ARG001 -- as every form
    """Write a report as text, in colour when the manner says so."""
    stream = TextIOWrapper(out, encoding="utf-8", errors="replace", newline="\n")
    console = Console(
        file=_Trimmed(stream),
        width=manner.width,
        force_terminal=manner.colour,
        color_system="standard" if manner.colour else None,
        no_color=not manner.colour,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )
    try:
        _TextReport(console, report, manner).show()
    finally:
        stream.flush()
        stream.detach()  # the stream belongs to the caller, who may write on


class _Trimmed(StringIO):
    """Passes text on without the spaces at the end of its lines, with which rich fills them up."""

    def __init__(self, stream: TextIOWrapper) -> None:
        super().__init__()
        self._stream, self._spaces = stream, ""

    def write(self, text: str) -> int:
        *lines, last = (self._spaces + text).split("\n")
        self._stream.writelines(f"{line.rstrip(' ')}\n" for line in lines)
        kept = last.rstrip(" ")
        self._stream.write(kept)
        self._spaces = last[len(kept) :]
        return len(text)


class _TextReport:
    def __init__(self, console: Console, report: Report, manner: Manner) -> None:
        self._console, self._report, self._manner = console, report, manner
        self._language = manner.language

    def show(self) -> None:
        language, report = self._language, self._report
        style = "bold green" if report.compliant else "bold red"
        self._line(f"{report.name}: {phrases.verdict(report, language).lower()}.", style)
        self._line(phrases.contents(report, language) + ".")
        said = phrases.severities(phrases.counts_of(report), language)
        self._line(f"{said}." if said else phrases.NOTHING.get(language))
        for group in groups_of(report.findings):
            self._group(group)
        self._records()

    def _group(self, group: Group) -> None:
        language = self._language
        self._console.print()
        severity = phrases.SEVERITY[group.severity].get(language).upper()
        heading = Line()
        heading.append(severity, _STYLES[group.severity])
        heading.append(f" {group.code} ", "bold")
        heading.append(group.title.get(language), "bold")
        if group.count > 1:
            heading.append(f" ({phrases.number(group.count, language)}×)")
        self._console.print(heading, soft_wrap=False)
        shown = list(islice(group, self._manner.most))
        what, action = phrases.shared(shown)
        self._part(phrases.WHAT, what, 2)
        self._part(phrases.WHY, group.why, 2)
        self._part(phrases.ACTION, action, 2)
        sources = "; ".join(source.notation for source in group.sources)
        self._part(phrases.SOURCES, Text(sources, sources), 2)
        for finding in shown:
            self._finding(finding, what, action)
        left = group.count - len(shown)
        if left:
            more = phrases.number(left, language)
            said = Text(
                f"… en nog {more} bij deze regel; de CSV bevat ze alle.",
                f"… and {more} more of this rule; the CSV has all of them.",
            )
            self._line(said.get(language), "dim", 2)

    def _finding(self, finding: ReportFinding, what: Text | None, action: Text | None) -> None:
        """Write what is particular to one finding: the record, the place, the value, and words that are not shared."""
        language = self._language
        name, place = phrases.name_of(finding, language), phrases.place_of(finding, language)
        line = Line("• ")
        line.append(name or place)
        if name and place:
            line.append(f" ({place})", "cyan")
        self._console.print(Padding(line, (0, 0, 0, 2), expand=False))
        found = phrases.found_in(finding)
        if found:
            self._line(found, "", 4)
        if what is None:
            self._part(phrases.WHAT, finding.what, 4)
        if action is None:
            self._part(phrases.ACTION, finding.action, 4)

    def _records(self) -> None:
        count, worst = worst_records(self._report.findings, _MOST_RECORDS, 1)
        if count <= 1:
            return
        self._console.print()
        heading = _WORST.get(self._language)
        self._line(f"{heading} ({_MOST_RECORDS}/{count}):" if count > _MOST_RECORDS else f"{heading}:", "bold")
        for record in worst:
            name = record.label.get(self._language) if record.label else record.record
            self._line(f"• {name}: {phrases.severities(record.counts, self._language)}", "", 2)

    def _part(self, name: Text, text: Text | None, indent: int) -> None:
        if text is None or not text.get(self._language):
            return
        line = Line()
        line.append(f"{name.get(self._language)}: ", "dim")
        line.append(text.get(self._language))
        self._console.print(Padding(line, (0, 0, 0, indent), expand=False))

    def _line(self, text: str, style: str = "", indent: int = 0) -> None:
        self._console.print(Padding(Line(text, style), (0, 0, 0, indent), expand=False))
