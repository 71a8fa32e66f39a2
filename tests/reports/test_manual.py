"""The SOP manual: every step in table and flowchart, drawn in the SOP's symbols, editable in Word."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from docx import Document
from lxml import etree, html

from addin.reports.html import render_html
from addin.reports.manual import manual_context
from addin.reports.manual_flow import MAX_HEIGHT, WIDTH, FlowPage, FlowStep, flow_pages
from addin.reports.manual_model import Manual
from addin.reports.source import Source
from addin.reports.thai import clean
from addin.reports.word import render_docx
from addin.rules.settings import Settings

Tables = dict[str, pd.DataFrame]
MakeSource = Callable[..., Source]
WPS = "{http://schemas.microsoft.com/office/word/2010/wordprocessingShape}"
HOSTILE = f"<b>&amp; \"ก\" 'ข' {{{{ 7 * 7 }}}} \x07😀 {'ก' * 120}"


@pytest.fixture(scope="module")
def manual(source: Source) -> Manual:
    return manual_context(source)


@pytest.fixture(scope="module")
def page(manual: Manual) -> html.HtmlElement:
    return html.fromstring(render_html("manual", manual))


@pytest.fixture(scope="module")
def document(manual: Manual) -> Document:
    return Document(io.BytesIO(render_docx("manual", manual)))


def named(sample: Tables, **columns: object) -> Tables:
    return {**sample, "tblStep": sample["tblStep"].assign(**columns)}


def steps(count: int, text: str = "ขั้นตอน", **back: int) -> list[FlowStep]:
    """Steps 1 to `count`; s7=6 makes step 7 a decision that leads back to 6."""
    made = []
    for number in range(1, count + 1):
        target = back.get(f"s{number}")
        made.append(FlowStep(number, f"{number}. {text}", target, "อนุมัติ", "ไม่อนุมัติ"))
    return made


def table_of(document: Document, head: str) -> list[list[str]]:
    for table in document.tables:
        if table.rows[0].cells[0].text == head:
            return [[cell.text for cell in row.cells] for row in table.rows][1:]
    raise AssertionError(head)


def flow_shapes(document: Document) -> list[Any]:
    """The shapes of the flowchart's group in the Word file."""
    frames = [f for f in document.element.iter("{*}docPr") if f.get("name", "").startswith("flowchart_")]
    return [shape for frame in frames for shape in frame.getparent().iter(f"{WPS}wsp")]


def forms(document: Document) -> list[str]:
    return [form.get("prst") for shape in flow_shapes(document) for form in shape.iter("{*}prstGeom")]


def test_word_table_is_tblstep(document: Document, source: Source) -> None:
    """One row a step, in order, under the SOP's six headings, with its own name and responsible."""
    rows = table_of(document, "ลำดับ")
    by_number = {int(row["step_no"]): row for row in source.rows("tblStep")}
    assert [(str(n), row["responsible"]) for n, row in sorted(by_number.items())] == [
        (r[0], r[4]) for r in rows
    ]
    assert [row["step"] for _, row in sorted(by_number.items())] == [r[1].split("\n")[0] for r in rows]


def test_durations_are_the_sops(manual: Manual) -> None:
    """Working days of steps 1 to 7, rounds of 8 and 9, rounds with the day of the month of step 10."""
    said = [step.duration.replace("\u00a0", " ") for step in manual.steps]
    days = [f"{n} วันทำการ" for n in (5, 5, 3, 3, 3, 5, 5)]
    rounds = "5 เดือนแรก, 5 เดือนหลัง"
    assert said == [*days, rounds, rounds, f"{rounds} (ทุกวันที่ 10 ของเดือน)"]


def test_documents_are_the_schemas(manual: Manual, source: Source) -> None:
    """Each step lists its required documents once, however often they come again; step 9 none."""
    expected: dict[int, list[str]] = {}
    for row in source.rows("tblDocument"):
        names = expected.setdefault(int(row["step_no"]), [])
        if row["required_document"] not in names:
            names.append(row["required_document"])
    assert [tuple(expected.get(n, [])) for n in range(1, 11)] == [step.documents for step in manual.steps]


