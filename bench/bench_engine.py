"""The coherence engine on all rules, beside clingo and pySHACL on the same questions, in one run.

    python -m bench.bench_engine [--calls N] [--seed S]

Cold: the engine's stored answers are forgotten before every call. Warm: the same question again. The rules are compiled
and clingo's programmes ground before any clock starts, except where compiling is what is measured.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any

from bench.beside_clingo import CORRECTIONS, EVERY_OPTION, OPEN_ONLY, REPAIR, Programme, Solver, hitting_sets
from bench.beside_pyshacl import Shapes
from bench.instances import Choices, Draws
from bench.measure import Times, each, human, machine, ratio, table, timed

from samenhang import Samenhang
from samenhang.coherence import Combinations, Options, OptionStatus, View, check, explain, find_path, repair
from samenhang.coherence.check import find
from samenhang.model import Status
from samenhang.rules import Lens

if TYPE_CHECKING:
    from samenhang.coherence import Clash, DimensionState, Repairs

DAY = date(2026, 1, 1)
GROUPS = (("random", 0), ("random", 10), ("random", 30), ("random", 50), ("coherent", 10), ("coherent", 30))
MOST_MODELS, MOST_SETS = 3_000, 20_000
BUDGET = 4.0
"""Seconds of processor time for one question in one group; no call is broken off, so one may take longer."""
Ask = Callable[[View, Choices], Any]

QUESTIONS: dict[str, Ask] = {
    "check: which rules hold": find,
    "check: whole answer, with completions": check,
    "options, all dimensions, with reasons": lambda v, s: list(Options(v, s).of(changes=False, risk=False)),
    "  with the least extra risk too": lambda v, s: list(Options(v, s).of(changes=False)),
    "  with other changes needed too": lambda v, s: list(Options(v, s).of()),
    "exact count of completions": lambda v, s: v.space.count(s),
    "all minimal conflicts": explain,
    "repairs, k = 10": lambda v, s: repair(v, s, (), 10),
}


@dataclass
class Run:
    """What was measured: the cold times of each question over all groups, and the lines of the table of targets."""

    view: View
    groups: dict[str, list[Choices]]
    cold: dict[str, list[float]] = field(default_factory=dict)
    targets: list[tuple[str, str, str]] = field(default_factory=list)

    def pooled(self, name: str) -> Times:
        """Return the cold times of a question over all groups."""
        return Times(tuple(self.cold[name]))


def forget(view: View) -> None:
    """Throw away every answer that the engine keeps for a next time; what was compiled stays."""
    for owner in (view, view.space):
        for value in vars(owner).values():
            clear = getattr(value, "cache_clear", None)
            if clear is not None:
                clear()


def selections(view: View, seed: int, calls: int) -> dict[str, list[Choices]]:
    """Return the selections of each group; the coherent ones can be completed."""
    found = {}
    for kind, amount in GROUPS:
        draws = Draws(view.catalogue, seed + amount)
        if kind == "random":
            found[f"{kind} {amount}"] = [draws.selection(amount) for _ in range(calls)]
        else:
            found[f"{kind} {amount}"] = [draws.coherent(view, draws.names(amount)) for _ in range(calls)]
    return found


def engine_alone(run: Run) -> None:
    """Time every question, cold and warm, in every group."""
    view, rows = run.view, []
    for name, ask in QUESTIONS.items():
        for group, chosen in run.groups.items():
            bound = partial(ask, view)
            cold, _ = each(bound, chosen, lambda: forget(view), budget=BUDGET)
            warm, _ = each(bound, chosen, warm=True, budget=BUDGET)
            run.cold.setdefault(name, []).extend(cold.seconds)
            rows.append((name, group, cold.number, human(cold.median), human(cold.p95), human(warm.median)))
    head = ("engine", "answers", "N", "cold median", "cold p95", "warm median")
    table("The engine, per question and number of answers", head, rows)


def beside_clingo(run: Run) -> None:
    """Time clingo on the questions it can answer, and count where the two agree."""
    programme = Programme(run.view)
    duels = (_completable, _open_options, _all_options, _conflicts, _repairs)
    rows = [row for duel in duels for row in duel(run, programme)]
    head = ("question", "answers", "N", "engine", "p95", "clingo", "p95", "ratio of medians", "agree")
    note = "Both cold, medians; `ratio` is how many times as long clingo takes. clingo does not count: no row for that."
    table("Beside clingo", head, rows, note)


def _duel(
    run: Run,
    name: str,
    ours: Ask,
    theirs: Callable[[Choices], Any],
    same: Callable[[Choices, Any, Any], tuple[int, int]],
) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    all_ours: list[float] = []
    all_theirs: list[float] = []
    for group, chosen in run.groups.items():
        mine, my_answers = each(partial(ours, run.view), chosen, lambda: forget(run.view), budget=BUDGET)
        other, answers = each(theirs, chosen, budget=BUDGET)
        agreed = [same(s, a, b) for s, a, b in zip(chosen, my_answers, answers, strict=False)]
        agree = f"{sum(a for a, _ in agreed)}/{sum(n for _, n in agreed)}"
        both = min(len(mine.seconds), len(other.seconds))
        all_ours += mine.seconds[:both]
        all_theirs += other.seconds[:both]
        times = (human(mine.median), human(mine.p95), human(other.median), human(other.p95))
        rows.append((name, group, str(both), *times, ratio(other.median, mine.median), agree))
    pooled = Times(tuple(all_theirs)), Times(tuple(all_ours))
    run.targets.append((f"{name}: beside clingo", "", f"{ratio(pooled[0].median, pooled[1].median)} (medians)"))
    return rows


def _completable(run: Run, programme: Programme) -> list[tuple[str, ...]]:
    solver = Solver(programme, "")
    space = run.view.space
    return _duel(
        run,
        "completable",
        lambda _, s: space.completable(space.request(s)),
        solver.satisfiable,
        lambda _, a, b: (a == b, 1),
    )


def _open_options(run: Run, programme: Programme) -> list[tuple[str, ...]]:
    """Compare on the question clingo answers best: the open core dimensions, by brave and cautious consequences."""
    solver, dimensions = Solver(programme, OPEN_ONLY), run.view.catalogue.dimensions
    always = [d for d in programme.inside if dimensions[d].core and d not in programme.conditional]

    def theirs(selection: Choices) -> tuple[Any, Any]:
        return solver.consequences(selection, "brave"), solver.consequences(selection, "cautious")

    def same(_: Choices, mine: list[DimensionState], other: tuple[Any, Any]) -> tuple[int, int]:
        brave, cautious = other[0] or frozenset(), other[1] or frozenset()
        states = [(d.id, o) for d in mine for o in d.options]
        agreed = [
            (o.status is not OptionStatus.EXCLUDED) == ((name, o.id) in brave)
            and (o.status is not OptionStatus.FOLLOWS or (name, o.id) in cautious)
            for name, o in states
        ]
        return sum(agreed), len(agreed)

    def ours(view: View, selection: Choices) -> list[DimensionState]:
        return list(Options(view, selection).of([d for d in always if d not in selection], changes=False, risk=False))

    return _duel(run, "options, open core dimensions", ours, theirs, same)


def _all_options(run: Run, programme: Programme) -> list[tuple[str, ...]]:
    """Compare on every option of every dimension, alternatives of answered ones too; clingo gives no reasons."""
    solver, space = Solver(programme, EVERY_OPTION), run.view.space
    told = (OptionStatus.CHOSEN, OptionStatus.NOT_APPLICABLE)

    def same(selection: Choices, mine: list[DimensionState], brave: Any) -> tuple[int, int]:  # noqa: ANN401
        completable = space.completable(space.request(selection))
        agreed = [
            (o.status is not OptionStatus.EXCLUDED)
            == ((d.id, o.id) in (brave or ()) if d.id in programme.inside else completable)
            for d in mine
            for o in d.options
            if o.status not in told
        ]
        return sum(agreed), len(agreed)

    return _duel(
        run,
        "options, all dimensions (ours: reasons)",
        QUESTIONS["options, all dimensions, with reasons"],
        lambda s: solver.consequences(s, "brave"),
        same,
    )


def _conflicts(run: Run, programme: Programme) -> list[tuple[str, ...]]:
    """Compare on all minimal conflicts: for clingo the minimal corrections, turned into conflicts by the bench."""
    solver = Solver(programme, CORRECTIONS, ("--heuristic=Domain", "--enum-mode=domRec"))

    def theirs(selection: Choices) -> frozenset[frozenset[str]] | None:
        found = solver.models(selection, MOST_MODELS)
        return None if found is None else hitting_sets(found, MOST_SETS)

    def same(_: Choices, mine: tuple[Clash, ...], other: Any) -> tuple[int, int]:  # noqa: ANN401
        if other is None:
            return 0, 0
        return frozenset(frozenset(c.choices) for c in mine) == other, 1

    return _duel(run, "all minimal conflicts", explain, theirs, same)


def _repairs(run: Run, programme: Programme) -> list[tuple[str, ...]]:
    """Compare on the smallest repair; ours gives the ten best with their findings, clingo the size of one."""
    solver = Solver(programme, REPAIR, ("--opt-strategy=usc",))

    def same(_: Choices, mine: Repairs, other: int | None) -> tuple[int, int]:
        smallest = len(mine.proposals[0].changes) if mine.proposals else None
        return smallest == other, 1

    return _duel(run, "repairs (ours: ten best)", QUESTIONS["repairs, k = 10"], solver.optimum, same)


def beside_pyshacl(run: Run) -> None:
    """Time pySHACL on the check, and count where the violated rules are the same."""
    shapes, rows = Shapes(), []
    ours: list[float] = []
    theirs: list[float] = []
    for group, chosen in run.groups.items():
        some = chosen[:5]
        mine, findings = each(partial(find, run.view), some, lambda: forget(run.view))
        other, reports = each(shapes.violated, [shapes.data(s) for s in some])
        named = [frozenset(f.iri for f in found if f.status is not Status.MITIGATED) for found in findings]
        agree = sum(a == shapes.shapes_in(b) for a, b in zip(named, reports, strict=True))
        ours += mine.seconds
        theirs += other.seconds
        row = (group, str(len(some)), human(mine.median), human(other.median))
        rows.append((*row, ratio(other.median, mine.median), f"{agree}/{len(some)}"))
    head = ("answers", "N", "engine", "pySHACL", "ratio", "agree")
    note = "The same rules hold? Shapes and arrangement are parsed before the clock starts."
    table("The check, beside pySHACL", head, rows, note)
    found = ratio(Times(tuple(theirs)).median, Times(tuple(ours)).median)
    run.targets.append(("check: beside pySHACL", ">= 2000x", f"{found} (medians)"))


def walks(run: Run, seed: int, calls: int) -> None:
    """Time combinations, samples and paths."""
    view = run.view
    draws = Draws(view.catalogue, seed)
    core = [d.id for d in view.catalogue.dimensions.values() if d.core and d.options]
    asked = [(s, draws.random.sample(core, 6)) for s in run.groups["coherent 10"]]
    pages, _ = each(lambda q: list(Combinations(view, *q).slice(0, 20)), asked, lambda: forget(view))
    samples, _ = each(lambda q: Combinations(view, *q).sample(100, seed), asked, lambda: forget(view))
    rates = [_rate(view, s, over) for s, over in asked]
    near = [(a, draws.moved(view, a, 15)) for a in (draws.coherent(view, draws.names(50)) for _ in range(calls))]
    far = [_apart(draws, view) for _ in range(calls)]
    rows = [("first page of 20 combinations over 6 dimensions", pages), ("sample of 100 over 6 dimensions", samples)]
    for title, pairs in (("path, at most 15 dimensions differ", near), ("path, far apart", far)):
        times, found = each(lambda pair: find_path(view, *pair), pairs, lambda: forget(view))
        differ = sorted(sum(a.get(d) != b.get(d) for d in {*a, *b}) for a, b in pairs)
        possible = sum(path.possible for path in found)
        rows.append((f"{title} (median {differ[len(differ) // 2]} differ; {possible}/{len(found)} possible)", times))
        run.targets.append((title, "<= 5 ms" if pairs is near else "<= 20 ms", _both(times)))
    run.targets.append(("page of 20 over 6, by risk", "<= 10 ms", _both(pages)))
    body = [(name, t.number, human(t.median), human(t.p95)) for name, t in rows]
    table("Combinations, samples and paths (cold)", ("engine", "N", "median", "p95"), body)
    rate = Times(tuple(rates))
    print(f"  enumeration in order of risk: {rate.median:,.0f} combinations per second (median of {rate.number})")


def _rate(view: View, selection: Choices, over: Sequence[str]) -> float:
    found = Combinations(view, selection, over)
    taken, number = timed(lambda: sum(1 for _ in islice(found, 2_000)))
    return number / taken


def _apart(draws: Draws, view: View) -> tuple[Choices, Choices]:
    names = draws.names(50)
    return draws.coherent(view, names), draws.coherent(view, names)


def compiling(run: Run) -> None:
    """Time the compilation of the default lens and of each document's."""
    catalogue = run.view.catalogue
    rows = []
    for name, lens in [("all", Lens()), *((d, Lens(frozenset((d,)))) for d in catalogue.documents)]:
        codes = tuple(code for code, rule in catalogue.rules.items() if lens.admits(rule))
        times, views = each(lambda one: _compiled(View(catalogue, *one)), [(lens, codes)] * 3)
        nodes = sum(diagram.size for diagram in views[0].space.diagrams)
        rows.append((name, str(len(codes)), str(len(views[0].violations.keys)), str(nodes), human(times.median)))
        if name == "all":
            run.targets.append(("compile, default lens", "<= 1 s", human(times.median)))
    slowest = max(rows[1:], key=lambda row: (row[4].endswith(" s"), float(row[4].split()[0])))
    run.targets.append(("compile, slowest document lens", "<= 300 ms", f"{slowest[4]} ({slowest[0]})"))
    head = ("lens", "rules", "violations", "nodes", "median of 3")
    table("Compiling a lens", head, rows)
    taken, _ = timed(lambda: Solver(Programme(run.view), OPEN_ONLY))
    print(f"  clingo, translating and grounding the default lens: {human(taken)}")


