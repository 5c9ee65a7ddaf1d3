"""clingo on the same questions: the violations, the applicability and what is completed, translated to ASP.

The translation starts from the compiled conditions and shares nothing with the engine after that, so that an agreement
says something. Each question has a solver of its own, ground once; a selection is a list of assumptions. Where the
question allows, dimensions that no violation can reach are left out, and asked of nobody.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import clingo

from samenhang.model import AnswerKind, Severity
from samenhang.rules import All, Answered, AnyOf, Compare, CompareTo, In
from samenhang.rules.logic import dimensions as condition_dimensions
from samenhang.rules.logic import evaluate, leaf_dimensions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from samenhang.coherence import View
    from samenhang.model import Answer, Selection
    from samenhang.rules import Condition
    from samenhang.rules.logic import Leaf

COMMON = """
{given(D)} :- dim(D).
{in(D,O)} :- given(D), opt(D,O).
keep(D) :- given(D), not drop(D), not renew(D).
complete(D) :- core(D), not conditional(D), not keep(D), not renew(D).
{complete(D)} :- core(D), conditional(D), not keep(D), not renew(D).
:- complete(D), meaningless(D).
:- core(D), conditional(D), not keep(D), not renew(D), not complete(D), not meaningless(D).
have(D) :- keep(D).
have(D) :- renew(D).
have(D) :- complete(D).
val(D,O) :- keep(D), in(D,O).
1 {val(D,O) : opt(D,O)} 1 :- complete(D), single(D).
1 {val(D,O) : opt(D,O)} 1 :- renew(D), single(D).
{val(D,O)} :- complete(D), set(D), opt(D,O).
"""
OPEN_ONLY = """
shown(D,O) :- complete(D), not conditional(D), val(D,O).
#show shown/2.
"""
EVERY_OPTION = """
{renew(D) : dim(D), not number(D)} 1.
renewed :- renew(D).
:- renew(D), core(D), not conditional(D), not given(D).
1 {add(D,O) : opt(D,O), not in(D,O)} 1 :- renew(D), set(D), given(D).
val(D,O) :- add(D,O).
val(D,O) :- renew(D), set(D), given(D), in(D,O).
{val(D,O)} :- renew(D), set(D), not given(D), opt(D,O).
shown(D,O) :- renew(D), val(D,O).
shown(D,O) :- complete(D), not conditional(D), val(D,O), not renewed.
#show shown/2.
"""
CORRECTIONS = """
{drop(D)} :- given(D).
#heuristic drop(D) : dim(D). [1,false]
#show drop/1.
"""
REPAIR = """
{drop(D); renew(D)} 1 :- given(D), not number(D).
{drop(D)} :- given(D), number(D).
{renew(D)} :- dim(D), not given(D), not number(D).
{val(D,O)} :- renew(D), set(D), opt(D,O).
#minimize {1,D : drop(D); 1,D : renew(D)}.
#show drop/1. #show renew/1.
"""
Shown = frozenset[tuple[str, str]]


class Programme:
    """The violations of a view as ASP text, with the dimensions that they and the applicability look at."""

    def __init__(self, view: View) -> None:
        catalogue = view.catalogue
        self._auxiliaries = 0
        self.numeric: dict[Leaf, int] = {}
        self.dimensions = catalogue.dimensions
        violations = [catalogue.conditions[c] for c, s in view.severities.items() if s is Severity.VIOLATION]
        conditional = {
            name: rule.condition for name, rule in catalogue.not_applicable.items() if self.dimensions[name].core
        }
        parts = [p for rule in violations for p in (rule.condition, rule.unless) if p is not None]
        inside = {d for part in (*parts, *conditional.values()) for d in condition_dimensions(part)} | set(conditional)
        self.inside = frozenset(inside)
        self.conditional = frozenset(conditional)
        lines = [line for name in sorted(inside) for line in self._facts(name)]
        for rule in violations:
            lines += self._rule(rule.condition, rule.unless)
        for name, condition in conditional.items():
            lines += self._defined(f'meaningless("{name}")', condition)
        lines += self._numbers()
        self.text = COMMON + "\n".join(lines)

    def _facts(self, name: str) -> Iterator[str]:
        dimension = self.dimensions[name]
        kinds = {AnswerKind.SET: "set", AnswerKind.NUMBER: "number"}
        yield f'dim("{name}"). {kinds.get(dimension.kind, "single")}("{name}").'
        if dimension.core:
            yield f'core("{name}").'
        if name in self.conditional:
            yield f'conditional("{name}").'
        for option in dimension.option_index:
            yield f'opt("{name}","{option}").'

    def _rule(self, condition: Condition, unless: Condition | None) -> Iterator[str]:
        extra: list[str] = []
        body = self._body(condition, extra)
        if unless is not None:
            atom = self._fresh()
            extra.extend(self._defined(atom, unless))
            body.append(f"not {atom}")
        yield from extra
        yield f":- {', '.join(body)}."

    def _defined(self, atom: str, condition: Condition) -> Iterator[str]:
        extra: list[str] = []
        for part in condition.parts if isinstance(condition, AnyOf) else (condition,):
            body = self._body(part, extra)
            yield f"{atom} :- {', '.join(body)}."
        yield from extra

    def _body(self, condition: Condition, extra: list[str]) -> list[str]:
        """Return literals that hold together exactly when the condition is true; `extra` gets what they rest on."""
        if not isinstance(condition, All | AnyOf):
            return self._leaf(condition, extra)
        if isinstance(condition, All):
            return [literal for part in condition.parts for literal in self._body(part, extra)]
        atom = self._fresh()
        extra.extend(self._defined(atom, condition))
        return [atom]

    def _leaf(self, leaf: Leaf, extra: list[str]) -> list[str]:
        if isinstance(leaf, Compare | CompareTo):
            return [f"true({self.numeric.setdefault(leaf, len(self.numeric))})"]
        have = f'have("{leaf.dimension}")'
        if isinstance(leaf, Answered):
            return [have]
        values = [f'val("{leaf.dimension}","{option}")' for option in leaf.options]
        if not isinstance(leaf, In):
            return [have, *(f"not {value}" for value in values)]
        if len(values) == 1:
            return values
        atom = self._fresh()
        extra.extend(f"{atom} :- {value}." for value in values)
        return [atom]

    def _numbers(self) -> Iterator[str]:
        """A comparison is an input, and true while the numbers that it looks at are kept."""
        for leaf, number in self.numeric.items():
            kept = ", ".join(f'keep("{name}")' for name in leaf_dimensions(leaf))
            yield f"{{holds({number})}}. true({number}) :- holds({number}), {kept}."

    def _fresh(self) -> str:
        self._auxiliaries += 1
        return f"aux({self._auxiliaries})"


class Solver:
    """One question, ground once; `rules` are its own lines of ASP beside those of the programme."""

    def __init__(self, programme: Programme, rules: str, arguments: tuple[str, ...] = ()) -> None:
        self._programme = programme
        self._control = clingo.Control(["-Wnone", "--models=0", *arguments])
        # The type hints leave open that a configuration has no such part; this one has.
        self._solving: Any = self._control.configuration.solve
        self._control.add("base", [], programme.text + rules)
        self._control.ground([("base", [])])
        atoms = self._control.symbolic_atoms
        self._given = {a.symbol.arguments[0].string: a.literal for a in atoms.by_signature("given", 1)}
        self._in: dict[str, dict[str, int]] = {name: {} for name in self._given}
        for a in atoms.by_signature("in", 2):
            self._in[a.symbol.arguments[0].string][a.symbol.arguments[1].string] = a.literal
        literals = {a.symbol.arguments[0].number: a.literal for a in atoms.by_signature("holds", 1)}
        self._holds = [(leaf, literals[number]) for leaf, number in programme.numeric.items()]

    def assumptions(self, selection: Selection) -> list[int]:
        """Return a selection as the literals that are taken for granted."""
        found = [literal if evaluate(leaf, selection) is True else -literal for leaf, literal in self._holds]
        for name, literal in self._given.items():
            answer = selection.get(name)
            found.append(-literal if answer is None else literal)
            if answer is not None:
                found += [own if _chosen(option, answer) else -own for option, own in self._in[name].items()]
        return found

    def satisfiable(self, selection: Selection) -> bool:
        """Tell whether there is a model."""
        self._solving.models = 1
        return bool(self._control.solve(assumptions=self.assumptions(selection)).satisfiable)

    def consequences(self, selection: Selection, mode: str) -> Shown | None:
        """Return the options that are shown in some model (`brave`) or in all (`cautious`); None when there is none."""
        self._solving.models = 0
        self._solving.enum_mode = mode
        last: list[clingo.Symbol] = []

        def narrow(model: clingo.Model) -> None:
            last[:] = model.symbols(shown=True)

        # Each model is closer to the answer; `on_last` spares turning all but the last into Python objects.
        result = self._control.solve(assumptions=self.assumptions(selection), on_last=narrow)
        return frozenset(_pair(symbol) for symbol in last) if result.satisfiable else None

    def models(self, selection: Selection, most: int) -> list[frozenset[str]] | None:
        """Return for every model the dimensions that change; None when there are more than `most`."""
        self._solving.models = most + 1
        found: list[frozenset[str]] = []
        with self._control.solve(assumptions=self.assumptions(selection), yield_=True) as handle:
            found.extend(frozenset(s.arguments[0].string for s in model.symbols(shown=True)) for model in handle)
        return found if len(found) <= most else None

    def optimum(self, selection: Selection) -> int | None:
        """Return the least cost of a model; None when there is none."""
        self._solving.models = 0
        cost: int | None = None
        with self._control.solve(assumptions=self.assumptions(selection), yield_=True) as handle:
            for model in handle:
                cost = model.cost[0]
        return cost


def hitting_sets(sets: list[frozenset[str]], most: int) -> frozenset[frozenset[str]] | None:
    """Return the minimal sets that share a member with each of `sets`; None when more than `most` came up."""
    found = [frozenset[str]()]
    for members in sorted(sets, key=len):
        touching = [h for h in found if h & members]
        wider = {h | {m} for h in found if not h & members for m in members}
        found = touching + [w for w in wider if not any(t <= w for t in touching)]
        if len(found) > most:
            return None
    return frozenset(h for h in found if not any(other < h for other in found))


def _chosen(option: str, answer: Answer) -> bool:
    return option in answer if isinstance(answer, frozenset) else option == answer


def _pair(symbol: clingo.Symbol) -> tuple[str, str]:
    return symbol.arguments[0].string, symbol.arguments[1].string