def test_purpose_follows_the_settings(sample: Tables, make_source: MakeSource) -> None:
    """Target and pass score of the purpose are the book's."""
    made = manual_context(make_source(sample, Settings(target_percent=90, pass_score=3)))
    assert "ร้อยละ 90" in " ".join(made.purposes).replace("\u00a0", " ")


def test_agreements_are_counted_from_the_units(manual: Manual) -> None:
    """35 heads sign with a deputy, 1 with the director-general, as the SOP has it and the units say."""
    text = next(d.text for d in manual.definitions if d.term == "คำรับรองการปฏิบัติราชการ").replace("\u00a0", " ")
    assert "รองอธิบดี 35 หน่วยงาน และทำกับอธิบดี 1 หน่วยงาน" in text


def test_flowchart_has_the_sops_symbols(document: Document) -> None:
    """Two terminators, ten rectangles, one diamond, two circles, and arrows between them, as native shapes."""
    found = forms(document)
    counted = {form: found.count(form) for form in set(found)}
    assert counted == {
        "flowChartTerminator": 2,
        "flowChartProcess": 10,
        "flowChartDecision": 1,
        "flowChartConnector": 2,
        "straightConnector1": 13,
        "rect": 2,
    }


def test_word_flowchart_says_every_step(document: Document, source: Source) -> None:
    """Each step's number and name stand in a shape that can be edited."""
    texts = [
        "".join(t.text for t in shape.iter("{*}t")).replace("\u200d", "") for shape in flow_shapes(document)
    ]
    names = {int(row["step_no"]): row["step"] for row in source.rows("tblStep")}
    assert [f"{n}. {name}" for n, name in sorted(names.items()) if f"{n}. {name}" not in texts] == []


def test_flowchart_has_a_text_for_those_who_do_not_see_it(document: Document, page: html.HtmlElement) -> None:
    """The frame of Word and the drawing of HTML say in words which step follows which, the way back included."""
    frame = next(f for f in document.element.iter("{*}docPr") if f.get("name") == "flowchart_1")
    label = page.xpath("//*[local-name()='svg'][@class='flow']/@aria-label")[0]
    for text in (frame.get("descr"), label):
        assert "ไม่อนุมัติ กลับไปขั้นที่ 6" in text.replace("\u00a0", " ")
    assert len(page.xpath("//section[@id='flow']//ol/li")) == 10


def test_connectors_name_the_shapes_at_their_ends(document: Document) -> None:
    """Every straight arrow is bound to two shapes of the group."""
    shapes = {s.find(f"{WPS}cNvPr").get("id") for s in flow_shapes(document)}
    ends = [
        end.get("id") for s in flow_shapes(document) for end in (*s.iter("{*}stCxn"), *s.iter("{*}endCxn"))
    ]
    assert len(ends) == 26
    assert set(ends) <= shapes


@pytest.mark.parametrize(
    ("detail", "expected"),
    [("กลับไปขั้นที่ 2", {4: 2}), ("กลับไปขั้นที่ ๓", {4: 3}), ("กลับไปขั้นที่ 9", {7: 6}), (None, {7: 6})],
)
def test_way_back_comes_from_the_detail(
    sample: Tables, make_source: MakeSource, detail: str | None, expected: dict[int, int]
) -> None:
    """A step that says where a refusal leads is the decision; else it is the SOP's step 7, back to 6."""
    frame = sample["tblStep"].copy()
    frame["detail"] = frame["detail"].where(frame["step_no"] != 7, "เสนอผู้บริหาร")
    frame.loc[frame["step_no"] == 4, "detail"] = detail
    made = manual_context(make_source({**sample, "tblStep": frame}, Settings()))
    found = {
        int(step.number): int(match[1])
        for step in made.steps
        if (match := re.search(r"กลับไปขั้นที่\s(\d+)", step.route))
    }
    assert found == expected


