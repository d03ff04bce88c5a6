require ["vacation"];

vacation :subject "Vi har tagit emot ditt ärende" :addresses ["kvitto@{{municipality_domain}}"]
"Tack för att du hörde av dig!

Vi har tagit emot ditt mejl och det har fått ärendenummer K-2017-0412. Vi återkommer så
snart vi kan.

Med vänlig hälsning
Kontaktcenter";
