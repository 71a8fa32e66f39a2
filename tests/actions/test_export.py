"""samret export --public: a copy without contacts, log, hidden sheets, comments and anybody's data."""

from __future__ import annotations

import datetime as dt
import re
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape

import openpyxl
import pytest
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName

from addin.actions import ACTIONS
from addin.actions.load import Loaded, load
from addin.actions.outcome import Outcome
from addin.cli import main
from addin.errors import CannotWrite
from tests.actions.test_jobs import run
from tests.support.ooxml_lint import lint, validate
from tests.support.xlsx import parts, with_parts
from workbook.file import FileBook
from workbook.schema import BY_NAME

TODAY = dt.date(2022, 3, 10)
PEOPLE = (
    ("C1", "นางสาวเรียมสมมติ อิ่มใจสมมติ", "นักวิเคราะห์นโยบายและแผน", "081-555-0101", "riam.sommut@example.com"),
    ("C2", "นายทดลอง ตัวอย่างดี", "หัวหน้าฝ่าย", "0-2555-0199 ต่อ 12", "thotlong@example.org"),
)
SECRETS = ["เรียมสมมติ", "อิ่มใจสมมติ", "ตัวอย่างดี", "555-0101", "2555-0199", "riam.sommut", "thotlong"]
HIDDEN_TEXTS = ["ความลับของฝ่าย", "ชีตลับมาก"]
NAMES = ["ผู้เขียนจริง", "บริษัทลับ", "ค่าลับในคุณสมบัติ", "ความเห็นส่วนตัว", "เครื่องของใคร"]
CITIZEN = "1234567890121"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A master full of what must not be shown, put there by hand, by another program, and into its parts."""
    fresh = tmp_path_factory.mktemp("private") / "ลับ.xlsx"
    assert main(["new", str(fresh)]) == 0
    with FileBook.open(fresh, backups_kept=0) as book:
        book.replace("tblContact", [
            {"รหัสผู้ติดต่อ": code, "ชื่อ-สกุล": name, "ตำแหน่ง": position, "สังกัด": "กองแผนงาน", "ประเภท": "ผู้รับบริการ",
             "รหัสหน่วยงาน": "PLAN", "โทรศัพท์": phone, "อีเมล": email, "เผยแพร่ได้": "ไม่ใช่"}
            for code, name, position, phone, email in PEOPLE
        ])  # fmt: skip
        book.replace("tblLog", [{"การทำงาน": "แก้", "โดย": "rian_account", "ค่าเดิม": "ค่าก่อนแก้"}])
        book.replace("tblMonthlyScore", [
            {"เดือน": "2564-10", "รหัสหน่วยงาน": "PLAN", "รหัสตัวชี้วัด": "1", "สถานะ": "รับรองผลแล้ว", "ผลการดำเนินงาน": 4,
             "สาเหตุ": f"รอคุณเรียมสมมติ  อิ่มใจสมมติ โทร {PEOPLE[0][3]} หรือ someone.else@example.net", "ผู้รายงาน": reporter,
             "ผู้รับรองผล": certifier, "หลักฐาน": "=HYPERLINK(1)"}
            for reporter, certifier in (
                (PEOPLE[0][1], "ผู้อำนวยการกองแผนงาน"), ("ดำรง ไม่มีในทำเนียบ", PEOPLE[1][1]),
            )
        ])  # fmt: skip
        book.replace("tblStakeholder", [
            {"รหัสกลุ่ม": "S1", "ประเภท": "ผู้รับบริการ", "กลุ่ม": "กลุ่มเล็ก", "พึงพอใจ": 41.25, "จำนวนผู้ตอบ": 4,
             "ข้อเสนอแนะ": "คำตอบของคนสี่คน"},
            {"รหัสกลุ่ม": "S2", "ประเภท": "ผู้รับบริการ", "กลุ่ม": "กลุ่มใหญ่", "พึงพอใจ": 82.5, "จำนวนผู้ตอบ": 5,
             "ข้อเสนอแนะ": "คำตอบของคนห้าคน"},
        ])  # fmt: skip
        rows = book.read("tblBook").cells
        book.replace("tblBook", [{"ค่า": "เลขลับของเล่ม" if line[2] == "book_id" else line[1]} for line in rows])
        book.save()
    _by_another_program(fresh)
    return _in_its_parts(fresh)


def _by_another_program(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    for title, state in zip(HIDDEN_TEXTS, ("hidden", "veryHidden"), strict=True):
        sheet = book.create_sheet(title, 2)
        sheet["A1"], sheet["A2"] = f"ข้อความใน{title}", 5
        sheet.sheet_state = state
    own = book.create_sheet("ของหน่วยงาน")
    own["A1"], own["A2"], own["A3"] = f"={HIDDEN_TEXTS[0]}!A2*2", f"ติดต่อ {PEOPLE[1][1]}", 0.123456789
    own["A4"], own["B4"] = f"โทร {PEOPLE[1][3]}", f"บัตร {CITIZEN}"
    own["A5"].hyperlink = f"mailto:{PEOPLE[0][4]}"
    own["A5"].value = "อีเมล"
    own["A2"].comment = Comment("ความเห็นส่วนตัว", "ผู้เขียนจริง")
    chart = BarChart()
    chart.title = f"ผลงานของ{PEOPLE[1][1]}"
    chart.add_data(Reference(book[HIDDEN_TEXTS[0]], min_col=1, min_row=2, max_row=2))
    own.add_chart(chart, "C3")
    own.oddFooter.left.text = f"พิมพ์โดย {PEOPLE[0][1]}"
    book.defined_names["ค่าจากชีตซ่อน"] = DefinedName("ค่าจากชีตซ่อน", attr_text=f"{HIDDEN_TEXTS[0]}!$A$2")
    book.properties.creator = book.properties.lastModifiedBy = "ผู้เขียนจริง"
    book.properties.description = "ความเห็นส่วนตัว"
    book.save(path)


def _in_its_parts(path: Path) -> Path:
    """Company, custom properties and threaded comments, which that library does not write."""
    types = parts(path)["[Content_Types].xml"].decode()
    rels = parts(path)["_rels/.rels"].decode()
    app = parts(path)["docProps/app.xml"].decode()
    custom = (
        '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
        'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
        '<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="ผู้ทำ">'
        "<vt:lpwstr>ค่าลับในคุณสมบัติ</vt:lpwstr></property></Properties>"
    )
    kind = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
    types = types.replace(
        "</Types>", f'<Override PartName="/docProps/custom.xml" ContentType="{kind}"/></Types>'
    )
    link = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"
    rels = rels.replace(
        "</Relationships>",
        f'<Relationship Id="rId77" Type="{link}" Target="docProps/custom.xml"/></Relationships>',
    )
    app = app.replace("</Properties>", "<Company>บริษัทลับ</Company></Properties>")
    people, book_rels = "xl/persons/person.xml", parts(path)["xl/_rels/workbook.xml.rels"].decode()
    person = (
        '<personList xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments">'
        '<person displayName="ผู้เขียนจริง" id="{00000000-0000-0000-0000-000000000001}" userId="u" providerId="None"/>'
        "</personList>"
    )
    link = "http://schemas.microsoft.com/office/2017/10/relationships/person"
    book_rels = book_rels.replace(
        "</Relationships>",
        f'<Relationship Id="rId78" Type="{link}" Target="persons/person.xml"/></Relationships>',
    )
    kind = "application/vnd.ms-excel.person+xml"
    types = types.replace("</Types>", f'<Override PartName="/{people}" ContentType="{kind}"/></Types>')
    workbook = parts(path)["xl/workbook.xml"].decode()
    workbook = workbook.replace("<workbookPr", '<fileSharing userName="เครื่องของใคร"/><workbookPr', 1)
    return with_parts(
        path,
        {
            "[Content_Types].xml": types.encode(),
            "_rels/.rels": rels.encode(),
            "docProps/app.xml": app.encode(),
            "docProps/custom.xml": custom.encode(),
            people: person.encode(),
            "xl/_rels/workbook.xml.rels": book_rels.encode(),
            "xl/workbook.xml": workbook.encode(),
        },
    )


@pytest.fixture
def private(built: Path, tmp_path: Path) -> Path:
    """A copy of that book that a test may change."""
    return Path(shutil.copy(built, tmp_path / "ลับ.xlsx"))


@pytest.fixture(scope="module")
def public(built: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Outcome]:
    """Its copy for the public, and what was said; tests only read it."""
    to = tmp_path_factory.mktemp("public") / "เผยแพร่.xlsx"
    return to, ACTIONS["export"](built, to=to, today=TODAY)


def everything(path: Path) -> Iterator[tuple[str, str]]:
    """Each part by name: its characters, entities resolved, and its texts run together without tags."""
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            text = archive.read(name).decode("utf-8", "replace")
            for number in set(re.findall(r"&#(\d+);", text)):
                text = text.replace(f"&#{number};", chr(int(number)))
            yield name, f"{name}\n{text}\n{re.sub('<[^>]*>', '', text)}"


def read(path: Path) -> Loaded:
    with FileBook.open(path) as book:
        return load(book, today=TODAY)


@pytest.mark.parametrize(
    "secret",
    [*SECRETS, *HIDDEN_TEXTS, *NAMES, CITIZEN, "rian_account", "someone.else", "ไม่มีในทำเนียบ", "เลขลับของเล่ม"],
)
def test_nothing_personal_stands_in_any_part(
    private: Path, public: tuple[Path, Outcome], secret: str
) -> None:
    """Searched in every part of the package; each of them did stand in the book itself."""
    assert any(secret in text or escape(secret) in text for _, text in everything(private))
    assert [name for name, text in everything(public[0]) if secret in text] == []


def test_the_copy_is_a_sound_workbook(built: Path, public: tuple[Path, Outcome]) -> None:
    """No fault by Excel's rules, and none by the SDK's validator that the other program had not made."""
    assert lint(public[0]) == []
    before, after = validate(built), validate(public[0])
    if before is not None and after is not None:
        assert set(after) - set(before) == set()


def test_the_copy_is_still_a_master(private: Path, public: tuple[Path, Outcome]) -> None:
    """Every table is there and no table or column is missed; the figures are those of the book."""
    codes = {finding.code for finding in read(public[0]).findings}
    assert codes & {"table_missing", "column_missing", "column_missing_text"} == set()
    before, after = read(private).frames, read(public[0]).frames
    assert before["tblMonthlyScore"]["actual"].tolist() == after["tblMonthlyScore"]["actual"].tolist()
    assert before["tblUnit"].drop(columns="note").equals(after["tblUnit"].drop(columns="note"))


def test_only_known_parts_are_there(public: tuple[Path, Outcome]) -> None:
    """No comment, no person, no drawing of comments, no custom property, no printer."""
    with zipfile.ZipFile(public[0]) as archive:
        kinds = {re.sub(r"\d*\.\w+$", "", name) for name in archive.namelist() if not name.endswith(".rels")}
    assert kinds == {
        "[Content_Types]", "docProps/app", "docProps/core", "xl/workbook", "xl/styles", "xl/theme/theme",
        "xl/worksheets/sheet", "xl/tables/table", "xl/drawings/drawing", "xl/charts/chart",
    }  # fmt: skip


def test_contacts_and_log_are_empty(public: tuple[Path, Outcome]) -> None:
    """Their sheets are there, laid anew, without a row."""
    frames = read(public[0]).frames
    assert (len(frames["tblContact"]), len(frames["tblLog"])) == (0, 0)
    assert public[1].data["emptied"] == ["ทำเนียบ", "ประวัติการแก้ไข"]


def test_hidden_sheets_are_gone(public: tuple[Path, Outcome]) -> None:
    """No sheet is hidden, and names that led to one are gone."""
    book = openpyxl.load_workbook(public[0])
    assert {sheet.sheet_state for sheet in book} == {"visible"}
    assert sorted(public[1].data["removed"]) == sorted(HIDDEN_TEXTS)
    assert "ค่าจากชีตซ่อน" not in book.defined_names


def test_who_did_it_is_a_position(public: tuple[Path, Outcome]) -> None:
    """A contact's name becomes the position, a position stays, a name without one becomes a blank."""
    frame = read(public[0]).frames["tblMonthlyScore"]
    assert frame["reporter"].fillna("").tolist() == ["นักวิเคราะห์นโยบายและแผน", ""]
    assert frame["certified_by"].tolist() == ["ผู้อำนวยการกองแผนงาน", "หัวหน้าฝ่าย"]
    assert public[1].data["blanked"] == 1


