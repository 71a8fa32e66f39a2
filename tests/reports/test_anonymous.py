"""Produced files name a program as their author, whoever edited the template."""

from __future__ import annotations

import re
from pathlib import Path

from addin.reports.kinds import KINDS
from addin.reports.powerpoint import render_pptx
from addin.reports.source import Source
from addin.reports.word import render_docx
from addin.reports.zipped import pack, unpack
from tests.support.reports import reports

SHIPPED = Path(__file__).parents[2] / "report_templates"
PEOPLE = ("นางสาวแก้ไข แม่แบบดี", "บริษัทลับ", "หมายเหตุลับ", "ค่าลับ")
CUSTOM = "docProps/custom.xml"


def signed(template: Path, to: Path) -> Path:
    """The template as an officer saves it: with a name, a company, a note and a property of her own."""
    parts = unpack(template.read_bytes())
    core = parts["docProps/core.xml"].decode()
    core = re.sub(r"(<dc:creator>)[^<]*", rf"\g<1>{PEOPLE[0]}", core)
    core = core.replace(
        "</cp:coreProperties>",
        f"<cp:lastModifiedBy>{PEOPLE[0]}</cp:lastModifiedBy><dc:description>{PEOPLE[2]}</dc:description></cp:coreProperties>",
    )
    parts["docProps/core.xml"] = core.encode()
    app = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
    parts["docProps/app.xml"] = (
        f'<Properties xmlns="{app}"><Company>{PEOPLE[1]}</Company></Properties>'.encode()
    )
    parts[CUSTOM] = f'<Properties xmlns="{app}"><a>{PEOPLE[3]}</a></Properties>'.encode()
    types, rels = parts["[Content_Types].xml"].decode(), parts["_rels/.rels"].decode()
    kinds = {"app": "extended-properties", "custom": "custom-properties"}
    for name, kind in kinds.items():
        if f"docProps/{name}.xml" not in types:
            mime = f"application/vnd.openxmlformats-officedocument.{kind}+xml"
            types = types.replace(
                "</Types>", f'<Override PartName="/docProps/{name}.xml" ContentType="{mime}"/></Types>'
            )
            link = f"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"
            rels = rels.replace(
                "</Relationships>",
                f'<Relationship Id="r{name}" Type="{link}" Target="docProps/{name}.xml"/></Relationships>',
            )
    parts["[Content_Types].xml"], parts["_rels/.rels"] = types.encode(), rels.encode()
    to.write_bytes(pack(parts))
    return to


def properties(content: bytes) -> str:
    return "".join(
        text.decode() for name, text in unpack(content).items() if name.startswith(("docProps", "[", "_rels"))
    )


def test_a_word_templates_editor_is_not_in_the_report(source: Source, tmp_path: Path) -> None:
    """Name, company, note and own properties stay with the template; the relation to them goes too."""
    template = signed(SHIPPED / "memo.docx", tmp_path / "แม่แบบ.docx")
    content = render_docx("memo", KINDS["memo"].context(source, ""), template)
    told = properties(content)
    assert [name for name in PEOPLE if name in told] == []
    assert CUSTOM not in told
    assert re.findall(r"<dc:creator>([^<]*)", told) == ["samret"]


def test_a_slides_editor_is_not_in_the_report(source: Source, tmp_path: Path) -> None:
    """The same for PowerPoint."""
    template = signed(SHIPPED / "slide.pptx", tmp_path / "แม่แบบ.pptx")
    told = properties(render_pptx("slide", KINDS["slide"].context(source, ""), template))
    assert [name for name in PEOPLE if name in told] == []
    assert re.findall(r"<dc:creator>([^<]*)", told) == ["samret"]


def test_every_report_names_a_program_as_its_author(source: Source) -> None:
    """All kinds that have properties, made of the templates that are shipped; no company, nobody who saved it."""
    for report in reports(source, units=1):
        if report.content[:2] != b"PK":
            continue
        told = properties(report.content)
        assert re.findall(r"<dc:creator>([^<]*)", told) == ["samret"], report.kind
        assert re.findall(r"<(?:cp:lastModifiedBy|Company|Manager|dc:description)>([^<]+)", told) == [], (
            report.kind
        )