def _compiled(view: View) -> View:
    _ = view.ruleset, view.violations, view.warnings, view.space, view.weights
    return view


def _both(times: Times) -> str:
    return f"{human(times.median)} p50, {human(times.p95)} p95"


def summary(run: Run) -> None:
    """Print what was aimed at beside what was measured, cold, over all groups together."""
    aims = {
        "check: which rules hold": "<= 50 µs",
        "check: whole answer, with completions": "",
        "options, all dimensions, with reasons": "<= 1 ms p50, <= 3 ms p95",
        "  with the least extra risk too": "<= 20 ms p95",
        "  with other changes needed too": "",
        "exact count of completions": "<= 2 ms",
        "all minimal conflicts": "<= 2 ms",
        "repairs, k = 10": "<= 2 ms",
    }
    rows = [(name.strip(), aim, _both(run.pooled(name))) for name, aim in aims.items()]
    table("Targets (cold, all groups together)", ("what", "target", "measured"), [*rows, *run.targets])


def main() -> None:
    """Run every part and print its table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--calls", type=int, default=25, help="selections per group (25)")
    parser.add_argument("--seed", type=int, default=1, help="seed of the selections (1)")
    arguments, _ = parser.parse_known_args()
    print(f"Coherence engine: {machine()}; seed {arguments.seed}")
    samenhang = Samenhang()
    view = samenhang.rulebook.view(Lens(), DAY)
    _compiled(view)
    print(f"{len(view.rules)} rules, {len(view.catalogue.dimensions)} dimensions")
    run = Run(view, selections(view, arguments.seed, arguments.calls))
    engine_alone(run)
    beside_clingo(run)
    beside_pyshacl(run)
    walks(run, arguments.seed, arguments.calls)
    compiling(run)
    summary(run)


if __name__ == "__main__":
    main()
