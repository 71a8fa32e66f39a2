"""The follow-up report: matters, plans, late reports, causes and what is left, as the book has them."""

from __future__ import annotations

import datetime as dt
import io
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from docx import Document
from lxml import html

from addin.reports.followup import followup_context
from addin.reports.followup_issues import NOTHING_DONE
from addin.reports.followup_model import FollowUp
from addin.reports.html import render_html
from addin.reports.sandbox import template_folder
from addin.reports.source import Source
from addin.reports.thai import clean
from addin.reports.word import render_docx
from addin.rules.plans import approved_progress
from addin.rules.settings import Settings
from tests.support.ooxml_lint import validate

AS_OF = pd.Timestamp(2022, 3, 10)
HOSTILE = "<b>&amp; \"คู่\" 'เดี่ยว' {{ 7 * 7 }} \x07😀 " + "ก" * 120
MakeSource = Callable[..., Source]


@pytest.fixture(scope="module")
def context(source: Source) -> FollowUp:
    return followup_context(source)


@pytest.fixture(scope="module")
def page(context: FollowUp) -> html.HtmlElement:
    return html.fromstring(render_html("followup", context))


@pytest.fixture(scope="module")
def document(context: FollowUp) -> Document:
    return Document(io.BytesIO(render_docx("followup", context)))


@pytest.fixture(scope="module")
def matters(sample: dict[str, pd.DataFrame]) -> pd.DataFrame:
    frame = sample["tblFollowUp"]
    return frame[frame["month"] <= "2565-02"]


@pytest.fixture(scope="module")
def extreme(sample: dict[str, pd.DataFrame], make_source: MakeSource) -> Source:
    """The sample with hostile text wherever this report shows what people typed."""
    tables = {name: frame.copy() for name, frame in sample.items()}
    for name, keys in (
        ("tblUnit", ("unit_name", "short_name")), ("tblKpi", ("kpi_name",)), ("tblPlan", ("title",)),
        ("tblActivity", ("activity", "unit_of_count")), ("tblStep", ("step",)),
        ("tblFollowUp", ("issue", "cause", "action", "responsible", "result")),
        ("tblMonthlyScore", ("cause", "obstacle", "corrective_action")),
    ):  # fmt: skip
        for key in keys:
            tables[name][key] = HOSTILE
    return make_source(tables, Settings())


def squeezed(text: str) -> str:
    return re.sub(r"[\s\u200d]+", " ", text).strip()


def rows_of(page: html.HtmlElement, name: str) -> list[list[str]]:
    rows = page.xpath(f"//table[@id='{name}']/tbody/tr")
    return [[squeezed(cell.text_content()) for cell in row] for row in rows]


def table_of(document: Document, *heads: str) -> list[list[str]]:
    for table in document.tables:
        texts = [[squeezed(cell.text) for cell in row.cells] for row in table.rows]
        if texts[0][: len(heads)] == list(heads):
            return texts[1:]
    return []


def of_issues(context: FollowUp, key: str) -> set[str]:
    return {issue.code for issue in context.issues if issue.state.key == key}


def test_every_matter_stands_once(page: html.HtmlElement, document: Document, matters: pd.DataFrame) -> None:
    """Open and closed tables together hold each matter up to the month, in both formats."""
    expected = sorted(matters["followup_id"])
    in_html = [row[0] for name in ("open-table", "closed-table") for row in rows_of(page, name)]
    in_word = [
        row[0] for head in ("ตัวชี้วัด", "ประเด็น") for row in table_of(document, "รหัส", "พบเมื่อ", "หน่วยงาน", head)
    ]
    assert expected == sorted(in_html)
    assert expected == sorted(in_word)


def test_closed_is_what_has_a_closing_date(context: FollowUp, matters: pd.DataFrame) -> None:
    """A matter with closed_on by the day of the figures is closed."""
    closed = matters[matters["closed_on"] <= AS_OF]
    assert set(closed["followup_id"]) == of_issues(context, "closed")


def test_overdue_is_past_its_date(context: FollowUp, matters: pd.DataFrame) -> None:
    """An open matter whose date lies before the day of the figures is overdue, and stands first."""
    overdue = matters[matters["closed_on"].isna() & (matters["due_on"] < AS_OF)]
    assert set(overdue["followup_id"]) == of_issues(context, "overdue")
    assert {issue.code for issue in context.issues[: len(overdue)]} == set(overdue["followup_id"])


