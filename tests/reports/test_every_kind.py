"""What holds for every kind of report in every format: figures, masks, characters, rows, names of fields."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest
from jinja2 import Environment, meta, nodes

from addin.reports import pdf
from addin.reports.directory import INTERNAL
from addin.reports.kinds import KINDS
from addin.reports.source import Source
from addin.reports.thai import clean
from addin.rules.exact import half_up, to_decimal
from addin.rules.settings import Settings
from tests.support.pages import FEW, of_units
from tests.support.paper import lost_marks, lost_rows, pdf_text
from tests.support.reports import Report, plain, reports
from workbook.schema import INPUT_TABLES, Role
from workbook.schema.model import ColumnType

SHIPPED = Path(__file__).parents[2] / "report_templates"
MakeSource = Callable[..., Source]

NAME = "นางสาวพลอยไพลิน ทองกวาวศรี"
PERSONAL = "ติดต่อคุณพลอยไพลิน ทองกวาวศรี โทร 081-234-5678 ที่ ploy@secret.example เลข 1-2345-67890-12-1"
TRACES = ("พลอยไพลิน", "ทองกวาวศรี", "081-234", "0812345", "ploy@", "67890-12")
ABOUT_PEOPLE = ("tblContact", "tblAgreement")
"""The directory masks its own cells, and an agreement names who signs it."""

HOSTILE = "& < > \" ' <script>x</script> {{ 7 * 7 }} {% raw %} \x07\x0c😀 " + "ก" * 300 + " จบ"


@pytest.fixture(scope="module")
def every(source: Source) -> list[Report]:
    """All reports of the sample."""
    return list(reports(source))


def planted(
    sample: dict[str, pd.DataFrame], text: Callable[[str], str], *, typed: bool
) -> dict[str, pd.DataFrame]:
    """The sample with a text in every cell of text that is filled; `typed`: only where people type about units."""
    tables = {name: frame.copy() for name, frame in sample.items()}
    for table in INPUT_TABLES:
        if table.name not in tables or (
            typed and (table.role is not Role.INPUT or table.name in ABOUT_PEOPLE)
        ):
            continue
        frame = tables[table.name]
        for column in table.columns:
            if column.type is ColumnType.TEXT and column.key in frame and table.name != "tblSetting":
                frame[column.key] = frame[column.key].astype(object)
                frame.loc[frame[column.key].notna(), column.key] = text(f"{table.name}.{column.key}")
    return tables


def test_every_kind_and_format_is_here(every: list[Report]) -> None:
    """The tests of this module go over all kinds in all their formats."""
    assert {(one.kind, one.made) for one in every} == {
        (key, made) for key, kind in KINDS.items() for made in kind.formats
    }


def figures_of(source: Source, code: str) -> set[str]:
    """Every figure with 4 decimals that may stand beside a unit.

    They are its results, its history with the mean and the change of years in a row, its monthly scores and
    the pass score.
    """
    history = source.by_unit("tblHistory").get(code, [])
    rows = [
        *(row for row in source.unit_scores if row["unit_code"] == code),
        *source.kpi_scores_by_unit.get(code, []),
        *source.gaps_by_unit.get(code, []),
        *history,
        *source.by_unit("tblMonthlyScore").get(code, []),
    ]
    values = [to_decimal(v) for row in rows for v in row.values() if isinstance(v, int | float)]
    past = [
        Fraction(to_decimal(row["score"]))
        for row in sorted(history, key=lambda row: row["fiscal_year"])
        if row.get("score") is not None and row.get("kpi_code") is None
    ]
    for years in (past[-3:], past[-2:]):
        values.append(half_up(sum(years, Fraction(0)) / max(1, len(years)), 4))
        values += [half_up(abs(years[-1] - years[0]) / (len(years) - 1), 4)] if len(years) > 1 else []
    return {f"{abs(value):.4f}" for value in (*values, source.pass_score)}


def test_figures_beside_a_unit_are_those_of_recalc(every: list[Report], source: Source) -> None:
    """In every table row about one unit, and in a unit's own report, each figure with 4 decimals is a result."""
    codes = {
        plain(str(name)): code
        for code, unit in source.units.items()
        for name in (unit["unit_name"], unit.get("short_name"))
        if name and all(name != other.get("group") for other in source.units.values())
    }
    allowed = {code: figures_of(source, code) for code in source.units}
    wrong, counted = [], Counter[str]()
    for one in every:
        for row in one.rows:
            named = {codes[cell] for cell in row[:3] if cell in codes} or {one.code}
            figures = re.findall(r"(?<![\d.,–])\d+\.\d{4}(?![\d–])", " ".join(row))
            if len(named) == 1 and (code := named.pop()) in allowed:
                counted[one.kind] += len(figures)
                wrong += [
                    (one.kind, one.made, code, figure, row)
                    for figure in figures
                    if figure not in allowed[code]
                ]
    assert wrong == []
    assert (
        min(counted[kind] for kind in ("overview", "unit", "pack", "situation", "measures", "letter", "memo"))
        > 10
    )


