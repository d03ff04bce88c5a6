"""The description for portals of open data: what DCAT-AP-SE 3 requires is there, and it is Turtle whatever it says.

The reader below understands the Turtle that we write and nothing more; it fails on what it does not know.
"""

import re
from dataclasses import replace
from hashlib import sha256

import pytest

from report_templates.files.dcat import PREFIXES, Distribution, describe
from report_templates.material import Material
from report_templates.subject import Look, Surroundings

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
FILES = (
    Distribution("figures.csv", "text/csv", "Nyckeltal som CSV", b"a,b\r\n"),
    Distribution("figures.xlsx", "application/zip", "Nyckeltal som arbetsbok", b"PK"),
)
Graph = dict[str, dict[str, list[str]]]

_TOKEN = re.compile(
    r'\s*(<[^<>"{}|^`\\\x00-\x20]*>|"(?:[^"\\\n\r]|\\[tbnrf"\'\\])*"(?:@[a-z]+|\^\^[a-z]+:[A-Za-z]+)?'
    r"|[a-z]+:[A-Za-z][A-Za-z0-9_]*|@prefix|[a-z]+:|a\b|[\[\];.])"
)


def tokens_of(text: str) -> list[str]:
    found, at = [], 0
    while text[at:].strip():
        token = _TOKEN.match(text, at)
        assert token, f"this is no Turtle: {text[at : at + 60]!r}"
        found.append(token[1])
        at = token.end()
    return found


def read(content: bytes) -> Graph:
    """Subject, predicate and objects; a node without a name is written as its own predicates and objects."""
    graph: Graph = {}
    statement: list[str] = []
    for token in tokens_of(content.decode()):
        if token == ".":
            if statement[0] == "@prefix":
                assert PREFIXES[statement[1].removesuffix(":")] == statement[2][1:-1]
            else:
                assert statement[0] not in graph
                graph[statement[0]] = said_of(statement[1:])
            statement = []
        else:
            statement.append(token)
    assert statement == []
    return graph


def said_of(tokens: list[str]) -> dict[str, list[str]]:
    said: dict[str, list[str]] = {}
    for part in parted(tokens):
        said.setdefault(part[0], []).append(" ".join(part[1:]))
    return said


def parted(tokens: list[str]) -> list[list[str]]:
    """The predicates with their objects; semicolons inside a node without a name part nothing here."""
    parts: list[list[str]] = [[]]
    depth = 0
    for token in tokens:
        depth += {"[": 1, "]": -1}.get(token, 0)
        if token == ";" and depth == 0:
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


@pytest.fixture
def graph(data_material: Material) -> Graph:
    return read(describe(data_material, FILES, LICENCE))


def test_the_dataset_has_what_the_profile_requires_and_recommends(graph: Graph) -> None:
    dataset = graph["<#dataset>"]
    wanted = {
        *("a", "dcterms:title", "dcterms:description", "dcterms:publisher"),
        *("dcat:distribution", "dcat:keyword", "dcat:theme", "dcterms:spatial", "dcterms:temporal", "dcterms:issued"),
    }
    assert (wanted - set(dataset), dataset["a"]) == (set(), ["dcat:Dataset"])


def test_titles_and_descriptions_are_in_swedish_and_in_english(graph: Graph) -> None:
    dataset = graph["<#dataset>"]
    languages = [text.rpartition("@")[2] for key in ("dcterms:title", "dcterms:description") for text in dataset[key]]
    assert (languages, dataset["dcterms:title"]) == (
        ["sv", "en", "sv", "en"],
        ['"Servicemätning via telefon och e-post"@sv', '"Service measurement by telephone and e-mail"@en'],
    )


def test_the_catalogue_has_what_the_profile_requires_and_points_at_the_dataset(graph: Graph) -> None:
    catalog = graph["<#catalog>"]
    assert (catalog["dcterms:title"], catalog["dcterms:description"]) == (
        graph["<#dataset>"]["dcterms:title"],
        graph["<#dataset>"]["dcterms:description"],
    )
    assert {key: catalog[key] for key in ("a", "dcterms:publisher", "dcat:dataset", "dcterms:license")} == {
        "a": ["dcat:Catalog"],
        "dcterms:publisher": ["<#publisher>"],
        "dcat:dataset": ["<#dataset>"],
        "dcterms:license": [f"<{LICENCE}>"],
    }


