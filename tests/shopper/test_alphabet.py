"""The order of lists of municipalities."""

from shopper.alphabet import in_alphabet


def test_swedish_letters_come_last_in_their_own_order_and_capitals_and_accents_have_none() -> None:
    names = ["Örebro", "Älmhult", "Åmål", "Östersund", "Zinkgruvan", "ånge", "Habo", "Ängelholm", "Håbo", "Idéby"]
    assert sorted(names, key=in_alphabet) == [
        "Habo", "Håbo", "Idéby", "Zinkgruvan", "Åmål", "ånge", "Älmhult", "Ängelholm", "Örebro", "Östersund",
    ]  # fmt: skip