def test_the_pack_holds_the_unit_reports(every: list[Report]) -> None:
    """Each row of a unit's report stands in the pack of the same format."""
    for made in ("html", "docx"):
        pack = Counter(map(tuple, next(one.rows for one in every if (one.kind, one.made) == ("pack", made))))
        for unit in (one for one in every if (one.kind, one.made) == ("unit", made)):
            assert Counter(map(tuple, unit.rows)) - pack == Counter()


def test_the_attainment_is_the_same_everywhere(every: list[Report], source: Source) -> None:
    """Wherever a report says how many units of all reach the pass score, it is the attainment of recalc."""
    found = source.attainment
    told = {
        (one.kind, int(match[1]), int(match[2]))
        for one in every
        for match in re.finditer(r"(\d+) จาก (\d+) หน่วยงาน(?:ได้คะแนน|มีคะแนน|ถึงเกณฑ์| ?ผ่าน)", one.text)
    }
    assert {(passed, total) for _, passed, total in told} == {(found.passed, found.total)}
    assert {"overview", "memo"} <= {kind for kind, *_ in told}


def test_nobody_of_the_directory_is_told(every: list[Report], sample: dict[str, pd.DataFrame]) -> None:
    """No name, telephone or address of a contact and nobody who reported stands in any report."""
    contacts, monthly = sample["tblContact"], sample["tblMonthlyScore"]
    people = {*contacts["name"], *contacts["phone"], *contacts["email"], *monthly["reporter"]} - {
        *contacts["position"]
    }
    traces = {plain(str(one)) for one in people if isinstance(one, str)}
    assert [(one.kind, one.made, who) for one in every for who in traces if who in one.text] == []


@pytest.mark.slow
@pytest.mark.parametrize("unmask", [False, True])
def test_personal_data_in_what_people_typed_are_hidden(
    sample: dict[str, pd.DataFrame], make_source: MakeSource, *, unmask: bool
) -> None:
    """In whichever cell somebody typed a name, a number or an address: no report shows it, asked for names or not."""
    tables = planted(sample, lambda _: PERSONAL, typed=True)
    tables["tblContact"].loc[tables["tblContact"].index[0], "name"] = NAME
    source = replace(make_source(tables, Settings()), unmask=unmask)
    found = {
        (one.kind, one.made, trace)
        for one in reports(source, units=1)
        if not (unmask and one.kind == "directory")
        for trace in TRACES
        if trace in one.text
    }
    assert found == set()


@pytest.mark.slow
def test_nothing_typed_is_dropped(sample: dict[str, pd.DataFrame], make_source: MakeSource) -> None:
    """Every text stands whole, character by character; one cut for a drawing ends in an ellipsis."""
    source = make_source(planted(sample, lambda place: f"⟦{place} {HOSTILE}⟧", typed=False), Settings())
    broken, counted = set(), Counter[tuple[str, str]]()
    for one in reports(source, units=1):
        for match in re.finditer(r"⟦(tbl\w+\.\w*)[^⟦]*", one.text):
            whole = plain(clean(f"⟦{match[1]} {HOSTILE}⟧"))
            cut = match[0].partition("…")
            counted[one.kind, one.made] += match[0].startswith(whole)
            if not match[0].startswith(whole) and not (cut[1] and whole.startswith(cut[0].rstrip())):
                broken.add((one.kind, one.made, match[0][:80]))
    assert broken == set()
    assert {key for key, count in counted.items() if count == 0} <= {("slide", "pptx")}


