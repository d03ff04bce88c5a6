"""How the measurement was done: weeks, seed, what became of letters, who graded twice, and our own mailbox."""

from decimal import ROUND_HALF_UP, Decimal

from report_templates.blocks import joined
from report_templates.content import Block, Heading, Paragraph, Section, Table
from report_templates.language import Language
from report_templates.material import Material
from report_templates.subject import MailboxRecord
from scoring.agreement import Agreement, Lack, Verdict
from scoring.rounding import NOTHING
from scoring.wave_agreement import FactorAgreement, WaveAgreement


def how_measured(material: Material) -> Section:
    """The section that lets a stranger judge how the contacts came about (issue: how the measurement was done)."""
    say = material.language.say
    return Section(
        id="sa-gjordes-matningen",
        part="",
        heading=say("Så gjordes mätningen"),
        blocks=(
            Paragraph(_lead(material), "lead"),
            _facts(material),
            *_agreement(material),
            *_mailbox(material),
        ),
    )


def _lead(material: Material) -> str:
    say = material.language.say
    locked = say("Metoden låstes när mätningen startade och kan inte ändras efteråt.")
    if material.around.seed is None:
        return locked
    plan = say("Planen över vem som ringer och skriver när drogs med ett frö, så att den går att göra om likadan.")
    return joined(locked, plan)


def _facts(material: Material) -> Table:
    say = material.language.say
    return Table(
        caption=say("Mätningen i korthet"),
        header=(say("Uppgift"), say("Värde")),
        rows=(*_frame(material), *_contacts(material), *_twice(material)),
    )


def _frame(material: Material) -> tuple[tuple[str, str], ...]:
    language, subject, method = material.language, material.subject, material.method
    say = language.say
    weeks = language.weeks(subject.first_day, subject.last_day)
    seed = material.around.seed
    return (
        (
            say("Metod"),
            say("{title} ({name}, version {version})", title=method.title, name=method.name, version=method.version),
        ),
        (say("Metodens kontrollsumma (SHA-256)"), material.figures.method_checksum),
        (say("Mätperiod"), f"{language.period(subject.first_day, subject.last_day)}, {weeks}"),
        (say("Planens frö"), say("okänt, kontakterna är importerade") if seed is None else str(seed)),
    )


def _contacts(material: Material) -> tuple[tuple[str, str], ...]:
    say, found = material.language.say, material.subject.conduct
    total = material.figures.total
    return (
        (say("Samtal i totalen"), str(total["calls_n"].denominator)),
        (say("Samtal som väntar på granskning och inte räknas"), str(material.subject.calls_not_reviewed)),
        (say("Brev som kan få svar i tid och inte räknas"), str(material.subject.letters_waiting)),
        (say("Brev i totalen"), str(total["mails_n"].denominator)),
        (
            say("Ytterligare brev som inte kom fram och inte ingår i någon andel"),
            str(total["mails_bounced_n"].denominator),
        ),
        (say("Brev som ersattes av ett nytt inom samma område"), str(found.replaced)),
        (say("Brev som inte räknas, för att kommunen förstod att det var en mätning"), str(found.detected)),
    )


def _twice(material: Material) -> tuple[tuple[str, str], ...]:
    language, found = material.language, material.around.agreement
    name = language.say("Bedömda av två personer i hela mätomgången")
    if found is None or not found.calls + found.letters:
        return ((name, language.say("inga")),)
    calls = (language.say_many("{n} samtal", "{n} samtal", found.calls),) if found.calls else ()
    letters = (language.say_many("{n} brev", "{n} brev", found.letters),) if found.letters else ()
    return ((name, language.listed((*calls, *letters))),)


def _agreement(material: Material) -> tuple[Block, ...]:
    say, found = material.language.say, material.around.agreement
    heading = Heading(say("Hur lika bedömarna är"))
    if found is None or not found.calls + found.letters:
        nobody = say("Ingen kontakt har bedömts av två personer, så hur lika de bedömer är inte känt.")
        return (heading, Paragraph(nobody))
    return (heading, Paragraph(_agreement_text(material, found)), _agreement_table(material.language, found))


