"""Which folders are read besides the inbox."""

import unicodedata

import pytest

from mail_probe.servers.folder_names import holds_mail, is_for_strangers


@pytest.mark.parametrize(
    "name",
    [
        *("Skräppost", "Oönskad e-post", "Övrigt", "INBOX/Reklam", "Karantän"),
        *("Uønsket mail", "Uønsket e-mail", "Andet", "Karantæne"),
        *("Søppelpost", "Uønsket e-post", "Annet", "Lav prioritet"),
        *("Junk", "Junk E-mail", "[Gmail]/Spam", "Bulk Mail", "Clutter", "Other", "Quarantine"),
        *("Unerwünscht", "Junk-E-Mail", "Spamverdacht", "Sonstige", "Quarantäne"),
    ],
)
def test_junk_and_clutter_are_known_by_name_in_five_languages(name: str) -> None:
    assert is_for_strangers((), name, "/")
    assert is_for_strangers((), unicodedata.normalize("NFD", name).upper(), "/")


@pytest.mark.parametrize("name", ["INBOX", "Skickat", "Sent", "Arkiv", "Andra brev", "Junk/Arkiv 2017", "Mother"])
def test_other_folders_are_not_taken_for_junk(name: str) -> None:
    assert not is_for_strangers((), name, "/")


def test_a_folder_marked_as_junk_is_known_whatever_its_name() -> None:
    assert is_for_strangers((b"\\HasNoChildren", b"\\Junk"), "Diverse", ".")


def test_a_folder_that_only_holds_folders_is_not_read() -> None:
    assert [holds_mail(flags) for flags in ((b"\\Noselect",), (b"\\NonExistent",), (b"\\HasChildren",))] == [
        False,
        False,
        True,
    ]
