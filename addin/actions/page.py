"""The officer's guide as a page for the browser: the sections of a Markdown file whose headings are Thai."""

from __future__ import annotations

import re
from html import escape

_THAI = re.compile("[\u0e01-\u0e5b]")
_COMMENT = re.compile(r"<!--.*?-->\n?", re.DOTALL)
_LINK = re.compile(r"(?<!!)\[([^\]]+)\]\([^)]*\)")

_PAGE = """<!DOCTYPE html>
<html lang="th"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title><style>
body {{ font: 17px/1.7 Sarabun, "Leelawadee UI", Tahoma, sans-serif; color: #1b1b1b; background: #fff }}
main {{ max-width: 48em; margin: 2em auto; padding: 0 1em }}
table {{ border-collapse: collapse; width: 100% }}
th, td {{ border: 1px solid #767676; padding: .3em .6em; text-align: left; vertical-align: top }}
code, pre {{ font-family: Consolas, monospace; background: #f2f2f2; overflow-wrap: anywhere }}
pre {{ padding: .6em; white-space: pre-wrap }}
</style></head><body><main>
{body}
</main></body></html>
"""


def guide_page(markdown: str) -> str:
    """The HTML page of a guide: its title, and the sections whose headings are Thai.

    A link leads nowhere from a page on its own, so only its words stay.
    """
    from markdown_it import MarkdownIt  # noqa: PLC0415 - wanted when somebody asks for the guide

    title, *sections = re.split(r"^(?=## )", _COMMENT.sub("", markdown), flags=re.MULTILINE)
    kept = [title, *(section for section in sections if _THAI.search(section.partition("\n")[0]))]
    text = _LINK.sub(r"\1", "".join(kept))
    body = MarkdownIt("commonmark", {"html": False}).enable("table").render(text)
    return _PAGE.format(title=escape(title.partition("\n")[0].lstrip("# ")), body=body)
