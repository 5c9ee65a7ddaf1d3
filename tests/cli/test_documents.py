import json
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest
from tests.cli.conftest import Run

from samenhang.cli.yaml_as_json import UnreadableYamlError, yaml_as_json

Refused: TypeAlias = Callable[[Path, bytes], str]

YAML = """# onze keuzes
keuzes:
  bekostigingsvorm: productiebekostiging
  budgetplafond: geen
lens: [D4]
peildatum: 2026-01-01
"""


@pytest.fixture(scope="session")
def refused(run: Run) -> Refused:
    """Return what hands over a file that cannot be read, and gives the one line that says so."""

    def refused(path: Path, content: bytes) -> str:
        path.write_bytes(content)
        result = run("check", str(path))
        assert result.exit_code == 2
        assert result.stdout == ""
        assert result.stderr.count("\n") == 1
        assert "onverwacht" not in result.stderr
        return result.stderr

    return refused


def test_yaml_and_json_say_the_same(tmp_path: Path, run: Run) -> None:
    (tmp_path / "a.yaml").write_text(YAML)
    (tmp_path / "a.json").write_text(
        '{"keuzes": {"bekostigingsvorm": "productiebekostiging", "budgetplafond": "geen"},'
        ' "lens": ["D4"], "peildatum": "2026-01-01"}'
    )
    first, second = (run("check", str(tmp_path / name), "--format", "json") for name in ("a.yaml", "a.json"))
    assert first.exit_code == second.exit_code == 0
    assert first.stdout == second.stdout


def test_standard_input_may_be_yaml_or_json(run: Run) -> None:
    assert "Lens: D4" in run("check", "-", text=YAML).stdout
    assert run("check", "-", text='{"keuzes": {"budgetplafond": "geen"}}').exit_code == 0


def test_options_on_the_command_line_go_before_those_in_the_file(tmp_path: Path, run: Run) -> None:
    (tmp_path / "a.yaml").write_text(YAML)
    assert "Lens: D1." in run("check", str(tmp_path / "a.yaml"), "--lens", "D1").stdout


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.json", b'{"keuzes": {', "geen geldige JSON"),
        ("a.json", b'{"keuzes": {"budgetplafond": "geen", "budgetplafond": "algemeen"}}', "meer dan eens"),
        ("a.json", b"[" * 100_000, "diep"),
        ("a.json", b'{"keuzes": {"planhorizonJaren": ' + b"9" * 10_000 + b"}}", "vraagt een getal"),
        ("a.json", b'{"keuzes": {}, "lenzen": []}', "'lenzen' hoort hier niet"),
        ("a.yaml", b"keuzes:\n  a: [1, 2\n", "geen geldige YAML"),
        ("a.yaml", b"keuzes:\n  budgetplafond: geen\n  budgetplafond: algemeen\n", "meer dan eens"),
        ("a.yaml", b"a: &a [x]\nkeuzes:\n  b: [*a, *a]\n", "verwijzing"),
        ("a.yaml", b"keuzes: !!python/object/apply:os.system [ls]\n", "soortaanduiding"),
        ("a.yaml", b"- " * 3000, "diep genest"),
        ("a.yaml", b"keuzes: {}\n---\nkeuzes: {}\n", "meer dan een document"),
        ("a.yaml", b"? [a, b]\n: c\n", "geen woord"),
        ("a.yaml", b"budgetplafond: geen\n", "`keuzes` ontbreekt"),
        ("a.yaml", b"", "hier hoort een blok 'keuzes'"),
        ("a.yaml", b"zomaar wat tekst", "hier hoort een blok 'keuzes'"),
        ("a.yaml", b"keuzes:\n  budgetplafond: \x1b[31mrood\n", "geen geldige YAML"),
        ("a.json", b"\xff\xfe{\x00", "geen tekst in UTF-8"),
        ("a.json", b"\x00\x01\x02", "geen tekst"),
        ("a.txt", b"x" * 1_000_001, "groter dan 1 MB"),
        ("a.ttl", b"<a:a> <a:b> <a:c> .", "RDF wordt hier nog niet gelezen"),
        ("a.xlsx", b"PK", "een tabel wordt hier niet gelezen"),
    ],
)
def test_what_cannot_be_read_gets_one_sentence(
    tmp_path: Path, name: str, content: bytes, said: str, refused: Refused
) -> None:
    assert said in refused(tmp_path / name, content)


def test_a_megabyte_of_nonsense_gets_one_sentence(tmp_path: Path, refused: Refused) -> None:
    nonsense = json.dumps({"keuzes": {f"onzin{n}": n for n in range(45_000)}}).encode()
    assert len(nonsense) < 1_000_000
    assert "onzin0" in refused(tmp_path / "a.json", nonsense)


def test_a_missing_file_and_a_folder_get_one_sentence(tmp_path: Path, run: Run) -> None:
    assert "dit bestand bestaat niet" in run("check", str(tmp_path / "weg.yaml")).stderr
    assert "dit is een map" in run("check", str(tmp_path)).stderr


def test_control_characters_do_not_reach_the_terminal(tmp_path: Path, refused: Refused) -> None:
    assert "\x1b" not in refused(tmp_path / "a.json", b'{"keuzes": {"\\u001b[31mrood": "x"}}')


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[ja, nee, no, yes, on, 2026-01-01, 1:30]", ["ja", "nee", "no", "yes", "on", "2026-01-01", "1:30"]),
        ("[1, +2, -3, 010, 1.50, .5, 1., 1e3]", [1, 2, -3, 10, 1.5, 0.5, 1, 1000.0]),
        ("[~, null, true, False, '1', \"null\", .inf, '']", [None, None, True, False, "1", "null", ".inf", ""]),
        ("{a: {}, b: []}", {"a": {}, "b": []}),
    ],
)
def test_plain_values_follow_the_core_schema(text: str, expected: object) -> None:
    assert json.loads(yaml_as_json(text)) == expected


def test_a_bomb_of_aliases_is_refused_before_it_grows() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    with pytest.raises(UnreadableYamlError):
        yaml_as_json("\n".join(lines))