def test_who_approved_a_document_is_a_position(private: Path, tmp_path: Path) -> None:
    """A position stays; a name that is in no directory becomes a blank."""
    with FileBook.open(private, write=True) as book:
        header = BY_NAME["tblDocument"].by_key["approved_by"].header
        said = ["อธิบดี", "นางสาวสมมติ ไม่มีจริง"]
        blank = [None] * (len(book.read("tblDocument").cells) - len(said))
        book.replace("tblDocument", [{header: text} for text in [*said, *blank]])
        book.save()
    to = tmp_path / "เผยแพร่.xlsx"
    ACTIONS["export"](private, to=to, today=TODAY)
    assert read(to).frames["tblDocument"]["approved_by"].fillna("").tolist()[:2] == ["อธิบดี", ""]


def test_free_texts_are_masked(public: tuple[Path, Outcome]) -> None:
    """Names, telephones and e-mail addresses of anybody, and citizen numbers; the rest of the text stays."""
    frame = read(public[0]).frames["tblMonthlyScore"]
    assert frame["cause"].iloc[0] == "รอคุณร••• อ••• โทร •••-•••-0101 หรือ s•••@example.net"
    assert openpyxl.load_workbook(public[0])["ของหน่วยงาน"]["B4"].value == "บัตร 1XXXXXXXXXXX1"