def test_a_municipality_that_publishes_is_an_agent_with_a_name_and_a_type(graph: Graph) -> None:
    assert graph["<#publisher>"] == {
        "a": ["foaf:Agent"],
        "foaf:name": ['"Vetlanda"'],
        "dcterms:type": ["<http://purl.org/adms/publishertype/LocalAuthority>"],
    }


def test_whoever_had_the_wave_measured_publishes_it(data_material: Material) -> None:
    measured = replace(data_material, around=Surroundings(look=Look(publisher="Höglandet")))
    assert read(describe(measured, FILES, LICENCE))["<#publisher>"] == {
        "a": ["foaf:Agent"],
        "foaf:name": ['"Höglandet"'],
    }


def test_the_weeks_and_the_municipality_are_those_of_the_measurement(graph: Graph) -> None:
    assert (graph["<#dataset>"]["dcterms:temporal"], graph["<#municipality>"]["dcterms:identifier"]) == (
        ['[ a dcterms:PeriodOfTime ; dcat:startDate "2017-10-16"^^xsd:date ; dcat:endDate "2017-11-12"^^xsd:date ]'],
        ['"0685"'],
    )


def test_every_distribution_has_its_address_type_size_licence_and_checksum(graph: Graph) -> None:
    for number, file in enumerate(FILES, start=1):
        told = graph[f"<#distribution-{number}>"]
        assert {key: told[key] for key in told if key not in {"dcterms:title", "dcterms:language"}} == {
            "a": ["dcat:Distribution"],
            "dcat:accessURL": [f"<{file.name}>"],
            "dcat:downloadURL": [f"<{file.name}>"],
            "dcat:mediaType": [f"<https://www.iana.org/assignments/media-types/{file.media_type}>"],
            "dcterms:format": [f'"{file.media_type}"'],
            "dcat:byteSize": [f'"{len(file.content)}"^^xsd:nonNegativeInteger'],
            "spdx:checksum": [
                (
                    "[ a spdx:Checksum ; spdx:algorithm spdx:checksumAlgorithm_sha256 ; "
                    f'spdx:checksumValue "{sha256(file.content).hexdigest()}"^^xsd:hexBinary ]'
                )
            ],
            "dcterms:license": [f"<{LICENCE}>"],
        }


def test_what_is_pointed_at_is_described(graph: Graph) -> None:
    pointed = {each for said in graph.values() for objects in said.values() for each in objects if each[:2] == "<#"}
    assert pointed == set(graph) - {"<#catalog>"}


def test_without_a_licence_the_data_is_told_to_be_restricted(data_material: Material) -> None:
    found = read(describe(data_material, FILES, ""))
    access = "<http://publications.europa.eu/resource/authority/access-right/RESTRICTED>"
    assert (found["<#dataset>"]["dcterms:accessRights"], "dcterms:license" in found["<#distribution-1>"]) == (
        [access],
        False,
    )


def test_hostile_texts_and_addresses_stay_inside_their_quotes(data_material: Material) -> None:
    name = 'A" . <#x> a "b\\\n\r\t'
    hostile = replace(data_material, subject=replace(data_material.subject, municipality_name=name))
    found = read(describe(hostile, FILES, "https://x.test/> . <#y> a <z"))
    assert (set(found), found["<#publisher>"]["foaf:name"], found["<#distribution-1>"]["dcterms:license"]) == (
        {"<#catalog>", "<#dataset>", "<#publisher>", "<#municipality>", "<#distribution-1>", "<#distribution-2>"},
        ['"A\\" . <#x> a \\"b\\\\\\n\\r\\t"'],
        ["<https://x.test/%3E%20.%20%3C#y%3E%20a%20%3Cz>"],
    )


def test_two_runs_give_the_same_bytes(data_material: Material) -> None:
    assert describe(data_material, FILES, LICENCE) == describe(data_material, FILES, LICENCE)
