"""The question on providers with contracts in the graph, which the shipped graph does not have."""

from __future__ import annotations

import pytest
from tests.questions.expecting import differences
from tests.questions.running import results_of

from samenhang import Samenhang
from samenhang.questions import Questions, ask, read_answer

GRAPH = "https://w3id.org/samenhang/graaf/gegevensset/proef"
DATA = """
@prefix sam: <https://w3id.org/samenhang/def/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix vorm: <https://w3id.org/samenhang/def/bekostigingsvorm/> .
@prefix gemeente: <https://identifier.overheid.nl/tooi/id/gemeente/> .
@prefix : <https://example.org/> .
:zorgwerk rdfs:label "Zorgwerk" . :alleen rdfs:label "Alleen"@nl , "Alone"@en .
:i1 a sam:Inrichting ; rdfs:label "Eerste"@nl , "First"@en ; dct:source :besluit1 ;
    sam:bekostigingsvorm vorm:lumpsum .
:i2 a sam:Inrichting ; rdfs:label "Tweede"@nl , "Second"@en ; dct:source :besluit2 ;
    sam:bekostigingsvorm vorm:productiebekostiging .
:c1 a sam:Contract ; sam:opdrachtnemer :zorgwerk ; sam:opdrachtgever gemeente:gm0484 ; sam:legtVast :i1 .
:c2 a sam:Contract ; sam:opdrachtnemer :zorgwerk ; sam:opdrachtgever gemeente:gm1884 ; sam:legtVast :i2 .
:c3 a sam:Contract ; sam:opdrachtnemer :alleen ; sam:opdrachtgever gemeente:gm0484 ; sam:legtVast :i1 .
:c4 a sam:Contract ; sam:opdrachtnemer :bondig ; sam:opdrachtgever gemeente:gm0484 ;
    sam:contractbekostiging vorm:lumpsum .
:c5 a sam:Contract ; sam:opdrachtnemer :bondig ; sam:opdrachtgever gemeente:gm1884 ;
    sam:contractbekostiging vorm:resultaatbekostiging .
"""


@pytest.fixture
def with_contracts() -> Samenhang:
    samenhang = Samenhang()
    samenhang.store.load_turtle(GRAPH, DATA.encode(), "https://example.org/")
    return samenhang


def test_a_provider_with_two_funding_forms_in_one_region_is_found(with_contracts: Samenhang) -> None:
    questions = Questions(with_contracts)
    asked = ask(questions, questions["CQ53"], {"zoek": ["holland rijnland"]})
    results = results_of(with_contracts, asked.text)
    answer = read_answer(asked, results, questions.anchors)
    expected = {
        "precies": {
            "aanbieder": ["zorgwerk", "bondig"],
            "regio": ["JZ18"],
            "onderdeel": ["c1", "c2", "c4", "c5", "R067", "R068", "R069"],
        },
        "rijen": [
            {"aanbieder": "zorgwerk", "onderdeel": "c1", "bekostigingsvorm": "lumpsum"},
            {"aanbieder": "zorgwerk", "onderdeel": "c2", "bekostigingsvorm": "productiebekostiging"},
            {"aanbieder": "bondig", "onderdeel": "c5", "bekostigingsvorm": "resultaatbekostiging"},
        ],
    }
    assert list(differences(answer, expected)) == []
    assert {source for row in answer.rows for source in row.sources if isinstance(source, str)} == {
        "https://example.org/besluit1",
        "https://example.org/besluit2",
    }