def test_few_respondents_are_not_shown(public: tuple[Path, Outcome]) -> None:
    """Four respondents: nothing of what they said, nor that they were four; five are shown."""
    rows = read(public[0]).frames["tblStakeholder"].set_index("stakeholder_id")
    hidden = ["satisfaction", "suggestion", "respondents"]
    assert rows.loc["S1", hidden].isna().all()
    assert rows.loc["S2", hidden].tolist() == [82.5, "คำตอบของคนห้าคน", 5.0]
    assert public[1].data["withheld"] == 1


def test_a_number_that_looks_like_a_telephone_stays(public: tuple[Path, Outcome]) -> None:
    """0.123456789 is a number."""
    assert openpyxl.load_workbook(public[0])["ของหน่วยงาน"]["A3"].value == 0.123456789


def test_formulas_are_values(public: tuple[Path, Outcome]) -> None:
    """No cell holds a formula; a text that begins with = is still a text."""
    book = openpyxl.load_workbook(public[0])
    assert [c.coordinate for s in book for row in s.iter_rows() for c in row if c.data_type == "f"] == []
    assert read(public[0]).frames["tblMonthlyScore"]["evidence"].iloc[0] == "=HYPERLINK(1)"


def test_home_says_what_this_copy_is(public: tuple[Path, Outcome]) -> None:
    """Behind the title, and in the properties of the file."""
    book = openpyxl.load_workbook(public[0])
    title = "คำรับรองการปฏิบัติราชการ ปีงบประมาณ 2565 – สำเนาสำหรับเผยแพร่"
    assert (book["หน้าหลัก"]["A1"].value, book.properties.title) == (title, title)


