"""What replies say in Swedish, Danish, Norwegian, English and German, as patterns over folded text (`phrases.fold`).

One entry a meaning, one line or more a language. No pattern holds a repetition inside a repetition without a bound, so
none can explode. Words decide little (see `kind.py`): a phrase is added only when it means the same in every mail.
"""

import re


def _any(*alternatives: str) -> re.Pattern[str]:
    return re.compile("|".join(alternatives))


CLOSING = re.compile(
    r"\s*(?:--\s?$|(?:med )?(?:vanlig(?:a|t)?|basta) halsning|med vanlig|mvh\b|vh\b|halsning(?:ar|en)?\b|vanligen,?$|"
    r"vanligen \w+(?: \w+)?$|allt gott|/{1,2} ?\w[\w.]*(?: \w+)?\s*$|"
    r"(?:med )?(?:venlig(?:e)?|vennlig|hjertelig|bedste|beste) hils(?:en|ener)\b|hilsen\b|"
    r"(?:kind(?:est)?|best|warm|many) (?:regards|wishes)|regards\b|(?:yours )?sincerely|yours (?:faithfully|truly)|"
    r"(?:mit )?(?:freundlich\w*|viele|beste|liebe|herzliche) gru|gruss\b|i\. ?a\. \w+$|"
    r"(?:sent|skickat|sendt|gesendet) (?:from|fran|fra|von) (?:my|min|mitt|mit|meinem|outlook|mail)\b)"
)
GREETING = _any(
    r"(?:hej|hejsan|hei|goddag|god dag|god morgon|hello|hi|dear|kaere|hallo|guten|sehr geehrte|liebe[r]?)\b",
)
POLITE = _any(
    r"(?:stort |hjartligt |mange |tusen |vielen |herzlichen |many )?(?:tack|tak|takk|thanks?|thank you|danke|dank)\b",
    r".*\b(?:trevlig|fin|bra|god|skon) (?:dag|helg|kvall|sommar|fortsattning|weekend)\b",
    r".*\bfler(?:e)? (?:fragor|funderingar|sporgsmal|sporsmal)\b|.*\b(?:more|further|other|any) questions\b",
    r".*(?:weitere|ruck)fragen|.*\bdo not hesitate|.*\bikke tovende? med|ikke nol med",
    r".*\bstehe (?:ich|wir)\b.*verfugung",
    r"(?:hor|ring|kontakta|skriv|aterkom)\b.{0,30}\b(?:oss|mig|av dig)\b|(?:varmt )?valkommen\b|tveka inte",
    r"du (?:ar|er) velkommen|du ar valkommen",
)
BOILERPLATE = _any(
    r"personuppgift|gdpr|dataskydd|offentlighetsprincip|allman(?:na)? handling|konfidentiell|avsedd for|oppettid",
    r"\btur och ordning\b|\bi den ordning (?:de|som|fragor)|\bdroja innan (?:du|vi|jag|nagon)",
    r"\btalamod|\bunderbemann",
    r"hog belastning|lang(?:re)? svarstid|besok (?:oss|var|gar)|folj oss|(?:for|vid) akuta|reception|vaxel(?:n)?\b",
    r"innan du skriver ut|ovanfor den har raden|ar en tjanst fran|webbplats|hemsida|begar(?:an)? .{0,20}\blamnas ut",
    r"svara(?:r)? (?:bara )?pa (?:det har|detta) (?:mejl|e-?post|meddelande)|det har (?:mejlet|meddelandet) oppnas",
    r"personoplysning|personopplysning|apningstid|abningstid|sentralbord|omstilling|hjemmeside|nettside",
    r"opening hours|data protection|privacy (?:notice|policy)|intended recipient|this e-?mail (?:and|is)|our website",
    r"datenschutz|offnungszeit|vertraulich|webseite|internetseite",
)
MACHINE = _any(
    r"automatiskt? (?:genererat |utskickat |skapat )?(?:svar|meddelande|mejl|e-?post|bekraftelse)|autosvar",
    r"automatgenerer|svara (?:inte|ej) pa de|gar (?:inte|ej) att svara pa|kan inte svara pa (?:det har|detta)",
    r"automatisk (?:svar|besked|genereret|generert|e-?post|kvittering)|ikke besvares|svar ikke pa",
    r"automatic(?:ally)? (?:reply|response|generated|message|acknowledg)|do not reply|unmonitored",
    r"automatische (?:antwort|nachricht)|automatisch (?:erstellt|generiert|versandt)|nicht auf diese",
)
RECEIVED = _any(
    r"\b(?:tagit|tagits|tar|tog) (?:\w+ )?emot\b|\bmottagit|\bmottagits|\bhar (?:inkommit|kommit (?:in|fram)) till",
    r"\bar mottag|\bmottag(?:en|na)\b|\b(?:har|ar) (?:nu )?(?:blivit )?registrer|\bdiariefor[dt]|\binkommen handling",
    r"\barende(?:nummer|\s?nr|\s?id)|\barendet har (?:id|nummer|fatt)|\bdiarienummer|\bkvittens|\bmottagningsbekraft",
    r"\bbekraftar (?:att|mottag)|\bbekraftelse pa\b|\barende \S+ har (?:skapats|registrerats)",
    r"\b(?:vi|jag) har (?:nu )?fatt (?:in )?(?:din|ditt|er|ert)\b",
    r"\bmodtaget\b|\bsagsnummer|\bjournalnummer|\bkvittering|\bbekrae?fter (?:hermed )?(?:modtag|at)",
    r"\bmottatt\b|\bsaksnummer|\bbekrefter (?:herved )?(?:mottak|at)|\bbekreftelse pa\b",
    r"\b(?:have|has been|was|been) (?:received|logged)\b|\bwe received",
    r"\bgot your (?:message|e-?mail|enquiry)|\b(?:reference|case|ticket|enquiry) number",
    r"\backnowledge|\b(?:logged|registered) (?:under|with|as)\b",
    r"\beingegangen\b|\berhalten\b|\beingangsbestatig|\bvorgangsnummer|\baktenzeichen|\bticketnummer",
)
# Stands in receipts and in every polite answer: a receipt only when nothing else is said.
THANKED = _any(
    r"^tack for att du (?:horde|hor|kontakta|skrev|mejla)",
    r"^tak fordi du|^takk for at du|^thank(?:s| you) for (?:contacting|writing|getting in touch)",
    r"^(?:vielen |herzlichen )?dank, dass sie",
)
PROMISED = _any(
    r"\b(?:jag|vi|handlaggar\w*) (?:\w+ ){0,3}aterkom|\baterkommer\b|\baterkopplar|\bsvar kommer (?:sa|nar|inom)",
    r"\b(?:tar kontakt med|kontaktar) dig\b|\bhor(?:a)? av (?:mig|oss)\b",
    r"\bsvarar (?:dig|sa (?:snart|fort)|normalt|vanligtvis)",
    r"\b(?:jag|vi) (?:\w+ ){0,2}besvarar? (?:din|ditt|ert|den|det)\b",
    r"\b(?:ska|skall) (?:jag |vi )?(?:ta reda pa|kolla|undersoka|forsoka (?:svara|hinna|aterkomma))",
    r"\binnan (?:jag|vi) kan (?:svara|ge (?:dig|er))\b",
    r"\btittar (?:narmare )?pa (?:det|din|ditt)|\b(?:jag|vi) (?:kollar|undersoker|fragar (?:en|min|mina|var|nagon))",
    r"\bvender (?:snarest )?tilbage (?:til dig|med|nar|hurtigst|snarest)|\bundersoger (?:sagen|det|dit)",
    r"\bhorer fra os|\bvil (?:be)?svare d[ei]g",
    r"\bkommer tilbake (?:til deg|med)|\b(?:jeg|vi) (?:sjekker|undersoker)",
    r"\b(?:get|come|be) back to you|\bwill (?:reply|respond|answer|contact)|\bbe in touch\b",
    r"\blook into (?:this|it|your)",
    r"\baim to (?:reply|respond|answer)|\bwill be answered",
    r"\bmelden? (?:uns|mich)\b|\bklaren? das\b|\bkummern? uns\b|\bprufen? (?:das|ihr)",
)
# Said in receipts, but also in answers to "how long does it take": counted as substance unless a receipt stands beside.
LATER = _any(
    r"\bbesvara[sr]?\b|\b(?:svar|svara|aterkoppling) inom|\binom (?:\w+ ){0,2}(?:arbets|vard)?dag",
    r"\bsa snart|\bsa fort",
    r"\bhandlagg(?:s|er|are|as)\b|\bskyndsamt|\bunder (?:dagen|veckan)\b|\binom kort|\bmycket att gora",
    r"\bbesvare[rs]?\b|\bsvarer\b|\bhurtigst muligt|\bsnarest|\bhverdage\b|\barbeidsdag|\bfordel(?:t|es) til",
    r"\bas soon as|\bworking days\b|\bin due course|\bshortly\b",
    r"\bbearbeite|\bschnellstmoglich|\bso bald wie|\bin kurze\b|\bwerktag|\barbeitstag",
)
FORWARDED = _any(
    r"vidarebeford|vidaresan[dt]|\b(?:skicka[rt]?|skickade|lamna[rt]?|lamnade|sander|sant|bollar|slussa[rt]?)\b"
    r".{0,60}\bvidare\b|\b(?:gar|gatt|gick) vidare till",
    r"\b(?:over)?lamna(?:r|t|ts|de)? (?:over )?.{0,40}\btill\b"
    r".{0,40}(?:forvaltning|kontor|enhet|avdelning|namnd|handlagg)",
    r"\blamna(?:r|t|de) over (?:din|ditt|det|den|arendet|fragan)|\boversan[dt]",
    r"\b(?:ber|bett) .{1,40} att (?:svara|kontakta|aterkomma|hora)|\bbedt .{1,40} om at (?:svare|kontakte)",
    r"\b(?:skickar|skickat|sander|sant)\b .{0,40}(?:fraga|mejl|mail|e-post|arende|meddelande)\w* .{0,20}\btill\b",
    r"(?:fraga|mejl|mail|e-post|arende|meddelande)\w* har (?:nu |idag )?"
    r"(?:skickats|sants|lamnats|overlamnats) .{0,10}\btill\b",
    r"\bsendt over til|videresend|\b(?:send(?:er|t)|sendte|sendes)\b.{0,60}\bvidere\b|videreformidl",
    r"\boversend(?:t|er|es)\b",
    r"\b(?:forward|redirect)(?:ed|ing)? (?:your|this|the|it)\b|\bpass(?:ed|ing) .{0,40}\b(?:on )?to\b",
    r"\b(?:has|have) been (?:forwarded|passed|referred|sent) (?:on )?to",
    r"weitergeleitet|\bleiten? .{0,60}\bweiter\b|\b(?:an|ans) .{1,60}\b(?:abgegeben|ubergeben|ubersandt)\b",
)
# Somebody's doing with our letter, and not a step of a procedure that an answer describes.
OUR_LETTER = _any(
    r"\b(?:jag|vi|jeg|i|we|ich|wir|din|ditt|dina|dit|deres|your|ihre?|er|ert)\b",
    r"\b(?:arendet|fragan|mejlet|mailet|mailen|henvendelsen|e-posten|detta|dette|this)\b",
    r"^(?:vidarebefordra\w*|skickar|skickat|sander|lamnar|lamnat|bollar|videresend\w*|sender|sendt|oversendt|"
    r"forward\w*|pass\w+)\b",
    r"\b(?:det|den|it) (?:ar |har |er |is )?(?:nu )?(?:gar|gatt|skicka|vidare|sent)|\barende \S+",
)
PROCEDURE = _any(
    r"\b(?:ansokan|ansokningar|ansokningen|beslut(?:et)?|blankett\w*|anmalan|faktura\w*|soknad\w*|ansogning\w*)\b",
    r"\b(?:formular\w*|skema\w*|applications?|forms?|antrage?)\b",
)
# A clause about what you do, or about what happens when something else has: told in answers.
ABOUT_YOU = _any(
    r"^(?:(?:dar)?efter det |sedan |da |dann |then )?(?:du|ni|man|you|sie|de)\b",
    r"^(?:nar|om|efter|innan|sa lange|ifall|sedan|naer|hvis|dersom|etter|efter|inden|for)\b",
    r"^(?:once|when|if|after|before)\b",
    r"^(?:wenn|sobald|nachdem|bevor|falls)\b|^(?:skicka|lamna|send|forward|leiten sie)\b",
)
REQUEST = _any(
    r"\b(?:kan|skulle|kunde|vill) du (?:\w+ ){0,4}(?:aterkomma|skicka|uppge|beratta|precisera|fortydliga|ange|saga|"
    r"ringa|forklara|utveckla|lamna|bekrafta|komplettera)\b",
    r"\bbehov(?:er|a|de) (?:vi|jag) (?:\w+ ){0,2}(?:veta|fa|mer|ha|dina|ditt|din)",
    r"\b(?:vi|jag) (?:skulle )?behov(?:er|a) (?:\w+ ){0,2}(?:veta|fa|mer|dina|ditt|din)",
    r"\baterkom (?:\w+ ){0,2}med|\bfor att (?:vi |jag )?(?:ska |skall )?(?:kunna )?(?:svara|hjalpa|besvara)",
    r"\bforstar inte (?:riktigt )?(?:vad|din|fragan)",
    r"\b(?:ange|uppge|skicka) (?:garna )?(?:din|ditt|dina|vilken|vilket)\b",
    r"\bkan du (?:\w+ ){0,3}(?:sende|oplyse|opplyse|fortelle|fortaelle|forklare|uddybe|utdype|presisere|praecisere)",
    r"\bhar (?:vi|jeg) (?:\w+ ){0,1}(?:brug for|behov for|bruk for)",
    r"\b(?:trenger|mangler) (?:vi|jeg)\b|\b(?:vi|jeg) (?:trenger|mangler)\b",
    r"\bfor at (?:vi |jeg )?kunne (?:be)?svare|\bvenligst (?:oplys|send|angiv)|\bvennligst (?:oppgi|send|opplys)",
    r"\b(?:could|can|would) you (?:please |kindly )?(?:send|tell|provide|specify|clarify|confirm|let|give)",
    r"\b(?:please|kindly) (?:send|provide|specify|clarify|confirm|let (?:us|me) know|tell|state)",
    r"\b(?:we|i) (?:would |will |do )?need (?:to know|more|your|some|further)|\bin order to (?:answer|help|assist)",
    r"^(?:bitte )?konn(?:en|ten) sie\b|\bbitte (?:teilen|senden|nennen|geben|schicken) sie|\bbenotigen? (?:wir|ich)",
    r"\b(?:wir|ich) (?:benotigen?|brauchen?)\b",
)
# A notice of a system about the contact itself: how it was liked, or that the case is closed.
NOTICE = _any(
    r"\benkat|\bhur nojd|\bvad du tyckte|\barende.{0,30}\b(?:avslutat|avslutats|stangt|stangts|lost|losts)\b",
    r"\btilfreds(?:hed)?(?:sunder|smal)|\bsporgeskema|\bsag.{0,20}\bafsluttet|\bsporreundersok",
    r"\bsak.{0,20}\bavsluttet",
    r"\bhow (?:satisfied|did we do)|\bsatisfaction survey",
    r"\b(?:case|ticket|request).{0,30}\b(?:closed|resolved|solved)\b",
    r"\bwie zufrieden|\bkundenbefragung|\b(?:ticket|vorgang).{0,30}\bgeschlossen",
)
SECURE = _any(
    r"\b(?:sakert|krypterat|skyddat|secure|encrypted|sikkert|sikker|kryptert) (?:meddelande|e-?post|mejl|message|"
    r"e-?mail|mail|besked|melding)\b",
    r"(?:sichere|verschlusselte) nachricht|\bclick (?:here |the link )?(?:below )?to (?:deliver|verify)",
    r"\bdigital post\b",
    r"\bverifiera att du ar avsandare|\bverify (?:that )?you(?:'re| are)",
)
SIGN_IN = _any(
    r"\blogga(?:r)? in|\blogg inn|\blog (?:pa|ind)|\b(?:log|sign) in\b|\bmelden sie sich an|\banmelden",
    r"\blegitimera|\bbankid\b|\be-?legitimation|\bmitid\b|\bfreja",
)
MESSAGE = _any(
    r"\b(?:meddelande|meddelandet|brev|post|mejl|melding|meldingen|besked|beskeden|message|nachricht)\b",
)
_AWAY = (
    r"(?:franvar|(?:ej|inte) (?:pa plats|i tjanst|pa kontoret)|(?:pa |har )?semester|"
    r"(?:foraldra|tjanst|sjuk|barn)?ledig\b|bortrest|slutat (?:min|pa)|(?:lases|bevakas) (?:inte|ej)\b|"
    r"(?:pa |har )?ferie|(?:ikke (?:til stede|pa kontoret))|fravaer|holder fri\b|pa orlov|bortreist|permisjon|"
    r"out of (?:the )?office|away\b|on (?:annual |parental |sick )?leave|on (?:vacation|holiday)|"
    r"abwesend|(?:im )?urlaub|nicht im (?:buro|haus)|in elternzeit)"
)
AWAY = re.compile(rf"\b{_AWAY}")
ABSENT = re.compile(
    rf"(?:^|[\n.!?,])[ \t]*{_AWAY}|\b(?:jag|vi|min|jeg|ich|wir|i|we|i'm|undertecknad)\b[^.!?\n]{{0,60}}\b{_AWAY}",
    re.MULTILINE,
)
BACK = _any(
    r"\bater\b|\btillbaka|\bt\.?o\.?m\b|\btill och med|\bfram till|\btilbage|\btilbake|\btil og med|\bfrem til",
    r"\bback\b|\breturn|\buntil\b|\bzuruck|\bwieder\b|\bbis (?:zum|einschliesslich)|\bslutat (?:min|pa)",
)
REFERRED = _any(
    r"\b(?:kontakta|mejla|maila|vand dig|vander du dig|hanvisa[rs]?|besvaras av|hanteras av|ring)\b",
    r"\bskicka (?:din|fragan)\b",
    r"\b(?:kontakt|henvend dig|henvend deg|henviser|skriv til)\b",
    r"\b(?:contact|e-?mail|refer you|please write to|get in touch with)\b",
    r"\bwenden sie sich|\bkontaktieren sie|\bverweise",
)
# Words of notices and of passing on that no entry above knows in this form: a short mail with one is no sure answer.
DOUBTFUL = _any(
    r"\bvidare(?:koppl|befor|san|skick)\w*|\bvidare till",
    r"\bratt (?:person|handlaggare|enhet|avdelning|instans)|\bkolleg",
    r"\barende(?:t|n)?\b|\bhor(?:a)? av|\baterkom|\baterkoppl|\bska forsoka|\bberord|\bslussa",
    r"\bdroj(?:er|a)\b|\bstammar? av (?:det |detta )?med\b|\binnan (?:jag|vi) kan\b|\b(?:ligger|star|hamnat) i ko\b",
    r"\bfar (?:du|ni) (?:ett )?(?:svar|besked)|\bge (?:dig|er) (?:ett )?(?:svar|besked)",
    r"\btas upp (?:pa|vid)\b|\btar hand om\b",
    r"\blag(?:t|ger) (?:in|upp|till|over) (?:din|ditt|det|dem|den|ert|er|fragan|arendet)|\bi kopia\b|\bcc:ar\b",
    r"\b(?:far|kan|ska) (?:\w+ ){0,3}svara (?:dig|er|pa)\b|\bslutar (?:pa|min|har)\b",
    r"\bkopplar dig|\b(?:hanterar|handlagger) inte|\bfel (?:brevlada|mottagare|adress)",
    r"\brette (?:afdeling|sted|person)|\bdin henvendelse|\bdeg rett|\brett (?:avdeling|person)|\bvidere til",
    r"\b(?:right|relevant|appropriate) (?:team|department|person|officer)|\byour (?:enquiry|request|case|ticket)\b",
    r"\bzustandig|\bihre? (?:anfrage|anliegen|e-mail)\b|\bmeine[rn]? kolleg",
)
SUBSTANCE = re.compile(
    r"\b(?:ja|nej|jo|yes|nein|nei)\b|\bno\b(?!\.? ?\S*\d)|\d\s?(?:kr|kronor|kvm|m2|%|procent|euro)\b"
)
# Words of five letters or more that stand in questions and in notices alike.
COMMON = _any(
    r"kommun|frag|behov|undr|skul|vilk|finns|tacksam|halsn|vanlig|arend|garna|mejl|svara|kontakt|meddel|angaende",
    r"henvend|sporgs|sporsm|venlig|vennlig|besked|gjeld|hvilk|kunne|question|about|enquir|council|please|thank|would",
    r"anfrage|frage|freund|gruss|bitte|wegen",
)
LINK = re.compile(r"(?:https?://|www\.)[^\s/<>\"]{1,200}/[^\s<>\")]{3,}", re.IGNORECASE)
