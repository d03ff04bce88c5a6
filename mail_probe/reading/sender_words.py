"""The words that tell a title, a part of the administration or a function from a person's name.

Swedish, Danish, Norwegian, English and German; folded as `phrases.fold` does. Titles and parts of an administration
are nearly always compounds, so the end of a word decides.
"""

TITLE_ENDINGS = (
    *("handlaggare", "sekreterare", "registrator", "chef", "ingenjor", "inspektor", "arkitekt", "samordnare"),
    *("koordinator", "rektor", "larare", "strateg", "planerare", "assistent", "administrator", "kommunikator"),
    *("vagledare", "radgivare", "direktor", "utredare", "bibliotekarie", "kanslist", "jurist", "ekonom", "controller"),
    *("pedagog", "specialist", "konsulent", "konsult", "tekniker", "intendent", "handledare", "forestandare"),
    *("ledare", "kurator", "sjukskoterska", "receptionist", "telefonist", "bedomare", "ombud", "ansvarig", "arkivarie"),
    *("antikvarie", "forvaltare", "upphandlare", "larare", "miljovardare", "bovardare", "vaktmastare", "lots"),
    *("sagsbehandler", "leder", "medarbejder", "fuldmaegtig", "sekretaer", "ingenior", "planlaegger", "radgiver"),
    *("projektleder", "saksbehandler", "ingeniorer", "arkivar", "radgjevar", "sakshandsamar"),
    *("officer", "manager", "advisor", "adviser", "secretary", "engineer", "architect", "planner", "coordinator"),
    *("director", "clerk", "inspector", "assistant", "registrar", "consultant", "headmaster", "librarian"),
    *("sachbearbeiter", "sachbearbeiterin", "leiter", "leiterin", "referent", "referentin", "sekretar", "sekretarin"),
    *("ingenieur", "ingenieurin", "mitarbeiter", "mitarbeiterin", "beauftragte", "beauftragter", "koordinatorin"),
)
UNIT_ENDINGS = (
    *("forvaltning", "forvaltningen", "namnd", "namnden", "kontor", "kontoret", "enhet", "enheten", "avdelning"),
    *("avdelningen", "sektion", "sektionen", "sektor", "sektorn", "kansli", "kansliet", "byra", "byran"),
    *("forskola", "forskolan", "skolan", "gymnasiet", "biblioteket", "bibliotek", "socialtjansten", "hemtjansten"),
    *("raddningstjansten", "forvaltningerne", "afdeling", "afdelingen", "naevn", "enhed", "enheden", "sekretariat"),
    *("sekretariatet", "etat", "etaten", "avdeling", "avdelingen", "seksjon", "seksjonen", "department", "office"),
    *("division", "committee", "directorate", "abteilung", "dezernat", "fachbereich", "verwaltung", "behorde"),
    *("sachgebiet", "bauamt", "ordnungsamt", "sozialamt", "burgeramt", "standesamt", "umweltamt", "jugendamt"),
    *("hauptamt", "grunflachenamt", "stadtplanungsamt"),
)
FUNCTION_ENDINGS = (
    *("kontaktcenter", "kontaktcentret", "servicecenter", "servicecentret", "kundcenter", "kundtjanst", "kundservice"),
    *("medborgarservice", "medborgarcenter", "kommunservice", "borgerservice", "servicetorg", "servicetorget"),
    *("innbyggertorg", "innbyggertorget", "burgerservice", "burgerburo", "vaxeln"),
    *("receptionen", "registratur", "registraturet", "infocenter", "kontaktcentrum", "servicecentrum", "postmottak"),
    *("kontaktsenter", "servicekontor", "kundesenter", "medborgarkontor", "medborgarkontoret", "contactcenter"),
    *("kommuncenter", "helpdesk", "servicedesk", "kommunvaxeln"),
)
NOT_UNITS = frozenset(
    ("oppenhet", "nyfikenhet", "medvetenhet", "sakenhet", "helhet", "omnamnd", "kontor", "enhet", "office", "etat")
)
# Not part of a person's name, whatever the case they are written in.
NOT_NAME_ENDINGS = (
    *(
        "kommun",
        "kommunen",
        "kommuns",
        "kommune",
        "kommunes",
        "gatan",
        "vagen",
        "torget",
        "huset",
        "byggnad",
        "bygglov",
    ),
    *("omsorg", "omsorgen", "service", "miljo", "fritid", "tjanst", "center", "centrum", "centralen", "utbildning"),
    *("support", "halsning", "halsningar", "adress", "telefon", "strasse", "vej", "municipality", "council", "helg"),
)
NOT_NAMES = frozenset(
    (
        *("stad", "stads", "region", "stadt", "gemeinde", "city", "town", "box", "tel", "tfn", "mobil", "fax", "hej"),
        *(
            "tack",
            "mvh",
            "vanliga",
            "vanlig",
            "med",
            "basta",
            "trevlig",
            "dag",
            "sverige",
            "sweden",
            "danmark",
            "norge",
        ),
        *("deutschland", "epost", "mail", "webb", "web", "facebook", "instagram", "linkedin", "youtube", "twitter"),
        *("direkt", "kultur", "teknik", "skola", "barn", "plan", "gata", "park", "vatten", "avfall", "ekonomi", "hr"),
        *(
            "info",
            "kontakt",
            "kontor",
            "enhet",
            "kund",
            "contact",
            "customer",
            "centre",
            "teknisk",
            "tekniska",
            "social",
        ),
        *(
            "sociala",
            "ekonomisk",
            "administrativ",
            "bitradande",
            "tillforordnad",
            "tf",
            "vik",
            "vikarierande",
            "enligt",
        ),
        *("uppdrag", "hos", "the", "team", "noreply", "arkiv", "socialt", "stod", "aldre", "personal", "titel", "namn"),
        *("head", "dear", "deputy", "senior", "monday", "mandag", "tisdag", "onsdag", "torsdag", "fredag", "oppet"),
    )
)
PARTICLES = frozenset(
    ("af", "av", "von", "van", "de", "der", "den", "la", "le", "el", "al", "bin", "zu", "zum", "da", "dos")
)