def test_a_program_is_the_author(public: tuple[Path, Outcome]) -> None:
    """No person, no company, no description."""
    about = openpyxl.load_workbook(public[0]).properties
    assert (about.creator, about.lastModifiedBy, about.description) == ("Samret", "Samret", None)


def test_a_hidden_sheet_of_the_master_is_empty_and_shown(private: Path) -> None:
    """What an officer hid is not shown, and the copy is still whole."""
    book = openpyxl.load_workbook(private)
    book["ทะเบียนส่งรายงาน"].sheet_state = "hidden"
    book["ทะเบียนส่งรายงาน"]["F6"] = "ข้อความที่ซ่อนไว้"
    book["ตั้งค่า"].sheet_state = "hidden"
    book.save(private)
    to = private.with_name("เผยแพร่.xlsx")
    outcome = ACTIONS["export"](private, to=to, today=TODAY)
    assert "ทะเบียนส่งรายงาน" in outcome.data["emptied"]
    assert [name for name, text in everything(to) if "ข้อความที่ซ่อนไว้" in text] == []
    assert read(to).usable.fiscal_year == 2565
    assert lint(to) == []


def test_a_name_where_it_cannot_be_masked_stops_the_copy(private: Path) -> None:
    """A sheet's title is what formulas and links know it by: the person is told, and no file is made."""
    book = openpyxl.load_workbook(private)
    book.create_sheet("เรียมสมมติ อิ่มใจสมมติ")
    book.save(private)
    to = private.with_name("เผยแพร่.xlsx")
    with pytest.raises(CannotWrite) as caught:
        ACTIONS["export"](private, to=to, today=TODAY)
    assert (caught.value.code, caught.value.params["contact"]) == ("export_leak", "C1")
    assert not to.exists()


