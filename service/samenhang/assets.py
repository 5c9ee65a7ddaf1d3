"""Finds the Turtle, SPARQL and CSV the product is made of: in a checkout at the root, in a wheel beside the code."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from samenhang.errors import SamenhangError
from samenhang.model import Text

_PACKAGE = Path(__file__).resolve().parent
_FOLDERS = ("ontology", "shapes", "queries", "data")


def assets_root() -> Path:
    """Return the folder that holds `ontology/`, `shapes/`, `queries/` and `data/`.

    Raises SamenhangError when the installation is damaged.
    """
    for root in (_PACKAGE / "_assets", _PACKAGE.parent.parent):
        if (root / "ontology" / "samenhang.ttl").is_file():
            return root
    raise SamenhangError(
        Text(
            "De ontologie is niet gevonden naast het programma. Installeer samenhang opnieuw.",
            "The ontology was not found beside the program. Install samenhang again.",
        )
    )


def turtle_files(folder: Path) -> list[Path]:
    """Return every Turtle file below `folder`, in a stable order."""
    return sorted(folder.rglob("*.ttl"))


def content_hash(paths: list[Path], root: Path) -> str:
    """Return the sha256 over names and bytes of `paths`, as 64 hexadecimal digits."""
    digest = sha256()
    for path in paths:
        data = path.read_bytes()
        digest.update(f"{path.relative_to(root).as_posix()}\0{len(data)}\0".encode())
        digest.update(data)
    return digest.hexdigest()
