"""Who publishes a report, what it is filed under, and in whose colours. Pure."""

from report_templates.content import Imprint
from report_templates.material import Material


def imprint_of(material: Material) -> Imprint:
    """The imprint of a report, from the municipality, the wave and the look somebody chose."""
    subject, say, look = material.subject, material.language.say, material.around.look
    return Imprint(
        publisher=look.publisher,
        subject=say(
            "Hur {municipality} svarar i telefon och på e-post: {wave}",
            municipality=subject.municipality_name,
            wave=subject.wave_name,
        ),
        keywords=(
            say("servicemätning"),
            say("telefon"),
            say("e-post"),
            subject.municipality_name,
            subject.municipality_code,
            subject.wave_name,
            material.method.name,
        ),
        made_on=subject.printed_on,
        colour=look.colour,
        logo=look.logo,
        logo_text=look.logo_text,
    )
