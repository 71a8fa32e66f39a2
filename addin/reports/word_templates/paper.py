"""Official papers in Word: the form of a memorandum, and the styles that papers have beside those of reports."""

from __future__ import annotations

from addin.reports.word_templates.package import document
from addin.reports.word_templates.parts import PORTRAIT, run
from addin.reports.zipped import pack, unpack

INDENT = 1418
"""The first line of a paragraph is indented by 2.5 cm. Source: DOMAIN.md 6.5."""


def _style(name: str, title: str, paragraph: str, size: int = 16, *, bold: bool = False) -> str:
    weight = "<w:b/><w:bCs/>" if bold else ""
    return (
        f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{name}"><w:name w:val="{title}"/>'
        f'<w:basedOn w:val="Normal"/><w:qFormat/><w:pPr>{paragraph}</w:pPr>'
        f'<w:rPr>{weight}<w:color w:val="000000"/><w:sz w:val="{size * 2}"/><w:szCs w:val="{size * 2}"/></w:rPr></w:style>'
    )


def _space(before: int = 0, after: int = 0, line: int = 240, rule: str = "auto") -> str:
    return f'<w:spacing w:before="{before}" w:after="{after}" w:line="{line}" w:lineRule="{rule}"/>'


def _dotted(middle: int = 0) -> str:
    """Tabs that draw a dotted line to the right margin, and to the middle where there is one."""
    half = f'<w:tab w:val="left" w:leader="dot" w:pos="{middle}"/>' if middle else ""
    return f'<w:tabs>{half}<w:tab w:val="right" w:leader="dot" w:pos="{PORTRAIT}"/></w:tabs>'


