"""The Word template of the pack of unit reports: its front part; the unit reports follow behind it."""

from __future__ import annotations

import re

from addin.reports.word_templates.package import document
from addin.reports.word_templates.parts import (
    PORTRAIT,
    Col,
    cards,
    each,
    para,
    run,
    section,
    shown_if,
    table,
)
from addin.reports.zipped import pack, unpack

_LATER = (("Heading3", "heading 3", "Heading2"), ("Heading2", "heading 2", "Heading1"))
"""Styles that a heading of a unit's report becomes, and whose look they have."""


def template() -> bytes:
    """The .docx."""
    body = f"{_cover()}{_contents()}{_table()}{_notes()}"
    # Pages before the first report are ก ข ค, as in a bound volume; those of the reports are 1-1, 1-2 and so on.
    body = re.sub("(<w:pgMar[^>]*/>)", r'\1<w:pgNumType w:fmt="thaiLetters"/>', body)
    parts = unpack(document(body, (), "รวมรายงานผลการปฏิบัติราชการของหน่วยงาน"))
    parts["word/styles.xml"] = _styles(parts["word/styles.xml"].decode()).encode()
    for name in ("word/footer1.xml", "word/footer2.xml"):
        parts[name] = re.sub(
            r"<w:r><w:t[^>]*>{% if .*{% endif %}</w:t></w:r>", "", parts[name].decode()
        ).encode()
    return pack(parts)


def _styles(styles: str) -> str:
    """The styles of every report, and those of a cover, of contents and of headings one level lower."""
    looks = {name: _look(styles, name) for name in ("Heading1", "Heading2", "Title")}
    for target, title, source in _LATER:
        made = looks[source].replace(f'w:styleId="{source}"', f'w:styleId="{target}"')
        made = made.replace(f'w:val="heading {source[-1]}"', f'w:val="{title}"')
        made = made.replace(
            f'<w:outlineLvl w:val="{int(source[-1]) - 1}"/>', f'<w:outlineLvl w:val="{int(target[-1]) - 1}"/>'
        )
        styles = styles.replace(
            looks.get(target, "</w:styles>"), made + ("" if target in looks else "</w:styles>")
        )
    part = (
        looks["Title"]
        .replace('w:styleId="Title"', 'w:styleId="PartTitle"')
        .replace('w:val="Title"', 'w:val="Part Title"')
    )
    part = part.replace(
        '<w:basedOn w:val="Normal"/>', '<w:basedOn w:val="Heading1"/><w:next w:val="Normal"/>'
    )
    tabs = f'<w:tabs><w:tab w:val="left" w:pos="620"/><w:tab w:val="right" w:leader="dot" w:pos="{PORTRAIT}"/></w:tabs>'
    entry = (
        '<w:style w:type="paragraph" w:styleId="TOC2"><w:name w:val="toc 2"/><w:basedOn w:val="Normal"/><w:pPr>'
        f'{tabs}<w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/><w:ind w:left="620" w:hanging="620"/><w:jc w:val="left"/></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="TOC1"><w:name w:val="toc 1"/><w:basedOn w:val="Normal"/><w:pPr>'
        f'<w:keepNext/>{tabs}<w:spacing w:before="100" w:after="0" w:line="240" w:lineRule="auto"/><w:jc w:val="left"/></w:pPr>'
        "<w:rPr><w:b/><w:bCs/></w:rPr></w:style>"
        '<w:style w:type="paragraph" w:customStyle="1" w:styleId="CoverTitle"><w:name w:val="Cover Title"/><w:basedOn w:val="Title"/><w:pPr>'
        '<w:spacing w:before="2600" w:after="120" w:line="240" w:lineRule="auto"/></w:pPr><w:rPr><w:sz w:val="72"/><w:szCs w:val="72"/></w:rPr></w:style>'
    )
    return styles.replace("</w:styles>", part + entry + "</w:styles>")


def _look(styles: str, name: str) -> str:
    """The XML of a style."""
    start = styles.index(f'w:styleId="{name}"')
    first = styles.rindex("<w:style ", 0, start)
    return styles[first : styles.index("</w:style>", start) + len("</w:style>")]


def _cover() -> str:
    return (
        para("{{ meta.department }} {{ meta.notice }}", "Kicker")
        + para("{{ meta.title | whole }}", "CoverTitle")
        + para("ผลการปฏิบัติราชการตามคำรับรองการปฏิบัติราชการ", "Subtitle")
        + para("{{ meta.period }}", "Subtitle")
        + para("{{ meta.coverage }}", "Subtitle")
        + para("{{ message.lead | whole }}", "Message")
        + para("{{ message.verdict | whole }}", "Verdict")
        + shown_if("message.accent", para("{{ message.accent | whole }}", "Accent"))
        + cards(5)
        + para("", "Spacer")
        + para("{{ meta.as_of }}", "Kicker")
        + para("{{ meta.generated_on }} {{ meta.owner }}", "Kicker")
        + section(landscape=False, header="rIdH1", footer="rIdF1", first=True)
    )


def _link(text: str, anchor: str) -> str:
    return f'<w:hyperlink w:anchor="{anchor}" w:history="1">{text}</w:hyperlink>'


def _entry(style: str, text: str) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{text}</w:p>'


def _contents() -> str:
    tab = "<w:r><w:tab/></w:r>"
    line = _link(
        run("{{ part.number }}") + tab + run("{{ part.line.name }}") + tab + run("{{ part.page }}"),
        "{{ part.anchor }}",
    )
    return (
        para("สารบัญ", "Heading1")
        + para("เลขหน้าของแต่ละหน่วยงานคือลำดับของหน่วยงาน ขีด และหน้าที่นับจาก 1", "Note")
        + each(
            "group in groups",
            _entry("TOC1", run("{{ group.name | whole }}"))
            + each("part in group.parts", _entry("TOC2", line)),
        )
        + section(landscape=False, header="rIdH1", footer="rIdF1")
    )


def _table() -> str:
    scores = table(
        [
            Col("อันดับ", "{{ p.line.rank }}", 640, "right"),
            Col("หน่วยงาน", "{{ p.line.name }}", 3182),
            Col("รอบที่ 1", "{{ p.line.round_1 }}", 830, "right"),
            Col("รอบที่ 2", "{{ p.line.round_2 }}", 830, "right"),
            Col("คะแนน", "{{ p.line.score }}", 830, "right"),
            Col("ขาด", "{{ p.line.shortfall }}", 830, "right"),
            Col("ผล", "{{ p.line.state.word }}", 1250, fill="p.line.state.fill"),
            Col("หน้า", "{{ p.page }}", 680, "right"),
        ],
        "p in ranked",
        "คะแนนของทุกหน่วยงานและหน้าของรายงาน",
        style="TableSmall",
    )
    return (
        para("สรุปทุกหน่วยงาน", "Heading1")
        + para("{{ next_deadline | whole }}", "Lead")
        + shown_if("ranked", scores, "ยังไม่มีหน่วยงานที่ใช้งานในปีงบประมาณนี้")
        + section(landscape=False, header="rIdH1", footer="rIdF1")
    )


def _notes() -> str:
    return (
        para("หมายเหตุ: วิธีคิดและที่มาของตัวเลข", "Heading1")
        + para("ใช้กับรายงานทุกหน่วยงานในเล่มนี้", "Note")
        + each("note in notes", para("{{ loop.index }}. {{ note }}", "Note"))
        + section(landscape=False, header="rIdH1", footer="rIdF1", last=True)
    )
