"""What every option is, as text: dimension by dimension, with the reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from samenhang import coherence
from samenhang.cli.describe import Words, counted
from samenhang.cli.explain import MORE, ONE
from samenhang.coherence import OptionStatus
from samenhang.model import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from samenhang.cli.page import Page
    from samenhang.cli.selections import Prepared
    from samenhang.coherence import Clash, DimensionState, OptionState

_STATUSES = {
    OptionStatus.CHOSEN: Text("gekozen", "chosen"),
    OptionStatus.FOLLOWS: Text("volgt uit keuzes", "follows"),
    OptionStatus.POSSIBLE: Text("mogelijk", "possible"),
    OptionStatus.POSSIBLE_WITH_RISK: Text("met risico", "with risk"),
    OptionStatus.EXCLUDED: Text("uitgesloten", "excluded"),
    OptionStatus.NOT_APPLICABLE: Text("niet van toepassing", "not applicable"),
}
_STYLES = {
    OptionStatus.CHOSEN: "bold",
    OptionStatus.FOLLOWS: "bold cyan",
    OptionStatus.POSSIBLE: "green",
    OptionStatus.POSSIBLE_WITH_RISK: "yellow",
    OptionStatus.EXCLUDED: "red",
    OptionStatus.NOT_APPLICABLE: "dim",
}
_DIMENSION, _DIMENSIONS = Text("dimensie", "dimension"), Text("dimensies", "dimensions")
_STANDING = Text(
    "Deze keuzes gaan zelf niet samen; zolang dat zo is, kan er niets bij.",
    "These choices themselves cannot go together; while that is so, nothing can be added.",
)
_SEE_ABOVE = Text("zolang de keuzes zelf botsen", "while the choices themselves clash")
_NUMBER = Text("een getal; daarvan wordt niets uitgesloten", "a number; none is excluded")


class OptionsText:
    """Writes the states of options; with standing clashes first, since those exclude everything else."""

    def __init__(self, page: Page, prepared: Prepared, language: str) -> None:
        self._page = page
        self._language = language
        self._words = Words(prepared.view.catalogue, language)
        self._asked = prepared
        self._standing = coherence.explain(prepared.view, prepared.selection)

    def show(self, states: Iterable[DimensionState], *, everything: bool) -> None:
        """Write dimensions; without `everything` only those that the choices change something about."""
        self._clashes()
        before = {} if everything else self._without_choices()
        quiet = 0
        for state in states:
            if everything or not self._is_quiet(state, before):
                self._dimension(state)
            else:
                quiet += 1
        if quiet:
            self._page.line(self._rest(quiet).get(self._language))

    def _without_choices(self) -> dict[tuple[str, str], OptionStatus]:
        """Return what each option is before any choice; possible, when no choice was made: that needs no words."""
        if not self._asked.selection:
            return {}
        states = coherence.Options(self._asked.view, {}).of(changes=False)
        return {(state.id, option.id): option.status for state in states for option in state.options}

    def _is_quiet(self, state: DimensionState, before: Mapping[tuple[str, str], OptionStatus]) -> bool:
        return all(
            option.status is before.get((state.id, option.id), OptionStatus.POSSIBLE) or self._only_stands(option)
            for option in state.options
        )

    def _only_stands(self, option: OptionState) -> bool:
        """Tell whether an option is excluded by nothing but what clashes already."""
        return (
            bool(self._standing)
            and option.status is OptionStatus.EXCLUDED
            and set(self._keys(option.reasons)) <= set(self._keys(self._standing))
        )

    def _keys(self, clashes: Iterable[Clash]) -> Iterator[tuple[str, tuple[str, ...]]]:
        return ((repr(sorted(c.choices.items(), key=lambda item: item[0])), c.rules) for c in clashes)

    def _clashes(self) -> None:
        if not self._standing:
            return
        language = self._language
        self._page.line(f"{counted(len(self._standing), ONE, MORE, language)}. {_STANDING.get(language)}", "bold red")
        for clash in self._standing:
            self._page.line()
            self._words.clash(self._page, clash)
        self._page.line()

    def _dimension(self, state: DimensionState) -> None:
        self._page.line(self._words.dimension(state.id), "bold")
        if not state.options:
            self._page.line(_NUMBER.get(self._language), indent=2)
        for option in state.options:
            label = self._words.value(state.id, option.id)
            status = _STATUSES[option.status].get(self._language)
            self._page.line(f"{status}: {label}  [{state.id}={option.id}]", _STYLES[option.status], indent=2)
            for line in self._why(state.id, option):
                self._page.line(line, indent=6)
        self._page.line()

    def _why(self, name: str, option: OptionState) -> Iterator[str]:
        if option.extra_risk is not None:
            extra, rules = option.extra_risk, self._words.rules(option.extra_risk.rules)
            more = Text("waarschuwing erbij", "extra warning"), Text("waarschuwingen erbij", "extra warnings")
            at_once = f": {rules}" if extra.rules else ""
            yield f"{counted(extra.amount, *more, self._language)}{at_once}"
        if self._only_stands(option):
            yield _SEE_ABOVE.get(self._language)
        else:
            yield from (self._reason(name, reason) for reason in option.reasons)
        if option.status is OptionStatus.EXCLUDED and not any(r.choices.keys() <= {name} for r in option.reasons):
            yield self._needs(option.other_changes)

    def _reason(self, name: str, clash: Clash) -> str:
        others = {d: a for d, a in clash.choices.items() if d != name}
        rules = self._words.rules(clash.rules)
        if not others:
            return Text(f"kan nooit: {rules}", f"never possible: {rules}").get(self._language)
        return Text(
            f"botst met {self._words.answers(others)}: {rules}", f"clashes with {self._words.answers(others)}: {rules}"
        ).get(self._language)

    def _needs(self, changes: int | None) -> str:
        if changes is None:
            return Text("geen andere keuzes maken dit mogelijk", "no other choices make this possible").get(
                self._language
            )
        if changes == 0:
            return Text("kan als u hier van keuze wisselt", "possible when you switch to it").get(self._language)
        dimensions = (
            Text("andere keuze verandert", "other choice changes"),
            Text("andere keuzes veranderen", "other choices change"),
        )
        number = counted(changes, *dimensions, self._language)
        return Text(f"kan als {number}", f"possible when {number}").get(self._language)

    def _rest(self, quiet: int) -> Text:
        number = Text(*(counted(quiet, _DIMENSION, _DIMENSIONS, lang) for lang in ("nl", "en")))
        how = Text("--all toont ze ook, --dimension een enkele.", "--all shows them too, --dimension just one.")
        if self._standing:
            said = Text(
                "alleen uitgesloten door de botsing, of door geen keuze geraakt",
                "excluded by the clash alone, or touched by no choice",
            )
        elif self._asked.selection:
            said = Text("daar veranderen uw keuzes niets aan", "your choices change nothing there")
        else:
            said = Text("geheel vrij", "entirely free")
        return Text(f"{number.nl}: {said.nl}. {how.nl}", f"{number.en}: {said.en}. {how.en}")