def _agreement_text(material: Material, found: WaveAgreement) -> str:
    language = material.language
    say = language.say
    judged = [one for one in found.factors if one.found.verdict is not None]
    weak = [_factor(language, one.factor) for one in judged if one.found.verdict == "unreliable"]
    intro = say(
        "En del av mätomgångens kontakter bedömdes av två personer oberoende av varandra. Krippendorffs alfa är 1 när "
        "de alltid är överens och 0 när de är det lika ofta som slumpen."
    )
    if not judged:
        return joined(intro, say("Underlaget räcker inte till något alfa."))
    if weak:
        return joined(intro, say("Läs dessa med försiktighet: {names}.", names=language.listed(weak)))
    return joined(intro, say("Ingen faktor ligger under gränsen för vad som går att dra slutsatser av."))


def _agreement_table(language: Language, found: WaveAgreement) -> Table:
    say = language.say
    return Table(
        caption=say("Överensstämmelse mellan två bedömare"),
        header=(say("Faktor"), say("Båda"), say("Lika"), say("Alfa"), language.chance, say("Bedömning")),
        rows=tuple(_agreement_row(language, one) for one in found.factors),
        numeric=(1, 2, 3, 4),
    )


def _agreement_row(language: Language, one: FactorAgreement) -> tuple[str, ...]:
    low, high = one.found.low, one.found.high
    return (
        _factor(language, one.factor),
        str(one.found.pairs),
        str(one.found.agreed),
        _two_decimals(language, one.found.alpha),
        NOTHING
        if low is None or high is None
        else language.say("{low} till {high}", low=_two_decimals(language, low), high=_two_decimals(language, high)),
        _in_words(language, one.found),
    )


def _two_decimals(language: Language, value: float | None) -> str:
    if value is None:
        return NOTHING
    rounded = Decimal(str(abs(value))).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return f"{chr(0x2212) if value < 0 and rounded else ''}{language.decimal(rounded)}"


def _in_words(language: Language, found: Agreement) -> str:
    verdicts: dict[Verdict, str] = {
        "reliable": language.say("går att lita på"),
        "tentative": language.say("ger en fingervisning"),
        "unreliable": language.say("för låg för slutsatser"),
    }
    lacks: dict[Lack, str] = {
        "": "",
        "no_pair": language.say("ingen bedömd av båda"),
        "one_pair": language.say("bara en bedömd av båda"),
        "no_variation": language.say("alla betyg lika"),
    }
    return lacks[found.lack] if found.verdict is None else verdicts[found.verdict]


def _factor(language: Language, factor: str) -> str:
    names = {
        "answer": language.say("Svar på frågan"),
        "information": language.say("Information"),
        "interest": language.say("Intresse och engagemang"),
        "courtesy": language.say("Bemötande"),
        "sender": language.say("Avsändare"),
        "extra_information": language.say("Merinformation"),
    }
    return names.get(factor, factor)


def _mailbox(material: Material) -> tuple[Block, ...]:
    """Tells a slow mailbox of ours from a slow municipality; nothing when no letters were sent to ourselves."""
    record = material.subject.conduct.mailbox
    if record is None:
        return ()
    say = material.language.say
    intro = say(
        "Under hela mätningen skickades brev till den egna brevlådan ({n} stycken), för att en långsam brevlåda inte "
        "ska tas för en långsam kommun.",
        n=record.letters,
    )
    times = say("Svarens tider är de då e-postservern tog emot dem.")
    text = joined(intro, _late(material.language, record), _missing(material.language, record), times)
    return (Heading(say("Den egna brevlådan")), Paragraph(text))


def _late(language: Language, record: MailboxRecord) -> str:
    if not record.late + record.missing:
        return language.say_many(
            "Alla kom fram inom en kvart, det långsammaste efter {n} minut.",
            "Alla kom fram inom en kvart, det långsammaste efter {n} minuter.",
            record.longest_minutes,
        )
    if not record.late:
        return ""
    return language.say(
        "{late} av dem kom fram senare än efter en kvart, det långsammaste efter {n} minuter.",
        late=record.late,
        n=record.longest_minutes,
    )


def _missing(language: Language, record: MailboxRecord) -> str:
    return language.say("{n} av dem kom aldrig fram.", n=record.missing) if record.missing else ""
