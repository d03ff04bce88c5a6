"""The data described for open data portals: DCAT-AP-SE 3 in Turtle.

A catalogue of one dataset, its distributions with checksums, who publishes it, which weeks and which municipality it is
about. The profile also recommends a contact point: whoever publishes adds it, for we know no address for questions.
Addresses are relative to the description's own: whoever publishes the files puts them beside it, and every address is
right. Sources: docs.dataportal.se/dcat (DCAT-AP-SE 3.0.1), W3C Turtle 1.1.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from report_templates.language import Language, language_of
from report_templates.material import Material
from shopper.texts import mark

Triples = Sequence[tuple[str, str]]
"""What is said of one subject: predicate and object, as Turtle."""

PREFIXES: Final[Mapping[str, str]] = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
AUTHORITY: Final = "http://publications.europa.eu/resource/authority"
SWEDEN: Final = "http://sws.geonames.org/2661886"
LOCAL_AUTHORITY: Final = "http://purl.org/adms/publishertype/LocalAuthority"
IANA: Final = "https://www.iana.org/assignments/media-types"

_LANGUAGES: Final[Mapping[str, str]] = {"sv": "SWE", "en": "ENG"}
_ESCAPED: Final = str.maketrans(
    {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
)
_NOT_IN_ADDRESS: Final = frozenset('<>"{}|^`\\ ')


@dataclass(frozen=True, slots=True)
class Distribution:
    """One form of the data: the file's name, its media type at IANA, what it is in Swedish (for `say`), and itself."""

    name: str
    media_type: str
    title: str
    content: bytes


def describe(material: Material, distributions: Sequence[Distribution], licence: str) -> bytes:
    """The description as Turtle; the same data gives the same bytes.

    Without a licence (an address) the data is told to be restricted: nobody has decided to open it yet.
    """
    swedish, english = language_of("sv"), language_of("en")
    both = (swedish, english)
    parts = [
        _subject("<#catalog>", _catalog(material, both, licence)),
        _subject("<#dataset>", _dataset(material, distributions, both, is_open=bool(licence))),
        _subject("<#publisher>", _publisher(material)),
        _subject("<#municipality>", _municipality(material)),
        *(
            _subject(f"<#distribution-{number}>", _distribution(each, material, both, licence))
            for number, each in enumerate(distributions, start=1)
        ),
    ]
    prefixes = "".join(f"@prefix {name}: <{address}> .\n" for name, address in PREFIXES.items())
    return "\n".join([prefixes, *parts]).encode()


def _catalog(material: Material, languages: Sequence[Language], licence: str) -> Triples:
    """What a portal reads first; whoever has a catalogue already lets it point at the dataset instead."""
    return [
        ("a", "dcat:Catalog"),
        *(("dcterms:title", _said(each, each.say("Servicemätning via telefon och e-post"))) for each in languages),
        *(("dcterms:description", _said(each, _about(material, each))) for each in languages),
        ("dcterms:publisher", "<#publisher>"),
        ("dcterms:issued", _day(material.subject.printed_on)),
        ("dcterms:language", _language(material)),
        ("dcat:themeTaxonomy", _address(f"{AUTHORITY}/data-theme")),
        ("dcat:dataset", "<#dataset>"),
        *([("dcterms:license", _address(licence))] if licence else []),
    ]


def _dataset(
    material: Material, distributions: Sequence[Distribution], languages: Sequence[Language], *, is_open: bool
) -> Triples:
    subject = material.subject
    period = (
        f"[ a dcterms:PeriodOfTime ; dcat:startDate {_day(subject.first_day)} ; dcat:endDate {_day(subject.last_day)} ]"
    )
    return [
        ("a", "dcat:Dataset"),
        *(("dcterms:title", _said(each, each.say("Servicemätning via telefon och e-post"))) for each in languages),
        *(("dcterms:description", _said(each, _about(material, each))) for each in languages),
        ("dcterms:publisher", "<#publisher>"),
        ("dcterms:identifier", _text(f"{subject.municipality_code} {subject.wave_name}")),
        *(("dcat:keyword", _said(each, word)) for each in languages for word in _keywords(each)),
        ("dcat:theme", _address(f"{AUTHORITY}/data-theme/GOVE")),
        ("dcterms:issued", _day(subject.printed_on)),
        ("dcterms:language", _language(material)),
        ("dcterms:spatial", "<#municipality>"),
        ("dcterms:spatial", _address(SWEDEN)),
        ("dcterms:temporal", period),
        ("dcterms:accessRights", _address(f"{AUTHORITY}/access-right/{'PUBLIC' if is_open else 'RESTRICTED'}")),
        ("adms:version", _text(f"{material.method.name} {material.method.version}")),
        *(("dcat:distribution", f"<#distribution-{number}>") for number in range(1, len(distributions) + 1)),
    ]