def test_the_book_itself_is_only_read(private: Path) -> None:
    """Its bytes stay, and no backup is made."""
    before = private.read_bytes()
    assert main(["export", str(private), "--public", "--to", str(private.with_name("เผยแพร่.xlsx"))]) == 0
    assert private.read_bytes() == before
    assert len(list(private.parent.iterdir())) == 2


def test_the_same_copy_has_the_same_bytes(private: Path, public: tuple[Path, Outcome]) -> None:
    """No clock, no random order."""
    again = private.with_name("อีกครั้ง.xlsx")
    ACTIONS["export"](private, to=again, today=TODAY)
    assert again.read_bytes() == public[0].read_bytes()


def test_public_must_be_asked_for(fresh: Path) -> None:
    """There is no other export, and none by accident."""
    with pytest.raises(SystemExit):
        main(["export", str(fresh), "--to", str(fresh.with_name("x.xlsx"))])


def test_the_copy_of_a_book_of_ours_has_no_fault(fresh: Path) -> None:
    """By Excel's rules and by the SDK's validator, where nothing was saved by another program."""
    to = fresh.with_name("เผยแพร่.xlsx")
    ACTIONS["export"](fresh, to=to, today=TODAY)
    assert lint(to) == []
    assert validate(to) in ([], None)


def test_the_samples_copy_keeps_its_figures(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Who passes is the same in the copy; nobody of the directory stands in it."""
    people = read(sample).frames["tblContact"]
    to = sample.with_name("เผยแพร่.xlsx")
    assert run(capsys, "export", sample, "--public", "--to", to)[0] == 0
    one, other = (
        run(capsys, "status", path, "--as-of", "2022-03-10")[1]["attainment"] for path in (sample, to)
    )
    assert one == other
    whole = "\n".join(text for _, text in everything(to))
    said = [*people["name"], *people["email"].dropna(), *people["phone"].dropna()]
    assert [text for text in said if text in whole] == []