def test_added_steps_are_drawn(sample: Tables, make_source: MakeSource) -> None:
    """A step 11 typed into the table stands in table, flowchart and count."""
    row = sample["tblStep"].iloc[[0]].assign(step_no=11.0, step="ทบทวนขั้นตอนประจำปี")
    frame = pd.concat([sample["tblStep"], row], ignore_index=True)
    made = manual_context(make_source({**sample, "tblStep": frame}, Settings()))
    drawn = [shape.text for flow in made.flow for shape in flow.shapes]
    assert "11. ทบทวนขั้นตอนประจำปี" in drawn
    assert made.steps[-1].route == "สิ้นสุดกระบวนการ"


def overlaps(flow: FlowPage) -> list[tuple[str, str]]:
    return [
        (a.text, b.text)
        for n, a in enumerate(flow.shapes)
        for b in flow.shapes[n + 1 :]
        if a.x < b.x + b.width and b.x < a.x + a.width and a.y < b.y + b.height and b.y < a.y + a.height
    ]


@pytest.mark.parametrize("count", [1, 2, 5, 10, 13, 40])
@pytest.mark.parametrize("text", ["สั้น", "ก" * 120])
def test_drawings_fit_their_pages(count: int, text: str) -> None:
    """Whatever the number of steps and the length of names, symbols lie apart and inside an upright page."""
    pages = flow_pages(steps(count, text))
    assert sum(s.kind == "process" for flow in pages for s in flow.shapes) == count
    for flow in pages:
        assert overlaps(flow) == []
        assert min(s.x for s in flow.shapes) >= 0
        assert max(s.x + s.width for s in flow.shapes) <= WIDTH
        assert flow.height <= MAX_HEIGHT + 100


@pytest.mark.parametrize("back", [{"s7": 6}, {"s9": 2}, {"s3": 1, "s9": 2}, {"s40": 1}])
def test_every_way_back_arrives(back: dict[str, int]) -> None:
    """A refusal ends at its step, by a line or by two circles of the same number, on whichever page."""
    pages = flow_pages(steps(40 if "s40" in back else 10, **back))
    for target in back.values():
        boxes = {
            (n, s.key)
            for n, flow in enumerate(pages)
            for s in flow.shapes
            if s.text.startswith(f"{target}. ")
        }
        into = [(n, line) for n, flow in enumerate(pages) for line in flow.lines if (n, line.target) in boxes]
        sides = [line for _, line in into if line.points[-1][1] == line.points[-2][1]]
        assert len(sides) == 1
        circles = [
            s for flow in pages for s in flow.shapes if s.kind == "connector" and s.text == str(target)
        ]
        assert len(circles) in {0, 2}


def test_arrows_run_from_shape_to_shape() -> None:
    """Each line begins and ends on the outline of the shapes it names."""
    for flow in flow_pages(steps(10, s7=6)):
        at = {s.key: s for s in flow.shapes}
        for line in flow.lines:
            for key, (x, y) in ((line.source, line.points[0]), (line.target, line.points[-1])):
                s = at[key]
                assert s.x - 1 <= x <= s.x + s.width + 1
                assert s.y - 1 <= y <= s.y + s.height + 1


def test_typed_names_arrive_whole(sample: Tables, make_source: MakeSource) -> None:
    """Names of steps, responsible and documents are whole in the tables; the box shows what fits."""
    tables = named(sample, step=HOSTILE, responsible=HOSTILE)
    tables["tblDocument"] = sample["tblDocument"].assign(required_document=HOSTILE)
    context = manual_context(make_source(tables, Settings()))
    assert clean(HOSTILE) in html.fromstring(render_html("manual", context)).text_content()
    row = table_of(Document(io.BytesIO(render_docx("manual", context))), "ลำดับ")[0]
    assert [clean(HOSTILE)] * 3 == [row[1], row[4], row[5]]
    assert all(len(shape.text) <= 125 for flow in context.flow for shape in flow.shapes)


