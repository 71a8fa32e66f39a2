"""Measures and knowledge topics: what is answered, what is not, and by which letter."""

from __future__ import annotations

import datetime as dt
import io
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from docx import Document
from lxml import html

from addin.reports.html import render_html
from addin.reports.measures import measures_context
from addin.reports.source import Source
from addin.reports.thai import clean
from addin.reports.word import render_docx
from addin.rules.settings import Settings
from tests.support.office import convert

HOSTILE = '<script>alert(1)</script> & "quoted" {{ 7 * 7 }} {% raw %} \x07😀 ' + "ก" * 120


def rows_of(document: Any, *heads: str) -> list[list[str]]:
    for table in document.tables:
        texts = [[cell.text.replace("\u200d", "") for cell in row.cells] for row in table.rows]
        if texts[0][: len(heads)] == list(heads):
            return texts[1:]
    raise AssertionError(f"no table with the heads {heads}")


def word_of(source: Source) -> Any:
    return Document(io.BytesIO(render_docx("measures", measures_context(source))))


def gaps_of(source: Source) -> pd.DataFrame:
    gap = source.results.gap
    return gap[(gap["round"] == source.period.round) & (gap["gap_to_pass"] > 0)]


def with_measures(sample: dict[str, pd.DataFrame], **columns: object) -> dict[str, pd.DataFrame]:
    return {**sample, "tblMeasure": sample["tblMeasure"].assign(**columns)}


def test_both_formats_show_every_gap(source: Source) -> None:
    """Each KPI score of the round below the pass score stands once, with the score of recalc."""
    names = source.results.unit_score.set_index("unit_code")["unit_name"]
    expected = sorted(
        (names[row["unit_code"]], row["kpi_code"], f"{row['score']:.4f}")
        for row in gaps_of(source).to_dict("records")
    )
    page = html.fromstring(render_html("measures", measures_context(source)))
    web = [
        [" ".join(cell.text_content().split()) for cell in row]
        for row in page.xpath("//table[@id='gap-table']/tbody/tr")
    ]
    word = rows_of(word_of(source), "หน่วยงาน", "ตัวชี้วัด", "คะแนน")
    assert [expected] * 2 == [sorted((r[0], r[1].split()[0], r[2]) for r in rows) for rows in (web, word)]


def test_gaps_are_answered_as_the_book_links_them(source: Source, sample: dict[str, pd.DataFrame]) -> None:
    """In the cell of a letter stand the measures in force that link this unit and KPI and use the letter."""
    measures = sample["tblMeasure"]
    names = source.results.unit_score.set_index("unit_name")["unit_code"]
    for gap in measures_context(source).gaps:
        linked = measures[measures["gap_unit_code"].notna() | measures["gap_kpi_code"].notna()]
        linked = linked[linked["gap_unit_code"].isna() | (linked["gap_unit_code"] == names[gap.name])]
        linked = linked[linked["gap_kpi_code"].isna() | (linked["gap_kpi_code"] == gap.code)]
        for letter, cell in zip("PIRAB", gap.cells, strict=True):
            mine = linked[linked["pirab"].str.contains(letter)]["measure_id"].tolist()
            assert cell.split() == mine


def test_the_sentence_counts_what_is_answered(source: Source) -> None:
    """So many of so many gaps and needs, as the tables below have."""
    context = measures_context(source)
    answered = [
        sum(line.state.key == "answered" for line in lines) for lines in (context.gaps, context.needs)
    ]
    assert len(context.gaps) == len(gaps_of(source)) == 33
    assert context.message.lead.replace("\u00a0", " ") == (
        f"9 มาตรการตอบ Gap ได้ {answered[0]} จาก 33 รายการ และตอบความต้องการได้ {answered[1]} จาก 8 กลุ่ม"
    )


def test_gaps_by_kpi_add_up(source: Source) -> None:
    """The table by KPI counts each gap once."""
    context = measures_context(source)
    counts = gaps_of(source)["kpi_code"].value_counts().to_dict()
    assert {kpi.code: kpi.gaps_raw for kpi in context.kpis} == counts
    assert all(kpi.gaps_raw == kpi.answered_raw + kpi.open_raw for kpi in context.kpis)


