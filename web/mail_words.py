"""The Swedish words about mail: evidence, faults of accounts and what to do about them. `words.py` shows them."""

from typing import Final

from shopper.texts import mark

FAULTS: Final = {
    "bad_password": mark("Servern godtar inte användarnamnet eller lösenordet."),
    "token_refused": mark("Inloggningen med OAuth2 avvisas."),
    "no_such_host": mark("Ingen server har det namnet."),
    "nobody_listens": mark("Ingen svarar på den adressen och porten."),
    "silent": mark("Servern svarade inte i tid."),
    "bad_certificate": mark("Serverns certifikat går inte att lita på eller gäller ett annat namn."),
    "no_tls": mark("Ingen säker förbindelse kunde upprättas."),
    "relay_denied": mark("Servern skickar inte vidare våra brev till andra."),
    "sender_refused": mark("Servern låter inte användaren skicka från den här adressen."),
    "secret_changed": mark("Det sparade lösenordet är låst med en annan nyckel (SHOPPER_SECRET)."),
    "not_arrived": mark("Brevet skickades men kom inte tillbaka."),
    "other": mark("Serverns egna ord säger vad som är fel."),
}
REMEDIES: Final = {
    "bad_password": mark(
        "Spara kontot igen med rätt uppgifter. "
        "Microsoft 365 och Gmail tar inte emot vanliga lösenord: använd OAuth2 där."
    ),
    "token_refused": mark(
        "Kontrollera klient, hemlighet och omfång (scope), och att klienten får använda brevlådan. "
        "Lägg in en ny förnyelsetoken (refresh token) om den gamla har återkallats."
    ),
    "no_such_host": mark("Kontrollera servernamnet i kontots fil och datorns namntjänst (DNS)."),
    "nobody_listens": mark("Kontrollera porten, och brandväggar på vägen."),
    "silent": mark("Försök igen senare. Om det består: kontrollera port, säkerhet och brandväggar."),
    "bad_certificate": mark("Använd servernamnet som står i certifikatet, eller låt förnya certifikatet."),
    "no_tls": mark("Använd tls (oftast port 465 och 993) eller starttls (oftast port 587 och 143)."),
    "relay_denied": mark("Logga in med en användare som får skicka."),
    "sender_refused": mark("Ge användaren rätt att skicka som varje adress i domänen (send as)."),
    "secret_changed": mark("Ställ tillbaka den nyckeln, eller spara kontot igen."),
    "not_arrived": mark("Kontrollera att domänens post (MX, catch-all) leder till den här brevlådan."),
    "other": mark("Kontrollera kontots fil, eller fråga den som sköter e-postservern."),
}
"""What is wrong with an account, and what to do, by the words of `mail_probe/servers/diagnosis.py`."""
HOLDS: Final = {
    "restored": mark(
        "Databasen är återställd från en säkerhetskopia. Brev som har skickats sedan kopian togs kan stå som planerade."
    ),
}
SIGN_INS: Final = {"password": mark("Lösenord"), "oauth2": mark("OAuth2 (XOAUTH2)")}
SECURITIES: Final = {"none": mark("utan kryptering"), "starttls": mark("STARTTLS"), "tls": mark("TLS")}
LOOKS: Final = {
    "application/pdf": mark("ser ut som PDF"),
    "application/zip": mark("ser ut som ett ZIP-arkiv"),
    "application/x-ole-storage": mark("ser ut som ett äldre Officedokument"),
    "application/vnd.openxmlformats-officedocument": mark("ser ut som ett Officedokument"),
    "application/rtf": mark("ser ut som RTF"),
    "image/png": mark("ser ut som en PNG-bild"),
    "image/jpeg": mark("ser ut som en JPEG-bild"),
    "image/gif": mark("ser ut som en GIF-bild"),
    "text/plain": mark("ser ut som text"),
    "application/octet-stream": mark("okänt innehåll"),
}
"""What the first bytes of a file look like, by the words of `mail_probe/reading/attachments.py`."""
CHECKS: Final = {
    "ordered": mark("Beställt"),
    "running": mark("Pågår"),
    "passed": mark("Allt fungerar"),
    "failed": mark("Något är fel"),
}
STEPS: Final = {
    "sign_in_to_send": mark("Logga in för att skicka"),
    "sign_in_to_fetch": mark("Logga in i brevlådan"),
    "send": mark("Skicka ett brev till kontot självt"),
    "receive": mark("Vänta på brevet"),
}
"""The steps of an account's self-test, in their order."""
REMARKS: Final = {
    "spf=fail": mark("Vår egen server säger att SPF inte stämmer. Låt domänens SPF-post nämna den server som sänder."),
    "dkim=fail": mark("Vår egen server säger att DKIM inte stämmer. Kontrollera nyckeln och domänens DKIM-post."),
    "dmarc=fail": mark("Vår egen server säger att DMARC inte stämmer. Rätta SPF eller DKIM så att de gäller domänen."),
    "own_mx": mark("Ingen Received-rad är skriven av kontots own_mx. Tills det är rättat gäller brevlådans tid."),
}
"""What an account's self-test found that works but could be better."""
RESULTS: Final = {
    "sent": mark("Skickat"),
    "deferred": mark("Uppskjutet av servern"),
    "refused": mark("Avvisat"),
    "uncertain": mark("Osäkert"),
    "unreached": mark("Servern nåddes inte"),
}
DATE_FLAGS: Final = {
    "missing": mark("Brevets eget datum saknas."),
    "early": mark("Brevets eget datum är långt före ankomsten."),
    "late": mark("Brevets eget datum är efter ankomsten."),
}
EVIDENCE: Final = {
    "a person's words": mark("en människas ord"),
    "a person's words in reply to our letter": mark("en människas ord, som svar på vårt brev"),
    "a system's notice about the case": mark("ett systems besked om ärendet"),
    "also asks us something": mark("frågar också oss något"),
    "also promises an answer later": mark("lovar också svar senare"),
    "also says it was passed on": mark("säger också att det skickats vidare"),
    "also says it was received": mark("säger också att det kommit fram"),
    "belongs to a letter from ourselves to ourselves": mark("hör till ett brev från oss till oss själva"),
    "asks for a sign-in or a confirmation": mark("ber oss logga in eller bekräfta"),
    "asks us for something": mark("ber oss om något"),
    "calls itself automatic": mark("kallar sig automatiskt"),
    "charset guessed": mark("teckenkodningen är gissad"),
    "cut": mark("avkortat"),
    "deleted by an automatic action": mark("raderat automatiskt"),
    "deleted without being read": mark("raderat utan att läsas"),
    "delivered to the letter's own address": mark("kom till brevets egen adress"),
    "delivery report": mark("leveransrapport"),
    "the server says": mark("servern säger"),
    "disposition report": mark("kvittorapport"),
    "Exchange rule that answers our letter": mark("regel i Exchange som svarar på vårt brev"),
    "follows a mail that belongs to the letter": mark("följer på ett mejl som hör till brevet"),
    "forwarded with a question": mark("skickat vidare med en fråga"),
    "forwarded without a word": mark("skickat vidare utan ett ord"),
    "in one thread with a mail that belongs to the letter": mark("i samma tråd som ett mejl som hör till brevet"),
    "judging it failed; the log says why": mark("bedömningen misslyckades; loggen säger varför"),
    "left on the server": mark("finns kvar på e-postservern"),
    "machine sender": mark("en maskin är avsändare"),
    "names another address": mark("nämner en annan adress"),
    "names the letter's envelope id": mark("nämner brevets kuvert-id"),
    "names the letter's message id": mark("nämner brevets meddelande-id"),
    "no text of its own": mark("ingen egen text"),
    "no text, only an attachment": mark("ingen text, bara en bilaga"),
    "nothing ties it to a letter": mark("inget knyter det till ett brev"),
    "null return path": mark("tom returadress"),
    "only a signature": mark("bara en signatur"),
    "only polite words": mark("bara artighetsfraser"),
    "open letters of the municipality": mark("kommunens öppna brev"),
    "our own letter, by its Message-ID": mark("vårt eget brev, enligt meddelande-id"),
    "promises an answer later": mark("lovar svar senare"),
    "quotes the letter": mark("citerar brevet"),
    "quotes the letter's address": mark("citerar brevets adress"),
    "quotes the time it was sent": mark("citerar tiden då det skickades"),
    "refused by the recipient's filter": mark("avvisat av mottagarens filter"),
    "our server doubts the sender": mark("vår server tvivlar på avsändaren"),
    "speaks of a measurement": mark("talar om en mätning"),
    "says it was passed on": mark("säger att det skickats vidare"),
    "says it was received": mark("säger att det kommit fram"),
    "says something more": mark("säger något mer"),
    "sender takes no replies": mark("avsändaren tar inte emot svar"),
    "sent by a mail system": mark("skickat av ett e-postsystem"),
    "sent from the municipality's domain": mark("skickat från kommunens domän"),
    "several letters fit": mark("flera brev passar"),
    "short, and nothing of the question in it": mark("kort, och inget av frågan i det"),
    "short, with words of a notice": mark("kort, med ord som i ett besked"),
    "subject": mark("ämne"),
    "subject begins like an automatic answer": mark("ämnet börjar som ett automatiskt svar"),
    "subject begins with absence": mark("ämnet börjar med frånvaro"),
    "subject ends like an automatic answer": mark("ämnet slutar som ett automatiskt svar"),
    "takes back an earlier mail": mark("återkallar ett tidigare mejl"),
    "text of a known bounce": mark("texten i en känd studs"),
    "text of a known delay notice": mark("texten i ett känt besked om fördröjning"),
    "text says it was not delivered": mark("texten säger att det inte levererades"),
    "text says it was read": mark("texten säger att det lästes"),
    "text speaks of absence and return": mark("texten talar om frånvaro och återkomst"),
    "the letter's subject from the municipality's domain": mark("brevets ämne, från kommunens domän"),
    "the sender's domain is not the municipality's": mark("avsändarens domän är inte kommunens"),
    "unreadable": mark("går inte att läsa"),
    "winmail.dat": mark("winmail.dat"),
}
"""The fixed phrases of evidence, which `mail_probe` writes before the first colon; the names of header fields stand."""
EVIDENCE_IN_FULL: Final = {
    "cut: header fields beyond the limit": mark("avkortat: brevhuvudet är för långt"),
    "cut: more than 200 parts": mark("avkortat: fler än 200 delar"),
    "cut: more than 30 levels": mark("avkortat: fler än 30 nivåer"),
    "cut: text beyond the limit": mark("avkortat: texten är för lång"),
    "unreadable: encrypted": mark("går inte att läsa: krypterat"),
    "unreadable: no header field": mark("går inte att läsa: inget brevhuvud"),
    "winmail.dat: cannot be read": mark("winmail.dat: går inte att läsa"),
    "winmail.dat: its text is RTF only": mark("winmail.dat: texten finns bara som RTF"),
}
"""Lines whose detail is a phrase of ours too."""
