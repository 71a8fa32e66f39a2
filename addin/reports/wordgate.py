"""What a Word template may not bring along: macros, links to elsewhere, fields that fetch or run."""

from __future__ import annotations

import io
import re
import zipfile

from workbook.errors import UserError

MAX_BYTES = 60_000_000
"""Of a template unpacked: the shipped ones have 0.3 MB."""

_EXTERNAL = re.compile(rb"<Relationship\b[^>]*TargetMode\s*=\s*[\"']External[\"'][^>]*>", re.IGNORECASE)
_HYPERLINK = re.compile(rb"relationships/hyperlink[\"']")
_FIELD = re.compile(rb"\b(DDEAUTO|DDE|INCLUDETEXT|INCLUDEPICTURE|IMPORT|LINK|DATABASE|RD)\b", re.IGNORECASE)
_INSTRUCTION = re.compile(rb"<w:instrText[^>]*>([^<]*)<|w:instr\s*=\s*[\"']([^\"']*)[\"']")
_MACROS = ("vbaproject.bin", "vbadata.xml")


def check_template(data: bytes, name: str) -> None:
    """Refuse a template that is no .docx or brings along what runs or fetches. UserError template_*."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            if sum(info.file_size for info in infos) > MAX_BYTES:
                raise UserError("template_too_large", template=name, limit=f"{MAX_BYTES // 1_000_000} MB")
            parts = {info.filename.lower(): archive.read(info) for info in infos}
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError) as error:
        raise UserError("template_not_docx", template=name) from error
    if "word/document.xml" not in parts or "[content_types].xml" not in parts:
        raise UserError("template_not_docx", template=name)
    if any(part.endswith(_MACROS) for part in parts) or b"macroEnabled" in parts["[content_types].xml"]:
        raise UserError("template_has_macros", template=name)
    for part, content in parts.items():
        if part.endswith(".rels"):
            for link in _EXTERNAL.findall(content):
                if not _HYPERLINK.search(link):
                    raise UserError("template_has_links", template=name, part=part)
        elif part.endswith(".xml"):
            told = b" ".join(b"".join(found) for found in _INSTRUCTION.findall(content))
            if field := _FIELD.search(told):
                raise UserError("template_has_fields", template=name, field=field[1].decode().upper())
