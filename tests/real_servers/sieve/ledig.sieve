require ["vacation"];

vacation :subject "Frånvaro" :addresses ["ledig@{{municipality_domain}}"]
"Hej!

Jag är på semester och är åter den 14 augusti. Brådskande frågor besvaras av
kontaktcenter på telefon 08-465 004 10.

Med vänlig hälsning
Eva Lind
Handläggare";
