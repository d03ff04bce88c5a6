"""The municipalities of a draft through the site: chosen, pasted, uploaded and edited without script."""

import io
import re
from datetime import timedelta
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from openpyxl import Workbook
from sqlmodel import select

from shopper.moves import Cause
from shopper.register import SHIPPED, import_register
from shopper.store import Store
from shopper.tables.study import Measurement, Municipality, Wave
from tests.web.conftest import SignIn
from tests.web.stage import START

PAGE = f"/waves/{quote('höst 2026')}/steps/municipalities"
FRAME = {"name": "höst 2026", "method": "kkik-2018", "first_day": "2026-10-12", "last_day": "2026-11-08"}
NYBY = "9001\tNyby\t9 000\tinfo@nyby.test\t08-465 004 99\tmån-fre 08:00-17:00"


@pytest.fixture
def draft(coordinator: TestClient, store: Store) -> TestClient:
    """Cecilia's browser after she began a wave, with the register that comes with the platform."""
    with store.transaction() as session:
        import_register(session, SHIPPED, Cause("test", START - timedelta(days=1)))
    assert coordinator.post("/waves/new", data=FRAME).status_code == 303
    return coordinator


def measured(store: Store) -> list[str]:
    """The codes of the draft's municipalities."""
    with store.reading() as session:
        wanted = select(Measurement.municipality_code).join(Wave).where(Wave.state == "draft")
        return sorted(session.exec(wanted).all())


def paste(browser: TestClient, text: str, do: str) -> tuple[int, str]:
    """The status and the page after a paste."""
    answer = browser.post(f"{PAGE}/paste", data={"text": text, "do": do})
    return answer.status_code, answer.text


def upload(browser: TestClient, name: str, raw: bytes) -> tuple[int, str]:
    """The status and the page after an upload."""
    answer = browser.post(f"{PAGE}/paste", data={"text": "", "do": "check"}, files={"file": (name, raw)})
    return answer.status_code, answer.text


def version_in(html: str) -> str:
    """The mark of what the form showed."""
    found = re.search(r'name="version" value="(\w+)"', html)
    assert found
    return found.group(1)


def form_of(browser: TestClient, code: str) -> dict[str, str]:
    """The fields of a municipality's form as they are shown."""
    html = browser.get(f"{PAGE}/{code}").text
    zone = re.search(r'<option value="([^"]*)" selected', html)
    assert zone
    return dict(re.findall(r'name="(\w+)" value="([^"]*)"', html)) | {"time_zone": zone.group(1)}


def test_ticked_municipalities_are_chosen_and_left_out_again(draft: TestClient, store: Store) -> None:
    chosen = draft.post(PAGE, data={"codes": ["0685", "0682"]})
    after_choosing = measured(store)
    left_out = draft.post(f"{PAGE}/remove", data={"codes": ["0685"]})
    statuses = (chosen.status_code, chosen.headers["location"], left_out.status_code)
    assert (statuses, after_choosing, measured(store)) == ((303, f"{PAGE}?saved=1", 303), ["0682", "0685"], ["0682"])


def test_a_search_narrows_the_register_and_all_it_found_can_be_added(draft: TestClient, store: Store) -> None:
    html = draft.get(PAGE, params={"find": "sjö"}).text
    draft.post(PAGE, data={"find": "sjö", "everything": "yes"})
    assert (html.count('type="checkbox"'), measured(store)) == (3, ["0682", "0684", "0686"])


def test_what_somebody_else_chose_meanwhile_stays_chosen(draft: TestClient, signed_in: SignIn, store: Store) -> None:
    other = signed_in("cecilia")
    other.get(PAGE)
    draft.post(PAGE, data={"codes": ["0685"]})
    other.post(PAGE, data={"codes": ["0682"]})
    assert measured(store) == ["0682", "0685"]


def test_a_paste_is_shown_line_by_line_before_anything_is_stored(draft: TestClient, store: Store) -> None:
    status, html = paste(draft, f"{NYBY}\n685", "check")
    said = ("Alla 2 rader är rätt." in html, "Ny i registret" in html, "Spara 2 kommuner i mätomgången" in html)
    assert (status, said, measured(store)) == (200, (True, True, True), [])


def test_a_right_paste_is_stored_on_the_second_press(draft: TestClient, store: Store) -> None:
    answer = draft.post(f"{PAGE}/paste", data={"text": f"{NYBY}\n685", "do": "store"})
    assert (answer.status_code, answer.headers["location"], measured(store)) == (
        303,
        f"{PAGE}?saved=1",
        ["0685", "9001"],
    )


@pytest.mark.parametrize("do", ["check", "store"])
def test_a_wrong_line_has_its_faults_beside_it_and_the_paste_is_kept(do: str, draft: TestClient, store: Store) -> None:
    text = f"{NYBY.replace('info@', '').replace('9 000', 'många')}\n685\n685\n9999"
    status, html = paste(draft, text, do)
    faults = re.findall(r'<span class="ds-validation-message">([^<]*)</span>', html)
    assert (status, faults, measured(store)) == (
        422,
        [
            "Skriv antalet invånare som ett helt tal.",
            "Skriv en e-postadress, till exempel kommun@vetlanda.test.",
            "Kommunen finns redan på en rad ovanför. Ta bort en av dem.",
            "Kommunen finns inte i registret. Rätta raden, eller fyll i alla kolumner.",
        ],
        [],
    )
    assert f">{text}</textarea>" in html