def test_an_empty_letter_is_named(sample: dict[str, pd.DataFrame], make_source: Any) -> None:
    """A letter that no measure uses is said in the sentence and in its row."""
    letters = sample["tblMeasure"]["pirab"].str.replace("R", "P").str.replace("I", "P")
    source = make_source(with_measures(sample, pirab=letters), Settings())
    rows = {row[0]: row[4] for row in rows_of(word_of(source), "กลยุทธ์", "มาตรการ")}
    assert [name for name, state in rows.items() if state == "ยังไม่มีมาตรการ"] == ["I การลงทุน", "R กฎระเบียบ"]
    assert measures_context(source).message.verdict == "ยังไม่มีมาตรการในกลยุทธ์ I การลงทุน และ R กฎระเบียบ"


def test_loose_measures_are_named(sample: dict[str, pd.DataFrame], make_source: Any) -> None:
    """A measure tied to no gap and no group, from neither side, is named."""
    tables = with_measures(sample, stakeholder_id=None)
    tables["tblStakeholder"] = sample["tblStakeholder"].assign(response_measure=None)
    context = measures_context(make_source(tables, Settings()))
    loose = [line.code for line in context.measures if line.link.key == "loose"]
    assert loose == ["MS01", "MS03", "MS05", "MS08"]
    assert "MS01, MS03, MS05 และ MS08" in context.loose_message


def test_a_cancelled_measure_answers_nothing(sample: dict[str, pd.DataFrame], make_source: Any) -> None:
    """With every measure cancelled no gap, no need and no letter is answered; the measures stay listed."""
    context = measures_context(make_source(with_measures(sample, status="cancelled"), Settings()))
    states = {line.state.key for line in (*context.gaps, *context.needs)}
    assert (states, {line.measures for line in context.letters}) == ({"open"}, {"0"})
    assert len(context.measures) == 9


def test_needs_of_small_groups_are_not_told(source: Source, sample: dict[str, pd.DataFrame]) -> None:
    """That a small group has a need is counted; which, is shown in neither format."""
    frame = sample["tblStakeholder"]
    small, large = frame[frame["respondents"] < 5], frame[frame["respondents"] >= 5]
    context = measures_context(source)
    page = html.fromstring(render_html("measures", context)).text_content()
    word = [cell for row in rows_of(word_of(source), "กลุ่ม", "ความต้องการ") for cell in row]
    assert [need for need in small["needs"] if need in page or need in word] == []
    assert [need for need in large["needs"] if need not in page or need not in word] == []


def test_topics_show_audience_and_reach(source: Source, sample: dict[str, pd.DataFrame]) -> None:
    """Each topic with the name of its group and the number reached."""
    groups = sample["tblStakeholder"].set_index("stakeholder_id")["group"]
    expected = {
        row["topic_id"]: (
            groups[row["stakeholder_id"]],
            "–" if pd.isna(row["reach"]) else f"{row['reach']:.0f}",
        )
        for row in sample["tblTopic"].to_dict("records")
    }
    rows = rows_of(word_of(source), "รหัส", "ประเด็นความรู้")
    assert {row[0]: (row[2], row[7]) for row in rows} == expected


def test_topics_without_audience_are_named(sample: dict[str, pd.DataFrame], make_source: Any) -> None:
    """Neither a blank group nor one that is not in the book is an audience."""
    topics = sample["tblTopic"].copy()
    topics.loc[[0, 1], "stakeholder_id"] = [None, "SHXX"]
    context = measures_context(make_source({**sample, "tblTopic": topics}, Settings()))
    states = [topic.audience_state.key for topic in context.topics[:3]]
    assert states == ["no_audience", "unknown_audience", "audience"]
    assert "TP01 และ TP02" in context.topics_message


