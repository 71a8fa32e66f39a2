"""The directory: masked by default, whole and marked as internal only when asked for."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from docx import Document
from lxml import html

from addin.reports.directory import INTERNAL, directory_context
from addin.reports.html import render_html
from addin.reports.source import Source
from addin.reports.thai import clean
from addin.reports.word import render_docx
from addin.rules.settings import Settings
from tests.support.office import convert

HOSTILE = '<script>alert(1)</script> & "quoted" {{ 7 * 7 }} {% raw %} \x07😀 ' + "ก" * 120


def rendered(source: Source) -> tuple[str, bytes]:
    context = directory_context(source)
    return render_html("directory", context), render_docx("directory", context)


def everything(data: bytes) -> str:
    """The text of every part of a Word file, properties and margins included."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return "\n".join(re.sub("<[^>]+>", "", archive.read(name).decode()) for name in archive.namelist())


def listed(data: bytes) -> list[list[str]]:
    """The rows of the tables of contacts."""
    tables = [
        [[c.text for c in row.cells] for row in table.rows] for table in Document(io.BytesIO(data)).tables
    ]
    return [row for table in tables if table[0][0] == "หน่วยงานหรือสังกัด" for row in table[1:]]


def with_contacts(sample: dict[str, pd.DataFrame], **columns: object) -> dict[str, pd.DataFrame]:
    return {**sample, "tblContact": sample["tblContact"].assign(**columns)}


def test_no_person_stands_in_a_masked_directory(source: Source, sample: dict[str, pd.DataFrame]) -> None:
    """No name, no part of a name, no telephone and no address is in the page or in any part of the document."""
    page, word = rendered(source)
    text = html.fromstring(page).text_content() + everything(word)
    contacts = sample["tblContact"]
    given = {re.sub("^(นางสาว|นาง|นาย)", "", name).split()[0] for name in contacts["name"]}
    typed = {*contacts["name"], *contacts["phone"].dropna(), *contacts["email"].dropna()}
    assert [found for found in typed if found in text] == []
    assert [name for name in given if re.search(rf"(นางสาว|นาง|นาย){name}", text)] == []


def test_a_masked_directory_lists_who_may_be_published(
    source: Source, sample: dict[str, pd.DataFrame]
) -> None:
    """One row for each serving contact that may be published, with initials, four digits and host."""
    contacts = sample["tblContact"]
    public = contacts[contacts["publish"] == "yes"]
    expected = sorted(f"•••-•••-{phone[-4:]}" for phone in public["phone"])
    page, word = rendered(source)
    web = html.fromstring(page).xpath("//table[@class='contacts']/tbody/tr")
    assert [expected] * 2 == [
        sorted(row[4] for row in listed(word)),
        sorted(" ".join(row[4].text_content().split()) for row in web),
    ]
    assert all(re.fullmatch(r"(นางสาว|นาง|นาย) .•••( .•••)*", row[1]) for row in listed(word))


def test_those_not_published_are_counted(source: Source, sample: dict[str, pd.DataFrame]) -> None:
    """How many are left out is said, and they count for their units."""
    contacts = sample["tblContact"]
    hidden = int((contacts["publish"] != "yes").sum())
    context = directory_context(source)
    assert f"ไม่แสดง\u00a0{hidden} คน" in context.left_out_note
    assert sum(unit.total_raw for unit in context.units) == int(contacts["unit_code"].notna().sum())


def test_who_no_longer_serves_is_left_out(sample: dict[str, pd.DataFrame], make_source: Any) -> None:
    """A contact marked inactive is neither listed nor counted; a blank counts as serving."""
    contacts = sample["tblContact"].assign(publish="yes")
    contacts["active"] = ["no", None] + ["yes"] * (len(contacts) - 2)
    context = directory_context(make_source({**sample, "tblContact": contacts}, Settings()))
    codes = {contact.code for part in context.parts for contact in part.contacts}
    assert codes == set(contacts["contact_id"].iloc[1:])


def test_an_internal_directory_shows_everyone_whole(source: Source, sample: dict[str, pd.DataFrame]) -> None:
    """Asked for names, each serving contact stands with name, telephone and address as typed."""
    contacts = sample["tblContact"]
    _, word = rendered(replace(source, unmask=True))
    found = {(row[1], row[4], row[5]) for row in listed(word)}
    assert found == set(zip(contacts["name"], contacts["phone"], contacts["email"].fillna("–"), strict=True))


def test_an_internal_directory_says_so_on_every_page(source: Source) -> None:
    """In Word in the body of the first page and in each header; on paper from HTML in the page's margin."""
    page, word = rendered(replace(source, unmask=True))
    document = Document(io.BytesIO(word))
    headers = {
        "".join(paragraph.text for paragraph in section.header.paragraphs) for section in document.sections
    }
    assert headers
    assert all(INTERNAL in header for header in headers)
    assert INTERNAL in document.paragraphs[0].text
    tree = html.fromstring(page)
    assert INTERNAL in tree.xpath("string(//header)")
    assert INTERNAL in tree.xpath("string(//*[contains(@class, 'internal')])")
    assert re.search(rf'@page internal{{[^}}]*{{content:"{INTERNAL}"', page)