def test_an_uploaded_workbook_is_shown_and_kept_as_a_paste(draft: TestClient, store: Store) -> None:
    book = Workbook()
    for row in (["kod", "namn"], [685, "Vetlanda"], ["0682", None]):
        book.active.append(row)
    written = io.BytesIO()
    book.save(written)
    status, html = upload(draft, "kommuner.xlsx", written.getvalue())
    assert (status, "kod\tnamn\n685\tVetlanda\n0682\n</textarea>" in html, measured(store)) == (200, True, [])


def test_the_template_can_be_filled_in_and_uploaded(draft: TestClient) -> None:
    template = draft.get(f"{PAGE}/template.csv")
    status, html = upload(draft, "kommuner.csv", template.content)
    assert (template.headers["content-type"], status, "Alla 2 rader är rätt." in html) == (
        "text/csv; charset=utf-8",
        200,
        True,
    )


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"PK\x03\x04", "Filen går inte att läsa som tabell."),
        (b"\x89PNG\0", "Filen går inte att läsa som tabell."),
        (b"0" * 1_000_001, "Filen är för stor."),
        (b"0685\n" * 1001, "Tabellen har för många rader."),
        (b" ", "Det finns inga rader."),
    ],
)
def test_a_hostile_file_is_refused_with_one_sentence(raw: bytes, sentence: str, draft: TestClient) -> None:
    status, html = upload(draft, "x.xlsx", raw)
    assert (status, html.count(sentence), html.count('role="alert"')) == (422, 1, 1)


def test_an_empty_paste_is_told(draft: TestClient) -> None:
    status, html = paste(draft, " \n", "check")
    assert (status, "Det finns inga rader." in html) == (422, True)


def test_a_municipality_is_edited_with_its_closing_days(draft: TestClient, store: Store) -> None:
    draft.post(PAGE, data={"codes": ["0685"]})
    typed = form_of(draft, "0685") | {"fri": "08:00-12:00 13:00-15:00", "closed_on": "2026-10-30"}
    answer = draft.post(f"{PAGE}/0685", data=typed | {"time_zone": "Europe/Helsinki"})
    with store.reading() as session:
        stored = session.get_one(Municipality, "0685")
        days = session.exec(select(Measurement.closed_on).join(Wave).where(Wave.state == "draft")).one()
    assert (answer.status_code, stored.time_zone, stored.opening_hours["fri"], days) == (
        303,
        "Europe/Helsinki",
        [["08:00", "12:00"], ["13:00", "15:00"]],
        ["2026-10-30"],
    )
    assert "Vetlanda ligger i tidszonen Europe/Helsinki" in draft.get(PAGE).text


def test_a_wrong_field_of_a_municipality_is_named_and_everything_is_kept(draft: TestClient) -> None:
    draft.post(PAGE, data={"codes": ["0685"]})
    changes = {"population": "få", "tue": "kl 8", "closed_on": "2027-01-01", "name": "Vetlanda & co"}
    answer = draft.post(f"{PAGE}/0685", data=form_of(draft, "0685") | changes)
    wrong = re.findall(r'ds-validation-message" id="(\w+)-error"', answer.text)
    kept = ['value="få"', 'value="kl 8"', 'value="2027-01-01"', 'value="Vetlanda &amp; co"']
    assert (answer.status_code, sorted(wrong)) == (422, ["closed_on", "population", "tue"])
    assert [value in answer.text for value in kept] == [True] * 4


def test_of_two_who_edit_a_municipality_the_second_sees_what_the_first_saved(
    draft: TestClient, signed_in: SignIn
) -> None:
    draft.post(PAGE, data={"codes": ["0685"]})
    other = signed_in("cecilia")
    typed = form_of(other, "0685")
    draft.post(f"{PAGE}/0685", data=typed | {"switchboard": "08-465 004 77"})
    second = other.post(f"{PAGE}/0685", data=typed | {"closed_on": "2026-10-30"})
    told = "Växel: nu sparat är 08-465 004 77" in second.text
    assert (second.status_code, told, 'value="2026-10-30"' in second.text) == (409, True, True)
    third = other.post(f"{PAGE}/0685", data=typed | {"version": version_in(second.text)})
    assert third.status_code == 303


def test_a_municipality_that_is_not_measured_has_no_page(draft: TestClient) -> None:
    assert draft.get(f"{PAGE}/0685").status_code == 404


def test_a_small_municipality_is_measured_with_a_warning(draft: TestClient) -> None:
    draft.post(f"{PAGE}/paste", data={"text": NYBY.replace("9 000", "1 900"), "do": "store"})
    assert "Nyby har bara 1\xa0900 invånare." in draft.get(PAGE).text