@pytest.mark.parametrize(
    ("due", "closed", "expected"),
    [
        (dt.date(2022, 3, 9), None, ("overdue", "เกินมา 1 วัน")),
        (dt.date(2022, 3, 10), None, ("due", "ครบกำหนดวันนี้")),
        (dt.date(2022, 3, 31), None, ("due", "เหลือ 21 วัน")),
        (dt.date(2022, 4, 1), None, ("open", "เหลือ 22 วัน")),
        (None, None, ("undated", "")),
        (dt.date(2022, 3, 9), dt.date(2022, 3, 10), ("closed", "ช้ากว่ากำหนด 1 วัน")),
        (dt.date(2022, 3, 9), dt.date(2022, 3, 9), ("closed", "ภายในกำหนด")),
        (dt.date(2022, 3, 9), dt.date(2022, 3, 11), ("overdue", "เกินมา 1 วัน")),
    ],
)
def test_state_at_its_boundaries(
    sample: dict[str, pd.DataFrame],
    make_source: MakeSource,
    due: dt.date | None,
    closed: dt.date | None,
    expected: tuple[str, str],
) -> None:
    """The day itself is not overdue; a closing after the day of the figures has not happened yet."""
    frame = sample["tblFollowUp"].iloc[:1].assign(due_on=pd.Timestamp(due), closed_on=pd.Timestamp(closed))
    issue = followup_context(make_source({**sample, "tblFollowUp": frame}, Settings())).issues[0]
    assert expected == (issue.state.key, issue.age.replace("\u00a0", " "))


def test_units_add_up(context: FollowUp, matters: pd.DataFrame) -> None:
    """Over the units, the matters, closed and open, make the whole."""
    sums = [sum(int(getattr(unit, key)) for unit in context.units) for key in ("total", "closed", "open")]
    closed = int((matters["closed_on"] <= AS_OF).sum())
    assert sums == [len(matters), closed, len(matters) - closed]


def test_progress_is_the_rules(page: html.HtmlElement, document: Document, source: Source) -> None:
    """Planned and done by the end of each month are approved_progress, half-up to 2 decimals, in both formats."""
    months = ("2564-10", "2564-11", "2564-12", "2565-01", "2565-02")
    found = [approved_progress(source.tables, month) for month in months]
    expected = [(float(one.planned), float(one.done), float(one.disbursed)) for one in found]
    for rows in (rows_of(page, "progress-table"), table_of(document, "ถึงเดือน")):
        shown = [(float(row[1]), float(row[2]), float(row[4])) for row in rows]
        assert shown == [pytest.approx(one, abs=0.005001) for one in expected]


def test_chart_holds_the_progress(document: Document, context: FollowUp) -> None:
    """The native chart's two series are done and planned of each month."""
    part = next(rel.target_part for rel in document.part.rels.values() if rel.reltype.endswith("/chart"))
    series = html.etree.fromstring(part.blob).findall(".//{*}ser")
    found = [[float(v.text) for v in one.findall("{*}val//{*}v")] for one in series]
    expected = [[m.done_raw for m in context.progress], [m.planned_raw for m in context.progress]]
    assert [pytest.approx(values, rel=1e-12) for values in expected] == found


def test_template_chart_has_name_and_alt_text() -> None:
    """The chart of the shipped template is filled by name and described."""
    frames = list(Document(str(template_folder() / "followup.docx")).element.iter("{*}docPr"))
    assert [(frame.get("name"), bool(frame.get("descr"))) for frame in frames] == [("chart_progress", True)]


def test_late_reports_are_the_status_table(
    page: html.HtmlElement, document: Document, source: Source
) -> None:
    """A row for each late or missing report of the months reported, in both formats."""
    status = source.results.report_status.set_index("unit_code")
    expected = sorted(
        (source.unit_short(unit), source.write.month(month).replace("\u00a0", " "))
        for month in source.months_reported
        for unit, state in status[f"month_{month[-2:]}"].items()
        if state in {"late", "missing"}
    )
    in_html = [(row[1], row[0]) for row in rows_of(page, "late-table")]
    in_word = [(row[1], row[0]) for row in table_of(document, "เดือน", "หน่วยงาน", "กำหนดส่ง")]
    assert expected == sorted(in_html)
    assert expected == sorted(in_word)


def test_late_report_tells_what_was_done(context: FollowUp) -> None:
    """ICOH's missing January report shows its follow-up; ELD's late one does not borrow that of a low score."""
    done = {(line.unit, line.month_raw): line.done for line in context.late}
    assert "แต่งตั้งผู้บันทึกผลคนใหม่" in done["ทันตฯ ระหว่างประเทศ", "2565-01"]
    assert done["อนามัยผู้สูงอายุ", "2565-01"] == NOTHING_DONE