_LEFT, _CENTRE = '<w:jc w:val="left"/>', '<w:jc w:val="center"/>'
_FIRST = f'<w:ind w:firstLine="{INDENT}"/>'
_STYLES = (
    # 29 pt on a line of 35 pt; with the space before it the 1.5 cm that the garuda takes on the left.
    _style("FormTitle", "Form Title", _space(150, 60, 700, "exact") + _CENTRE, 29, bold=True)
    + _style("FormLine", "Form Line", _dotted() + _space() + _LEFT)
    + _style("FormPair", "Form Pair", _dotted(PORTRAIT // 2) + _space() + _LEFT)
    + _style("PaperTo", "Paper To", _space(120) + _LEFT)
    + _style("PaperText", "Paper Text", _space(120) + _FIRST + '<w:jc w:val="thaiDistribute"/>')
    + _style("PaperPoint", "Paper Point", _space(20) + _FIRST + '<w:jc w:val="thaiDistribute"/>')
    + _style("PaperClosing", "Paper Closing", "<w:keepNext/><w:keepLines/>" + _space(120) + _FIRST + '<w:jc w:val="thaiDistribute"/>')
    + _style("PaperRequest", "Paper Request", "<w:keepNext/><w:keepLines/>" + _space(20) + _FIRST + '<w:jc w:val="thaiDistribute"/>')
    + _style("PaperSign", "Paper Sign", f'<w:keepLines/>{_space()}<w:ind w:left="{PORTRAIT // 2}"/>{_CENTRE}')
    + _style("PaperSignFirst", "Paper Sign First", f'<w:keepNext/><w:keepLines/>{_space(760)}<w:ind w:left="{PORTRAIT // 2}"/>{_CENTRE}')
    + _style("PaperTitle", "Paper Title", _space(120, 40) + _CENTRE, 22, bold=True)
    + _style("PaperSubtitle", "Paper Subtitle", _space(0, 0) + _CENTRE, 18, bold=True)
    + _style("PaperAnnex", "Paper Annex", "<w:keepNext/>" + _space(0, 20) + _CENTRE + '<w:outlineLvl w:val="0"/>', 18, bold=True)
    + _style("PaperPart", "Paper Part", "<w:keepNext/>" + _space(160, 40) + _LEFT + '<w:outlineLvl w:val="1"/>', 16, bold=True)
    + _style("PaperPartNew", "Paper Part New Page", "<w:keepNext/><w:pageBreakBefore/>" + _space(0, 40) + _LEFT + '<w:outlineLvl w:val="1"/>', 16, bold=True)
    + _style("PaperFrame", "Paper Frame", _space(0, 60) + _CENTRE, 15)
    + _style("SignLine", "Sign Line", _space(0, 20) + _CENTRE)
    + '<w:style w:type="character" w:customStyle="1" w:styleId="FormLabel"><w:name w:val="Form Label"/><w:qFormat/>'
    '<w:rPr><w:b/><w:bCs/><w:sz w:val="40"/><w:szCs w:val="40"/></w:rPr></w:style>'
    + '<w:style w:type="table" w:customStyle="1" w:styleId="SignTable"><w:name w:val="Sign Table"/>'
    '<w:basedOn w:val="TableNormal"/></w:style>'
    + '<w:style w:type="table" w:customStyle="1" w:styleId="PaperTable"><w:name w:val="Paper Table"/>'
    '<w:basedOn w:val="TableNormal"/><w:tblPr><w:tblBorders>'
    + "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="595959"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    + '</w:tblBorders><w:tblCellMar><w:left w:w="70" w:type="dxa"/><w:right w:w="70" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
)  # fmt: skip
_PAGE = (
    '<w:r><w:t xml:space="preserve">- </w:t></w:r><w:fldSimple w:instr=" PAGE "><w:r><w:t>2</w:t></w:r></w:fldSimple>'
    '<w:r><w:t xml:space="preserve"> -</w:t></w:r>'
)


def _header(original: str, content: str, align: str) -> str:
    """A header of ours in the element that the report's header is."""
    head = original[: original.index("<w:p>")]
    return (
        f'{head}<w:p><w:pPr><w:pStyle w:val="Margin"/><w:jc w:val="{align}"/></w:pPr>{content}</w:p></w:hdr>'
    )


def paper(body: str, title: str, foot: str = "") -> bytes:
    """A .docx with the papers' styles: no department's header, the page number above from page 2 on.

    The sections of the body name rIdH2 as their header and rIdH1 as that of the first page; `foot` is the
    template of a small line under each page.
    """
    parts = unpack(document(body, (), title))
    first, rest = "word/header1.xml", "word/header2.xml"
    original = parts[first].decode()
    notice = '<w:r><w:t xml:space="preserve">{{ meta.notice }}</w:t></w:r>'
    parts[first] = _header(original, notice, "right").encode()
    parts[rest] = _header(original, _PAGE, "center").encode()
    for name in ("word/footer1.xml", "word/footer2.xml"):
        head = parts[name].decode()
        head = head[: head.index("<w:p>")]
        line = f'<w:p><w:pPr><w:pStyle w:val="Margin"/></w:pPr><w:r><w:t xml:space="preserve">{foot}</w:t></w:r></w:p>'
        parts[name] = f"{head}{line}</w:ftr>".encode()
    styles = parts["word/styles.xml"].decode()
    parts["word/styles.xml"] = styles.replace("</w:styles>", f"{_STYLES}</w:styles>").encode()
    return pack(parts)


def paper_section(*, landscape: bool = False, last: bool = False, first: bool = True) -> str:
    """The end of a section of a paper: margins of 3 cm left, 2 cm right, 2.5 cm above, 2 cm below."""
    size = (
        '<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>'
        '<w:pgMar w:top="1134" w:right="1134" w:bottom="964" w:left="1134" w:header="567" w:footer="454" w:gutter="0"/>'
        if landscape
        else '<w:pgSz w:w="11906" w:h="16838"/>'
        '<w:pgMar w:top="1417" w:right="1134" w:bottom="1134" w:left="1700" w:header="680" w:footer="567" w:gutter="0"/>'
    )
    top = '<w:headerReference w:type="first" r:id="rIdH1"/>' if first else ""
    under = '<w:footerReference w:type="first" r:id="rIdF1"/>' if first else ""
    properties = (
        f'<w:sectPr><w:headerReference w:type="default" r:id="rIdH2"/>{top}'
        f'<w:footerReference w:type="default" r:id="rIdF2"/>{under}'
        f'<w:type w:val="nextPage"/>{size}{"<w:titlePg/>" if first else ""}</w:sectPr>'
    )
    return properties if last else f'<w:p><w:pPr><w:pStyle w:val="SectionEnd"/>{properties}</w:pPr></w:p>'


def _label(text: str) -> str:
    return f'<w:r><w:rPr><w:rStyle w:val="FormLabel"/></w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def _line(*runs: str, style: str = "FormLine") -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{"".join(runs)}</w:p>'


_TAB = "<w:r><w:tab/></w:r>"


def form_head() -> str:
    """Title, office, number and date, subject, to whom. The number is left to be written."""
    return (
        _line(run("บันทึกข้อความ"), style="FormTitle")
        + _line(_label("ส่วนราชการ  "), run("{{ form.office }} "), _TAB)
        + _line(_label("ที่ "), _TAB, _label(" วันที่  "), run("{{ form.date }} "), _TAB, style="FormPair")
        + _line(_label("เรื่อง  "), run("{{ form.subject }} "), _TAB)
        + _line(run("เรียน  {{ form.to }}"), style="PaperTo")
    )


def form_foot() -> str:
    """Room for a signature, the line for a name, the position."""
    return _line(run("({{ form.dots }})"), style="PaperSignFirst") + _line(
        run("{{ form.signer }}"), style="PaperSign"
    )
