"""The guide as a page: the little of Markdown that it uses, for a browser that knows no Markdown."""

from __future__ import annotations

import re
from html import escape
from itertools import groupby

_THAI = re.compile("[\u0e01-\u0e5b]")
_ITEM = re.compile(r"(?:-|\d+\.) +")
_RULE = re.compile(r"\|[-| :]+\|")
_BAR = re.compile(r"(?<!\\)\|")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)

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
    """The HTML page of a guide: its title, and the sections whose headings are Thai."""
    title, *sections = re.split(r"^(?=## )", _COMMENT.sub("", markdown), flags=re.MULTILINE)
    kept = [title, *(section for section in sections if _THAI.search(section.partition("\n")[0]))]
    body = "\n".join(_blocks(section) for section in kept)
    return _PAGE.format(title=escape(title.partition("\n")[0].lstrip("# ")), body=body)


def _blocks(text: str) -> str:
    """Headings, lists, tables, code and paragraphs as HTML."""
    made = []
    # Code keeps its blank lines and its signs, so it is taken out first.
    for number, part in enumerate(re.split(r"^```\w*\n?", text, flags=re.MULTILINE)):
        if number % 2:
            made.append(f"<pre>{escape(part.rstrip())}</pre>")
            continue
        lines = part.splitlines()
        made += [_block(kind, list(group)) for kind, group in groupby(lines, key=_kind)]
    return "\n".join(filter(None, made))


def _kind(line: str) -> str:
    if line.startswith("#"):
        return f"h{len(line) - len(line.lstrip('#'))}"
    if line.startswith("|"):
        return "table"
    if _ITEM.match(line):
        return "ul" if line.startswith("-") else "ol"
    return "p" if line.strip() else ""


def _block(kind: str, lines: list[str]) -> str:
    if kind in {"ul", "ol"}:
        items = "".join(f"<li>{_inline(_ITEM.sub('', line, count=1))}</li>" for line in lines)
        return f"<{kind}>{items}</{kind}>"
    if kind == "table":
        rows = [_BAR.split(line.strip("|")) for line in lines if not _RULE.fullmatch(line)]
        cells = [
            "".join(f"<{tag}>{_inline(cell.strip())}</{tag}>" for cell in row)
            for row, tag in zip(rows, ["th", *["td"] * len(rows)], strict=False)
        ]
        return "<table>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</table>"
    if kind.startswith("h"):
        return "\n".join(f"<{kind}>{_inline(line.lstrip('# '))}</{kind}>" for line in lines)
    return f"<p>{_inline(' '.join(lines))}</p>" if kind else ""


def _inline(text: str) -> str:
    """Bold, code and links; a link leads nowhere outside the page, so its words stand alone."""
    safe = escape(text.replace(r"\|", "|"))
    safe = re.sub(r"`([^`]+)`", r"<code>\1</code>", safe)
    safe = re.sub(r"\*\*([^*]+)\*\*", r"<strong>\1</strong>", safe)
    return re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", safe)