def test_days_late_run_to_the_report(context: FollowUp) -> None:
    """HPC12's January report, due 10 February and given on the 21st, is 11 days late."""
    line = next(line for line in context.late if line.unit == "ศอ.12 ยะลา" and line.month_raw == "2565-01")
    assert (line.state.key, line.days) == ("late", "11")


def test_extension_moves_the_deadline(sample: dict[str, pd.DataFrame], make_source: MakeSource) -> None:
    """With its deadline extended beyond the day of the report, the unit is not late any more."""
    register = sample["tblSubmission"].copy()
    mine = (register["unit_code"] == "HPC12") & (register["month"] == "2565-01")
    assert mine.sum() == 1
    register.loc[mine, "extended_to"] = pd.Timestamp(2022, 2, 25)
    context = followup_context(make_source({**sample, "tblSubmission": register}, Settings()))
    assert [line for line in context.late if line.unit == "ศอ.12 ยะลา" and line.month_raw == "2565-01"] == []


def test_causes_count_units_by_month(page: html.HtmlElement, context: FollowUp, source: Source) -> None:
    """Each figure of the table is the number of units that gave the cause for the KPI in the month."""
    rows = source.tables["tblMonthlyScore"]
    rows = rows[rows["cause"].notna() & (rows["status"] != "not_applicable")]
    counted = rows.groupby(["kpi_code", "cause", "month"])["unit_code"].nunique()
    months = ("2564-10", "2564-11", "2564-12", "2565-01", "2565-02")
    expected = {
        (line.code, line.cause): [int(counted.get((line.code, line.cause, month), 0)) for month in months]
        for line in context.causes
    }
    found = {
        (row[0].split()[0], row[1]): [0 if text == "–" else int(text) for text in row[2:7]]
        for row in rows_of(page, "causes-table")
    }
    assert len(expected) > 10
    assert expected == found


def test_next_work_is_what_is_behind_and_planned(context: FollowUp, sample: dict[str, pd.DataFrame]) -> None:
    """Per activity of an approved plan: planned minus done up to February, plus what March plans."""
    months = sample["tblActivityMonth"]
    upto = months[months["month"] <= "2565-02"].groupby("activity_id")[["planned", "done"]].sum()
    march = months[months["month"] == "2565-03"].set_index("activity_id")["planned"]
    expected = {
        code: max(0.0, upto.loc[code, "planned"] - upto.loc[code, "done"]) + march.get(code, 0.0)
        for code in ("AC03", "AC04", "AC05", "AC06")
    }
    assert expected == {line.code: float(line.total) for line in context.next_work}


def test_agenda_runs_to_the_next_deadline(context: FollowUp) -> None:
    """From the day of the figures to 10 April: both deadlines of reports and the open matters due."""
    dates = [line.date.replace("\u00a0", " ") for line in context.agenda]
    assert dates == ["10 มี.ค. 65", "15 มี.ค. 65", "15 มี.ค. 65", "31 มี.ค. 65", "10 เม.ย. 65"]


def test_both_rounds_are_told(page: html.HtmlElement, matters: pd.DataFrame) -> None:
    """The first round shows its matters; the second, without a month to report, dashes."""
    row = rows_of(page, "rounds-table")[0]
    assert row == ["เรื่องที่ติดตาม", str(len(matters)), "–"]


def test_second_round_counts_its_own(sample: dict[str, pd.DataFrame], make_source: MakeSource) -> None:
    """In a report of round 2 a matter found in March stands in the second column."""
    late = sample["tblFollowUp"].iloc[:1].assign(followup_id="FU99", month="2565-03", closed_on=pd.NaT)
    frame = pd.concat([sample["tblFollowUp"], late], ignore_index=True)
    context = followup_context(make_source({**sample, "tblFollowUp": frame}, Settings(), round_no=2))
    assert (context.rounds[0].first, context.rounds[0].second) == ("9", "1")
    assert context.month_labels == ("มี.ค.\u00a065",)


def test_past_month_leaves_later_matters_out(
    sample: dict[str, pd.DataFrame], make_source: MakeSource
) -> None:
    """A report of October knows the matter of October only, as open as it was then."""
    context = followup_context(make_source(sample, Settings(), month="2564-10"))
    assert [(issue.code, issue.state.key) for issue in context.issues] == [("FU01", "open")]


def test_people_are_not_shown(
    sample: dict[str, pd.DataFrame], make_source: MakeSource, source: Source
) -> None:
    """Neither who reported nor a telephone or address typed into a matter stands in the report."""
    frame = sample["tblFollowUp"].assign(action="ติดต่อ 081-234-5678 หรือ somebody@example.com")
    text = render_html(
        "followup", followup_context(make_source({**sample, "tblFollowUp": frame}, Settings()))
    )
    people = set(source.tables["tblMonthlyScore"]["reporter"].dropna())
    assert people
    assert [name for name in [*people, "081-234", "somebody@"] if name in text] == []