@pytest.mark.parametrize(
    "path", sorted(SHIPPED.glob("*.html.j2")), ids=lambda path: path.name.removesuffix(".html.j2")
)
def test_pages_ask_for_fields_that_exist(source: Source, path: Path) -> None:
    """A page names no field that its context lacks, in branches that the sample does not take either."""
    kind = KINDS[path.name.removesuffix(".html.j2")]
    code = next((r["unit_code"] for r in source.unit_scores if kind.applies(source, r["unit_code"])), "")
    context = kind.context(source, code if kind.about == "unit" else "")
    environment = Environment(autoescape=True)
    environment.filters |= {"whole": str, "inner": str}
    tree = environment.parse(path.read_text(encoding="utf-8"))
    own = {one.target for one in tree.find_all(nodes.Import)} | {
        one.name for one in tree.find_all(nodes.Macro)
    }
    own |= {name for one in tree.find_all(nodes.FromImport) for name in one.names}
    own |= {one.name for one in tree.find_all(nodes.Name) if one.ctx == "store"}
    asked = meta.find_undeclared_variables(tree)
    assert asked - own - {*context.__dataclass_fields__, "assets", "charts", "range"} == set()


@pytest.mark.office
@pytest.mark.slow
@pytest.mark.skipif(
    pdf.converter() is None or not shutil.which("pdftotext"), reason="LibreOffice or pdftotext is missing"
)
def test_every_row_of_word_is_in_the_pdf(
    every: list[Report], sample: dict[str, pd.DataFrame], make_source: MakeSource, tmp_path: Path
) -> None:
    """No row of a table and no mark of Thai is lost on the way to PDF, in any kind; the pack is of a few units."""
    few = reports(make_source(of_units(sample, FEW), Settings()))
    pack = next(one for one in few if (one.kind, one.made) == ("pack", "docx"))
    word = {f"{one.kind}-{one.code}.pdf": one for one in every if one.made == "docx" and one.kind != "pack"}
    word["pack.pdf"] = pack
    made = pdf.to_pdf({name: one.content for name, one in word.items()})
    texts = {name: pdf_text(content, tmp_path) for name, content in made.items()}
    lost = {name: (lost_rows(word[name], text), lost_marks(word[name], text)) for name, text in texts.items()}
    assert lost == dict.fromkeys(word, ([], {}))


def test_a_command_loads_no_renderer_and_no_context() -> None:
    """What every button imports holds none of the libraries that make files, and no kind's context."""
    code = (
        "import sys, addin.actions; print(*[m for m in sys.modules if m in ('docx', 'docxtpl', 'pptx', 'jinja2')"
        " or m in ('addin.reports.' + k for k in __import__('addin.reports.kinds').reports.kinds.KINDS)])"
    )
    told = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, text=True, cwd=SHIPPED.parent
    )
    assert told.stdout.split() == []


def test_suppressed_answers_leave_no_trace(sample: dict[str, pd.DataFrame], make_source: MakeSource) -> None:
    """Whatever a group of fewer than five answered, every report reads the same: no total gives it away."""

    def answered(value: float, text: str, respondents: float) -> dict[tuple[str, str, str], str]:
        groups = sample["tblStakeholder"].copy()
        few = groups["respondents"] < 5
        assert few.sum() == 2
        groups.loc[few, ["satisfaction", "dissatisfaction"]] = value, 100 - value
        groups.loc[few, "respondents"] = respondents
        groups.loc[few, ["satisfied_with", "dissatisfied_with", "suggestion"]] = text
        source = make_source(of_units({**sample, "tblStakeholder": groups}, FEW), Settings())
        return {(one.kind, one.made, one.code): one.text for one in reports(source, units=1)}

    first, second = answered(3, "พอใจห้องประชุม", 1), answered(77, "ไม่พอใจที่จอดรถ", 4)
    assert [key for key, text in first.items() if text != second[key]] == []
    assert [key for key, text in first.items() if "พอใจห้องประชุม" in text] == []


@pytest.mark.parametrize("unmask", [False, True])
def test_only_the_directory_shows_names_when_asked(
    sample: dict[str, pd.DataFrame], make_source: MakeSource, *, unmask: bool
) -> None:
    """Names, telephones and addresses stand in the unmasked directory alone, and it is marked as internal."""
    contacts = sample["tblContact"]
    people = {plain(str(one)) for key in ("name", "phone", "email") for one in contacts[key].dropna()}
    source = make_source(of_units(sample, FEW), Settings())
    made = list(reports(replace(source, unmask=unmask), units=1))
    telling = {(one.kind, one.made) for one in made if any(who in one.text for who in people)}
    marked = {(one.kind, one.made) for one in made if INTERNAL in one.text}
    expected = {("directory", "html"), ("directory", "docx")} if unmask else set()
    assert (telling, marked) == (expected, expected)
