"""What an archive PDF needs beyond what the printer writes, done on its objects before they are written. Pure.

PDF/A-3 (ISO 19005-3) wants metadata that can be read without unpacking it. The file is tagged as the accessible
variant is, so it says that it is PDF/UA-1 too, with the description of that mark that PDF/A asks for.
"""

import re
from typing import Any

_END_OF_METADATA = b"</rdf:RDF>"
_ACCESSIBLE = b"""\
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>The part of ISO 14289 that the file follows</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""
_DOUBTFUL_END = re.compile(rb"[\r\n]\nendstream")


def make_archive(pdf: Any, spare: int) -> None:
    """Open the metadata of a pydyf PDF, say in it that the file is accessible, and give its streams clear ends.

    `spare` empty objects are added: with one more, the streams that the writer makes itself come out otherwise.
    """
    metadata = pdf.objects[int(pdf.catalog["Metadata"].split()[0])]
    metadata.compress = False
    (packet,) = metadata.stream
    metadata.stream = [packet.replace(_END_OF_METADATA, _ACCESSIBLE + _END_OF_METADATA)]
    if "AF" in pdf.catalog:  # the printer names each attached file twice
        pdf.catalog["AF"][:] = dict.fromkeys(pdf.catalog["AF"])
    for found in pdf.objects:
        if getattr(found, "compress", False) and not has_clear_ends(found.data):
            found.compress = False
    for _ in range(spare):
        pdf.add_object(type(pdf.catalog)())


def has_clear_ends(printed: bytes) -> bool:
    """Whether no stream's last byte can be taken for part of the line break after it (ISO 19005-3, 6.1.7.1)."""
    return _DOUBTFUL_END.search(printed) is None