def test_a_masked_directory_is_not_called_internal(source: Source) -> None:
    """What may be published bears no such mark."""
    page, word = rendered(source)
    assert not html.fromstring(page).xpath("//*[contains(@class, 'internal')]")
    assert INTERNAL not in everything(word)


def test_the_setting_unmasks_too(sample: dict[str, pd.DataFrame], make_source: Any) -> None:
    """A book whose setting shows contacts makes internal directories, and they are marked."""
    context = directory_context(make_source(sample, Settings(mask_contacts=False)))
    assert (context.masked, INTERNAL in context.meta.notice) == (False, True)


def test_a_citizen_number_is_masked_even_inside(sample: dict[str, pd.DataFrame], make_source: Any) -> None:
    """The number that must not be in the book at all is in no report."""
    source = make_source(
        with_contacts(sample, position="ผู้ประสาน 1234567890121"), Settings(mask_contacts=False)
    )
    page, word = rendered(source)
    assert "1234567890121" not in page + everything(word)


def test_units_without_a_contact_are_named(sample: dict[str, pd.DataFrame], make_source: Any) -> None:
    """A unit whose contacts no longer serve, and one without a coordinator, each with what it lacks."""
    contacts = sample["tblContact"].copy()
    contacts.loc[contacts["unit_code"] == "LAB", "active"] = "no"
    contacts.loc[(contacts["unit_code"] == "FIN") & (contacts["role"] == "coordinator"), "active"] = "no"
    context = directory_context(make_source({**sample, "tblContact": contacts}, Settings()))
    lacking = [(unit.name, unit.state.key) for unit in context.lacking]
    assert lacking == [("ศูนย์ห้องปฏิบัติการกรมอนามัย", "no_contact"), ("กองคลัง", "no_coordinator")]
    assert all(name in context.message.accent for name, _ in lacking)


def test_what_was_not_verified_this_year_is_marked(sample: dict[str, pd.DataFrame], make_source: Any) -> None:
    """Never verified, verified the day before the fiscal year began, and on its first day."""
    contacts = sample["tblContact"].iloc[:3].assign(publish="yes")
    contacts["last_verified"] = pd.to_datetime([None, "2021-09-30", "2021-10-01"])
    context = directory_context(make_source({**sample, "tblContact": contacts}, Settings()))
    states = {contact.code: contact.verified.key for part in context.parts for contact in part.contacts}
    assert list(states.values()) == ["never", "old", "verified"]
    assert context.cards[4].value == "2"


def test_contacts_stand_by_category_and_unit(source: Source) -> None:
    """Clients before stakeholders, within them the units in their order, the head first."""
    context = directory_context(replace(source, unmask=True))
    assert [part.title for part in context.parts] == ["ผู้รับบริการ", "ผู้มีส่วนได้ส่วนเสีย"]
    units = list(dict.fromkeys(contact.unit for contact in context.parts[0].contacts))
    assert units == source.results.unit_score["unit_name"].tolist()
    assert {contact.role for contact in context.parts[0].contacts[:1]} == {"หัวหน้าหน่วยงาน"}


def test_hostile_text_arrives_whole(sample: dict[str, pd.DataFrame], make_source: Any) -> None:
    """What stands in the cells of contacts is shown as it is, in both formats."""
    columns = dict.fromkeys(["name", "position", "affiliation", "phone", "email"], HOSTILE)
    source = make_source(with_contacts(sample, **columns), Settings(mask_contacts=False))
    page, word = rendered(source)
    rows = html.fromstring(page).xpath("//table[@class='contacts']/tbody/tr")
    expected = " ".join(clean(HOSTILE).split())
    assert {" ".join(row[1].text_content().split()) for row in rows} == {expected}
    assert {" ".join(row[1].split()) for row in listed(word)} == {expected}


def test_an_empty_book_renders(make_source: Any) -> None:
    """Without contacts and units the directory says so."""
    page, word = rendered(make_source({}, Settings()))
    assert "ยังไม่มีผู้ติดต่อในทำเนียบ" in html.fromstring(page).text_content()
    assert listed(word) == []


def test_a_book_without_contacts_names_no_person(sample: dict[str, pd.DataFrame], make_source: Any) -> None:
    """With units and no contact each unit lacks one."""
    context = directory_context(
        make_source({**sample, "tblContact": sample["tblContact"].iloc[:0]}, Settings())
    )
    assert {unit.state.key for unit in context.lacking} == {"no_contact"}
    assert len(context.lacking) == 36


@pytest.mark.office
@pytest.mark.slow
def test_libreoffice_keeps_every_contact(source: Source, tmp_path: Path) -> None:
    """The PDF's text has each telephone of the internal directory, over all its pages the mark."""
    reader = shutil.which("pdftotext")
    if shutil.which("soffice") is None or reader is None:
        pytest.skip("no soffice or pdftotext")
    path = tmp_path / "directory.docx"
    internal = replace(source, unmask=True)
    path.write_bytes(render_docx("directory", directory_context(internal)))
    (pdf,) = convert(path, "pdf", tmp_path)
    text = subprocess.run([reader, "-raw", str(pdf), "-"], capture_output=True, check=True).stdout.decode()
    pages = [re.sub(r"[\s\u200d]", "", page) for page in text.split("\f") if page.strip()]
    assert [page for page in pages if INTERNAL not in page] == []
    assert [row["phone"] for row in source.rows("tblContact") if row["phone"] not in "".join(pages)] == []