def _about(material: Material, language: Language) -> str:
    text = mark(
        "Hur {municipality} svarade den som ringde och skrev med enkla frågor: antal, andelar och svarstider, per "
        "område och för kommunen som helhet. {calls} samtal och {letters} brev räknas i helheten. Metod: {method}."
    )
    return language.say(
        text,
        municipality=material.name,
        calls=material.total("calls_n").denominator,
        letters=material.total("mails_n").denominator,
        method=f"{material.method.title} ({material.method.name}, {material.figures.method_checksum})",
    )


def _keywords(language: Language) -> tuple[str, ...]:
    return (language.say("kommunal service"), language.say("telefoni"), language.say("e-post"), "KKiK")


def _publisher(material: Material) -> Triples:
    """Whoever had the wave measured, where the wave says so; else the municipality that it is about."""
    named = material.around.look.publisher
    kind = [] if named else [("dcterms:type", _address(LOCAL_AUTHORITY))]
    return [("a", "foaf:Agent"), ("foaf:name", _text(named or material.name)), *kind]


def _municipality(material: Material) -> Triples:
    subject = material.subject
    return [
        ("a", "dcterms:Location"),
        ("dcterms:identifier", _text(subject.municipality_code)),
        ("rdfs:label", f"{_text(subject.municipality_name)}@sv"),
    ]


def _distribution(each: Distribution, material: Material, languages: Sequence[Language], licence: str) -> Triples:
    checksum = (
        "[ a spdx:Checksum ; spdx:algorithm spdx:checksumAlgorithm_sha256 ; "
        f'spdx:checksumValue "{sha256(each.content).hexdigest()}"^^xsd:hexBinary ]'
    )
    return [
        ("a", "dcat:Distribution"),
        *(("dcterms:title", _said(language, language.say(each.title))) for language in languages),
        ("dcat:accessURL", _address(each.name)),
        ("dcat:downloadURL", _address(each.name)),
        ("dcat:mediaType", _address(f"{IANA}/{each.media_type}")),
        ("dcterms:format", _text(each.media_type)),
        ("dcat:byteSize", f'"{len(each.content)}"^^xsd:nonNegativeInteger'),
        ("dcterms:language", _language(material)),
        ("spdx:checksum", checksum),
        *([("dcterms:license", _address(licence))] if licence else []),
    ]


def _language(material: Material) -> str:
    return _address(f"{AUTHORITY}/language/{_LANGUAGES[material.language.code]}")


def _subject(name: str, triples: Triples) -> str:
    return f"{name}\n" + " ;\n".join(f"  {predicate} {said}" for predicate, said in triples) + " .\n"


def _said(language: Language, text: str) -> str:
    return f"{_text(text)}@{language.code}"


def _text(text: str) -> str:
    """A text between quotes, whatever it holds."""
    return f'"{text.translate(_ESCAPED)}"'


def _address(address: str) -> str:
    """An address between angle brackets; signs that Turtle allows in none are written as their bytes."""
    return f"<{''.join(_written(sign) for sign in address)}>"


def _written(sign: str) -> str:
    is_fit = sign not in _NOT_IN_ADDRESS and sign.isprintable()
    return sign if is_fit else "".join(f"%{byte:02X}" for byte in sign.encode())


def _day(day: object) -> str:
    return f'"{day}"^^xsd:date'
