"""Findings for people, from the bare results of the engines and the problems of the readers.

A dataset may have a million findings, so each is made when somebody looks at it. They come in groups, one for each
rule, heaviest first; what holds for a group (severity, words, sources) is worked out once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, overload

from samenhang.model import Anchor, Severity, Text
from samenhang.validation.engines.column_engine import ColumnResults
from samenhang.validation.engines.plan import Joined
from samenhang.validation.reporting.problem_words import problem_finding, problem_title
from samenhang.validation.reporting.words import record_name
from samenhang.validation.results import ReportFinding, Result

if TYPE_CHECKING:
    from samenhang.validation.documents import Problem
    from samenhang.validation.reporting.words import Words

_COMPARED = 100_000
"""How many results of a shape are compared with each other."""
_RANK = {Severity.VIOLATION: 0, Severity.WARNING: 1, Severity.INFO: 2}


@dataclass(frozen=True, slots=True)
class Group:
    """The findings of one rule: what holds for all of them, how many there are, and a way to make them.

    `parts` are results or problems, of which `finding` makes findings; `iri` names the shape, None for a problem.
    `repeated` are results that say of the same value of the same record what another one of the shape says.
    """

    code: str
    iri: str | None
    severity: Severity
    title: Text
    why: Text
    sources: tuple[Anchor, ...]
    count: int
    parts: Sequence[Iterable[Any]]
    finding: Callable[[Any], ReportFinding]
    repeated: Sequence[Result] = ()

    def __iter__(self) -> Iterator[ReportFinding]:
        return map(self.finding, chain.from_iterable(self.parts))

    def __len__(self) -> int:
        return self.count

    def records(self) -> Iterator[str | None]:
        """Yield the record of every finding, without making the findings: many times faster."""
        for item in chain.from_iterable(self.parts):
            yield record_of(item)

    def about(self, records: Collection[str]) -> Iterator[ReportFinding]:
        """Yield the findings about some records, making no others."""
        for item in chain.from_iterable(self.parts):
            if record_of(item) in records:
                yield self.finding(item)


def record_of(item: object) -> str | None:
    """Return the record that a result or a finding is about; None for what is about a place in a file."""
    if isinstance(item, Result):
        return record_name(item.focus)
    return item.record if isinstance(item, ReportFinding) else None


def groups_of(findings: Sequence[ReportFinding]) -> tuple[Group, ...]:
    """Return findings by rule, heaviest first, however they are kept."""
    if isinstance(findings, Findings):
        return findings.groups
    by_rule: dict[tuple[str, str | None, Severity], list[ReportFinding]] = {}
    for finding in findings:
        shape = None if finding.result is None else finding.result.shape
        by_rule.setdefault((finding.code, shape, finding.severity), []).append(finding)
    groups = [
        Group(code, iri, severity, f[0].what, f[0].why, f[0].sources, len(f), (f,), lambda finding: finding)
        for (code, iri, severity), f in by_rule.items()
    ]
    return Findings(groups).groups


class Findings(Sequence[ReportFinding]):
    """All findings of a report, group by group."""

    def __init__(self, groups: Iterable[Group]) -> None:
        self.groups = tuple(sorted(groups, key=lambda g: (_RANK[g.severity], g.code)))
        self.counts = Counter[Severity]()
        for group in self.groups:
            self.counts[group.severity] += group.count

    def __len__(self) -> int:
        return self.counts.total()

    @overload
    def __getitem__(self, index: int) -> ReportFinding: ...
    @overload
    def __getitem__(self, index: slice) -> list[ReportFinding]: ...
    def __getitem__(self, index: int | slice) -> ReportFinding | list[ReportFinding]:
        """Return one finding, or some; reading them in order by iterating is much faster."""
        if isinstance(index, slice):
            start, stop, step = index.indices(len(self))
            return list(islice(self, start, stop, step)) if step > 0 else [self[i] for i in range(start, stop, step)]
        place = index + len(self) if index < 0 else index
        found = next(islice(self, place, None), None) if place >= 0 else None
        if found is None:
            raise IndexError(index)
        return found

    def __iter__(self) -> Iterator[ReportFinding]:
        for group in self.groups:
            yield from group


def explain(results: Sequence[Result], problems: Iterable[Problem], words: Words) -> Findings:
    """Return the findings that results and reading problems come to, under the lens of the words.

    A rule outside the lens, or not valid on the day, gives no finding; a contested one counts as advice.
    """
    groups = [*_of_problems(problems)]
    for shape, all_parts in _by_shape(results).items():
        known = words.shape(shape)
        if known is None:
            continue
        parts, repeated = _distinct(all_parts)
        count = sum(len(part) for part in parts)
        groups.append(
            Group(
                known.code,
                shape,
                known.severity or parts[0][0].severity,
                known.title,
                known.why,
                known.sources,
                count,
                parts,
                words.finding,
                repeated,
            )
        )
    return Findings(groups)


def _distinct(parts: list[Sequence[Result]]) -> tuple[list[Sequence[Result]], list[Result]]:
    """Return results of one shape without those that repeat another one, and these apart.

    A shape with several constraints says the same words for each that a value breaks: one finding is enough.
    """
    components = {component for part in parts for component in _components(part)}
    if len(components) == 1 or sum(len(part) for part in parts) > _COMPARED:
        return parts, []
    seen: set[tuple[str, str | None, str | None]] = set()
    first: list[Result] = []
    repeated: list[Result] = []
    for result in chain.from_iterable(parts):
        key = str(result.focus), result.path, None if result.value is None else str(result.value)
        (repeated if key in seen else first).append(result)
        seen.add(key)
    return [first], repeated


def _components(part: Sequence[Result]) -> Iterator[str]:
    """Yield the components of results; those of a slice of the column engine all have the same."""
    yield from (part[0].component,) if isinstance(part, _Slice) else (result.component for result in part)


def _of_problems(problems: Iterable[Problem]) -> Iterator[Group]:
    by_code: dict[tuple[str, Severity], list[Problem]] = {}
    for problem in problems:
        by_code.setdefault((problem.code, problem.severity), []).append(problem)
    for (code, severity), listed in by_code.items():
        title, why = problem_title(code)
        yield Group(code, None, severity, title, why, (), len(listed), (listed,), problem_finding)


def _by_shape(results: Sequence[Result]) -> dict[str, list[Sequence[Result]]]:
    """Return results by their shape; those of the column engine stay unmade."""
    found: dict[str, list[Sequence[Result]]] = {}
    for part in results.parts if isinstance(results, Joined) else (results,):
        if isinstance(part, ColumnResults):
            start = 0
            for batch in part.batches:
                end = start + len(batch.foci)
                if end > start:
                    found.setdefault(batch.shape.name, []).append(_Slice(part, start, end))
                start = end
            continue
        single: dict[str, list[Result]] = {}
        for result in part:
            single.setdefault(result.shape, []).append(result)
        for shape, listed in single.items():
            found.setdefault(shape, []).append(listed)
    return found


class _Slice(Sequence[Result]):
    """Some results that follow each other, made when asked for."""

    def __init__(self, results: ColumnResults, start: int, end: int) -> None:
        self._results, self._start, self._end = results, start, end

    def __len__(self) -> int:
        return self._end - self._start

    @overload
    def __getitem__(self, index: int) -> Result: ...
    @overload
    def __getitem__(self, index: slice) -> list[Result]: ...
    def __getitem__(self, index: int | slice) -> Result | list[Result]:
        """Return one result, or some."""
        if isinstance(index, slice):
            return [self[place] for place in range(*index.indices(len(self)))]
        place = index + len(self) if index < 0 else index
        if not 0 <= place < len(self):
            raise IndexError(index)
        return self._results[self._start + place]