def test_hostile_text_arrives_whole(extreme: Source) -> None:
    """Markup, quotes, control characters, emoji and words of 120 letters stand in both formats as typed."""
    context = followup_context(extreme)
    page = html.fromstring(render_html("followup", context))
    assert len(page.xpath("//script")) == 1
    assert {row[4] for row in rows_of(page, "open-table")} == {squeezed(clean(HOSTILE))}
    document = Document(io.BytesIO(render_docx("followup", context)))
    issues = {row[4] for row in table_of(document, "รหัส", "พบเมื่อ", "หน่วยงาน", "ตัวชี้วัด")}
    assert issues == {squeezed(clean(HOSTILE))}


def test_empty_book_says_so(make_source: MakeSource) -> None:
    """A fresh book gives a report of sentences in place of tables, in both formats."""
    context = followup_context(make_source({}, Settings()))
    assert "ยังไม่มีเรื่องที่ติดตาม" in render_html("followup", context)
    assert context.late_message == "ยังไม่มีหน่วยงานที่ต้องรายงาน"
    document = Document(io.BytesIO(render_docx("followup", context)))
    assert table_of(document, "รหัส", "พบเมื่อ") == []
    assert list(document.element.iter("{*}docPr")) == []


def test_one_unit_and_no_result(sample: dict[str, pd.DataFrame], make_source: MakeSource) -> None:
    """With one unit and no monthly row every month past its deadline is missing, and nothing else."""
    only = sample["tblUnit"][sample["tblUnit"]["unit_code"] == "HPC12"]
    empty = sample["tblMonthlyScore"].iloc[:0]
    made = make_source({**sample, "tblUnit": only, "tblMonthlyScore": empty}, Settings())
    late = followup_context(made).late
    assert [(line.month_raw, line.state.key) for line in late] == [
        (month, "missing") for month in ("2565-01", "2564-12", "2564-11", "2564-10")
    ]


def test_thai_digits_by_setting(sample: dict[str, pd.DataFrame], make_source: MakeSource) -> None:
    """With Thai digits no figure of ours is in Arabic ones."""
    context = followup_context(make_source(sample, Settings(thai_digits=True)))
    texts = [context.message.lead, context.message.verdict, *(m.planned + m.label for m in context.progress)]
    assert not re.search("[0-9]", "".join(texts))


def test_dates_fit_their_columns(document: Document) -> None:
    """No short date is wider than its column at the size of its text, by the widths of a font as wide as Laksaman."""
    tight = []
    for table in document.tables:
        for cell in (cell for row in table.rows for cell in row.cells):
            size = cell.paragraphs[0].style.font.size
            for date in re.findall(r"\d+\u00a0\S\.\S\.\u00a0\d\d", cell.text):
                width = sum(127 if c.isdigit() else {"\u00a0": 75, ".": 65}.get(c, 160) for c in date)
                if width * (size.pt if size else 12) / 12 > cell.width.twips - 140:
                    tight.append((date, cell.width.twips))
    assert tight == []


@pytest.mark.validator
def test_word_fits_the_schema(context: FollowUp, extreme: Source, tmp_path: Path) -> None:
    """The Open XML SDK finds nothing to object to, with the sample and with hostile text."""
    for name, made in (("sample", context), ("extreme", followup_context(extreme))):
        path = tmp_path / f"{name}.docx"
        path.write_bytes(render_docx("followup", made))
        faults = validate(path)
        if faults is None:
            pytest.skip("no ooxml-validator")
        assert faults == []


@pytest.mark.office
@pytest.mark.slow
def test_libreoffice_loses_no_row(document: Document, context: FollowUp, tmp_path: Path) -> None:
    """The PDF's text holds every matter, activity and late report, and their Thai words with all marks."""
    office, reader = shutil.which("soffice"), shutil.which("pdftotext")
    if office is None or reader is None:
        pytest.skip("no soffice or pdftotext")
    path = tmp_path / "followup.docx"
    document.save(str(path))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    read = [reader, "-raw", str(tmp_path / "followup.pdf"), "-"]
    text = re.sub(
        r"\s", "", subprocess.run(read, check=True, capture_output=True, timeout=60).stdout.decode()
    )
    codes = [issue.code for issue in context.issues] + [line.code for line in context.activities]
    assert [code for code in codes if code not in text] == []
    assert text.count(NOTHING_DONE) == sum(not line.answered for line in context.late)