def test_empty_book_says_so(make_source: MakeSource) -> None:
    """Without steps both formats say so and keep the sections that need none."""
    context = manual_context(make_source({}, Settings()))
    assert "ยังไม่มีขั้นตอนของ SOP" in render_html("manual", context)
    texts = [p.text for p in Document(io.BytesIO(render_docx("manual", context))).paragraphs]
    assert {"1. วัตถุประสงค์", "6. ภาคผนวก"} <= set(texts)


def test_manual_has_the_six_sections(document: Document) -> None:
    """The headings of an SOP, in their order, as headings that Word lists."""
    found = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
    expected = ["วัตถุประสงค์", "ขอบเขต", "คำจำกัดความ", "ความรับผิดชอบ", "ขั้นตอนการปฏิบัติ", "ภาคผนวก"]
    assert [f"{n}. {name}" for n, name in enumerate(expected, 1)] == found[:6]


def test_nobody_is_named(manual: Manual, sample: Tables) -> None:
    """The manual works with positions: no name of the directory stands in it."""
    contacts = sample["tblContact"]
    people = {*contacts["name"].dropna()} - {*contacts["position"].dropna()}
    text = render_html("manual", manual)
    assert [name for name in people if name in text] == []


def test_thai_digits_by_setting(sample: Tables, make_source: MakeSource) -> None:
    """With thai_digits the numbers of the steps and their durations are ๐-๙."""
    made = manual_context(make_source(sample, Settings(thai_digits=True)))
    assert not re.search("[0-9]", "".join(step.number + step.duration + step.route for step in made.steps))


@pytest.mark.office
@pytest.mark.slow
def test_libreoffice_keeps_the_flowchart(manual: Manual, tmp_path: Path) -> None:
    """The PDF's text has each step's name at least three times: flowchart, table, duties; and the way back."""
    office, reader = shutil.which("soffice"), shutil.which("pdftotext")
    if office is None or reader is None:
        pytest.skip("no soffice or pdftotext")
    path = tmp_path / "manual.docx"
    path.write_bytes(render_docx("manual", manual))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    pdf = [reader, "-raw", str(tmp_path / "manual.pdf"), "-"]
    text = subprocess.run(pdf, check=True, capture_output=True, timeout=60).stdout.decode()
    squeezed = re.sub(r"[\s\u200d]", "", text)
    lost = [s.name for s in manual.steps if squeezed.count(re.sub(r"\s", "", s.name)) < 3]
    assert lost == []
    assert "อนุมัติหรือไม่" in squeezed


@pytest.mark.validator
def test_word_fits_the_schema(
    sample: Tables, make_source: MakeSource, manual: Manual, tmp_path: Path
) -> None:
    """The Open XML SDK finds nothing to object to: sample, typed text at its worst, empty book, no parts lost."""
    validator = os.environ.get("SAMRET_OOXML_VALIDATOR") or shutil.which("ooxml-validator")
    if validator is None:
        pytest.skip("no ooxml-validator")
    contexts = {
        "sample": manual,
        "hostile": manual_context(make_source(named(sample, step=HOSTILE, detail=HOSTILE), Settings())),
        "empty": manual_context(make_source({}, Settings())),
    }
    for name, context in contexts.items():
        path = tmp_path / f"{name}.docx"
        path.write_bytes(render_docx("manual", context))
        done = subprocess.run(
            [validator, str(path)], capture_output=True, text=True, timeout=120, check=False
        )
        assert (name, 0) == (name, done.returncode), done.stdout[:2000]


def test_word_flowchart_stands_in_alternate_content(document: Document) -> None:
    """Word reads the group; a program that cannot draw it shows a sentence instead."""
    blocks = list(
        document.element.iter("{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent")
    )
    flow = [block for block in blocks if b"flowchart_1" in etree.tostring(block)]
    assert len(flow) == 1
    choice, fallback = flow[0]
    assert choice.get("Requires") == "wpg"
    assert "".join(fallback.itertext()).startswith("ผังกระบวนการ")
