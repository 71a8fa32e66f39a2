"""The last touch on a built package: what openpyxl cannot say, and the same bytes on every build.

openpyxl has no alt text for charts, no number format of their labels, no fitted row height, no cached value
for a formula, no mark on a built-in style whose look was changed, and it stamps the time of saving.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Collection, Mapping, Sequence
from html import unescape
from typing import Final
from xml.sax.saxutils import escape, quoteattr

STAMP: Final = "2021-11-12T00:00:00Z"
"""When the book says it was made: the day of the SOP's revision, for a build has no clock."""
PROGRAM: Final = "Samret"
"""What made the book. LibreOffice fits row heights on opening unless Excel's name stands here."""
_FONT_ORDER: Final = (
    "b", "i", "strike", "condense", "extend", "outline", "shadow", "u", "vertAlign", "sz", "color", "name",
    "family", "charset", "scheme",
)  # fmt: skip
_ZIP_TIME: Final = (1980, 1, 1, 0, 0, 0)


def finish(
    data: bytes,
    alt_texts: Sequence[tuple[str, str]],
    cached: Mapping[str, str],
    fitted: Collection[int],
) -> bytes:
    """The package with alt texts (name, description by chart), cached formula texts, and without times.

    `cached` maps a cell of the first sheet to the text that its formula shows until it is computed; `fitted`
    are the numbers of the sheets (from 1) whose data rows Excel may fit to what people type.
    """
    fitting = {f"xl/worksheets/sheet{number}.xml" for number in fitted}
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name)
            if name == "docProps/core.xml":
                text = _without_times(text)
            elif name == "docProps/app.xml":
                text = _sub(r"<Application>[^<]*", f"<Application>{PROGRAM}", text, count=1)
            elif name == "xl/styles.xml":
                text = _order_fonts(_mark_built_ins(text))
            elif name == "xl/worksheets/sheet1.xml":
                text = _cache(text, cached)
            elif name in fitting:
                text = _fitted_heights(text)
            elif name.startswith("xl/charts/"):
                text = _own_formats(text)
            elif name == "xl/drawings/drawing1.xml":
                text = _describe(text, alt_texts)
            info = zipfile.ZipInfo(name, _ZIP_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            info.create_system = 0
            new.writestr(info, text)
    return out.getvalue()


def description_of(data: bytes) -> str:
    """The description in the properties of a workbook's bytes; "" where there is none."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        core = book.read("docProps/core.xml").decode() if "docProps/core.xml" in book.namelist() else ""
    found = re.search(r"<dc:description[^>]*>([^<]*)<", core)
    return unescape(found[1]) if found else ""


def _sub(pattern: str, new: str, text: bytes, *, count: int) -> bytes:
    """Replaces exactly `count` places; a builder that found another number would ship a wrong file."""
    changed, found = re.subn(pattern, lambda match: match.expand(new), text.decode())
    if found != count:
        raise ValueError(f"{pattern}: {found} places instead of {count}")
    return changed.encode()


def _without_times(core: bytes) -> bytes:
    return _sub(r"(<dcterms:(?:created|modified)[^>]*>)[^<]*", rf"\g<1>{STAMP}", core, count=2)


def _mark_built_ins(styles: bytes) -> bytes:
    """`customBuiltin` keeps Excel from drawing a built-in style as it comes with Excel."""
    text = styles.decode()
    return re.sub(r'(<cellStyle [^>]*builtinId="(?!0")\d+")', r'\1 customBuiltin="1"', text).encode()


def _order_fonts(styles: bytes) -> bytes:
    """The parts of a font in the order of the schema (ECMA-376, CT_Font), which openpyxl does not keep."""

    def ordered(match: re.Match[str]) -> str:
        parts = {name: text for text, name in re.findall(r"(<(\w+)[^>]*/>)", match[1])}
        return "<font>" + "".join(parts[name] for name in _FONT_ORDER if name in parts) + "</font>"

    return re.sub(r"<font>(.*?)</font>", ordered, styles.decode()).encode()


def _fitted_heights(sheet: bytes) -> bytes:
    """Heights of data rows as Excel's own fit, not as set by hand: they grow when somebody types more."""
    return re.sub(rb'(<row r="(?:[6-9]|\d\d+)"[^>]*?) customHeight="1"', rb"\1", sheet)


def _own_formats(chart: bytes) -> bytes:
    """Labels have their own number format; without this mark they take the cells' ("19 หน่วยงาน")."""
    return re.sub(rb'(<(?:c:)?numFmt formatCode="[^"]*")\s*/>', rb'\1 sourceLinked="0"/>', chart)


def _cache(sheet: bytes, cached: Mapping[str, str]) -> bytes:
    for cell, value in cached.items():
        sheet = _sub(
            rf'<c r="{cell}"([^>]*?)(?: t="\w+")?>(<f>[^<]*</f>)<v\s*(?:/>|></v>)',
            rf'<c r="{cell}"\g<1> t="str">\g<2><v>{escape(value)}</v>',
            sheet,
            count=1,
        )
    return sheet


def _describe(drawing: bytes, alt_texts: Sequence[tuple[str, str]]) -> bytes:
    for number, (name, description) in enumerate(alt_texts, 1):
        told = f"name={quoteattr(name)} descr={quoteattr(description)}"
        drawing = _sub(rf'name="Chart {number}"', told, drawing, count=1)
    return drawing