def test_topics_tell_whether_they_were_given(sample: dict[str, pd.DataFrame], make_source: Any) -> None:
    """Given today, given without a number, planned for tomorrow, without a date."""
    topics = sample["tblTopic"].iloc[:4].copy()
    today = dt.datetime(2022, 3, 10)
    topics["delivered_on"] = pd.to_datetime([today, today, today + dt.timedelta(days=1), None])
    topics["reach"] = [7, None, 9, None]
    context = measures_context(make_source({**sample, "tblTopic": topics}, Settings()))
    assert [topic.state.key for topic in context.topics] == ["delivered", "uncounted", "planned", "undated"]
    assert context.cards[4].detail.replace("\u00a0", " ") == "ผู้ได้รับ 7 คน-ครั้ง"


def test_groups_without_a_topic_are_named(source: Source) -> None:
    """Who is meant by no topic stands under the table."""
    assert measures_context(source).without_topic.startswith(
        "กลุ่มที่ยังไม่มีประเด็นความรู้: อธิบดีและรองอธิบดี, กองแผนงาน"
    )


def test_hostile_text_arrives_whole(sample: dict[str, pd.DataFrame], make_source: Any) -> None:
    """Measures, topics and names of units are shown as typed, in both formats."""
    tables = with_measures(sample, measure=HOSTILE, responsible=HOSTILE)
    tables["tblUnit"] = sample["tblUnit"].assign(unit_name=HOSTILE, short_name=HOSTILE)
    source = make_source(tables, Settings())
    page = html.fromstring(render_html("measures", measures_context(source)))
    expected = " ".join(clean(HOSTILE).split())
    web = {" ".join(th.text_content().split()) for th in page.xpath("//table[@id='gap-table']/tbody/tr/th")}
    word = {" ".join(row[1].split()) for row in rows_of(word_of(source), "รหัส", "มาตรการ")}
    assert web == word == {expected}


def test_an_empty_book_renders(make_source: Any) -> None:
    """Without measures, gaps, groups and topics the report says so of each."""
    source = make_source({}, Settings())
    context = measures_context(source)
    assert (context.message.lead, context.gaps_message) == (
        "ยังไม่มีมาตรการในสมุดงาน",
        "ยังไม่มีผลตัวชี้วัดในรอบนี้ จึงยังไม่รู้ Gap",
    )
    assert "ยังไม่มีประเด็นความรู้ในสมุดงาน" in html.fromstring(render_html("measures", context)).text_content()
    assert [p.text for p in word_of(source).paragraphs if "6. ประเด็นความรู้" in p.text]


def test_one_unit_has_its_gaps_only(sample: dict[str, pd.DataFrame], make_source: Any) -> None:
    """A department of one unit."""
    tables = {
        name: frame[frame["unit_code"] == "LAB"] if "unit_code" in frame else frame
        for name, frame in sample.items()
    }
    source = make_source(tables, Settings())
    assert {gap.name for gap in measures_context(source).gaps} == {"ศูนย์ห้องปฏิบัติการกรมอนามัย"}


@pytest.mark.office
@pytest.mark.slow
def test_libreoffice_keeps_every_row(source: Source, tmp_path: Path) -> None:
    """The PDF's text has each gap's score, each measure and each topic."""
    reader = shutil.which("pdftotext")
    if shutil.which("soffice") is None or reader is None:
        pytest.skip("no soffice or pdftotext")
    path = tmp_path / "measures.docx"
    path.write_bytes(render_docx("measures", measures_context(source)))
    (pdf,) = convert(path, "pdf", tmp_path)
    text = subprocess.run([reader, "-raw", str(pdf), "-"], capture_output=True, check=True).stdout.decode()
    squeezed = re.sub(r"[\s\u200d]", "", text)
    scores = gaps_of(source)["score"].map(lambda score: f"{score:.4f}").value_counts()
    assert {score: count for score, count in scores.items() if squeezed.count(score) < count} == {}
    assert [code for code in (f"TP{n:02d}" for n in range(1, 7)) if code not in squeezed] == []
    assert [code for code in (f"MS{n:02d}" for n in range(1, 10)) if code not in squeezed] == []
