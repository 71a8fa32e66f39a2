"""Reports as one HTML file that asks the network for nothing and runs nothing but our own script.

The policy is put in by the program, not by the template: `default-src 'none'` with the hashes of our style
and script, so that a script or a picture that a template brings along is refused by the browser. In a user's
page it stands before everything that is theirs. What no policy stops is refused here: a page that leaves by
itself for another address, with the report's figures in it.
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path

from jinja2 import ChoiceLoader, FileSystemLoader, FunctionLoader, Template
from markupsafe import Markup

from addin.reports.noted import placed
from addin.reports.sandbox import (
    TEMPLATE_FAULTS,
    Sandbox,
    context_of,
    printable,
    refuse,
    template_folder,
    whole,
)
from workbook.errors import UserError

_RANGES = {"thai": "U+0E00-0E7F,U+200B-200D,U+25CC", "latin": "U+0-DFF,U+2010-2015,U+2018-2300"}
_WEIGHTS = ("400", "700")
_HEAD = re.compile(r"<head(?:\s[^>]*)?>", re.IGNORECASE)
_DOCTYPE = re.compile(r"^[\s\ufeff]*(?:<!doctype[^>]*>)?[\s\ufeff]*", re.IGNORECASE)
_ROOT = re.compile(r"<html[\s>]", re.IGNORECASE)
_USER = "user-template"
_TAG = re.compile(r"<(meta|link)(?=[\t\n\f\r /])", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"""[\t\n\f\r /]*([^\t\n\f\r />][^\t\n\f\r />=]*)"""
    r"""(?:[\t\n\f\r ]*=[\t\n\f\r ]*(?:"([^"]*)"|'([^']*)'|([^\t\n\f\r >"'][^\t\n\f\r >]*))?)?"""
)
"""An attribute as a browser reads it (HTML Standard 13.2.5.32 to 38)."""
_HARMLESS_META = frozenset({"content-type", "content-language", "content-security-policy", "x-ua-compatible"})


@dataclass(frozen=True, slots=True)
class Assets:
    """Style with the embedded fonts, and script."""

    style: Markup
    script: Markup

    @property
    def policy(self) -> str:
        """The content security policy that allows these two and embedded fonts, and nothing else."""
        return (
            f"default-src 'none'; style-src '{digest(self.style)}'; script-src '{digest(self.script)}'; "
            "font-src data:; base-uri 'none'; form-action 'none'"
        )


def digest(text: str) -> str:
    """The hash of an inline style or script as a policy names it."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@cache
def assets() -> Assets:
    """The shipped style and script, read once."""
    folder = template_folder()
    faces = []
    for weight, (script, span) in product(_WEIGHTS, _RANGES.items()):
        data = base64.b64encode((folder / "fonts" / f"sarabun-{script}-{weight}.woff2").read_bytes()).decode()
        faces.append(
            f"@font-face{{font-family:Sarabun;font-weight:{weight};font-display:block;unicode-range:{span};"
            f"src:url(data:font/woff2;base64,{data}) format('woff2')}}"
        )
    style = "".join(faces) + (folder / "shared" / "report.css").read_text(encoding="utf-8")
    return Assets(Markup(style), Markup((folder / "shared" / "report.js").read_text(encoding="utf-8")))  # noqa: S704


@cache
def _environment() -> Sandbox:
    return _with_inner(Sandbox(FileSystemLoader(template_folder()), printable, whole))


def _with_inner(environment: Sandbox) -> Sandbox:
    environment.filters["inner"] = _inner
    environment.globals["within"] = ""  # the macros of shared/ ask for it in every page, our own or a user's
    return environment


def _inner(report: object, name: str, within: str) -> Markup:
    """A report inside another, by a template of shared/; ids and headings lie below those of the whole."""
    template = _environment().get_template(f"shared/{name}.html.j2")
    return Markup(template.render({**context_of(report), "within": f"{within}-"}))  # noqa: S704 escaped by its template


@cache
def _shipped(kind: str) -> Template:
    return _environment().get_template(f"{kind}.html.j2")


def render_html(kind: str, context: object, template: Path | None = None) -> str:
    """A report as one HTML document. `template` is the user's own in place of the shipped one.

    UserError: template_missing, template_syntax, template_unknown_name, template_forbidden, template_failed,
    template_not_text.
    """
    names = {**context_of(context), "assets": assets()}
    if template is None:
        return _with_policy(_shipped(kind).render(names))
    source = _read(template)
    own = FunctionLoader(lambda name: source if name == _USER else None)
    user = _with_inner(Sandbox(ChoiceLoader([own, FileSystemLoader(template_folder())]), printable, whole))

    def place(line: int) -> str:
        lines = source.splitlines()
        text = lines[line - 1].strip()[:80] if 0 < line <= len(lines) else ""
        return f"บรรทัดที่ {line}: «{text}»" if text else f"บรรทัดที่ {line}"

    try:
        with placed(place):
            made = user.get_template(_USER).render(names)
    except TEMPLATE_FAULTS as error:
        raise refuse(error, template.name, place, {_USER, "<template>", "<unknown>"}) from error
    if (leaves := _leaving(made)) is not None:
        first = next((n for n, text in enumerate(source.splitlines(), 1) if leaves in text), 0)
        reason = f"{leaves} ซึ่งพาออกไปที่อื่นเอง"
        raise UserError("template_forbidden", template=template.name, place=place(first), reason=reason)
    return _behind_policy(made)


def _read(template: Path) -> str:
    try:
        return template.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UserError("template_not_text", template=template.name) from error
    except OSError as error:
        raise UserError("template_missing", template=str(template)) from error


def _with_policy(document: str) -> str:
    """Our own page with the policy first in its head."""
    return _HEAD.sub(lambda head: head[0] + _policy_meta(), document, count=1)


def _behind_policy(document: str) -> str:
    """A user's page behind the policy, which nothing of theirs precedes, not even a comment or a doctype.

    A browser opens the head by itself for the two metas and adds the attributes of a later <html>.
    """
    body = _DOCTYPE.sub("", document, count=1)
    root = "" if _ROOT.search(body) else '<html lang="th">'
    return f'<!doctype html>{root}<meta charset="utf-8">{_policy_meta()}{body}'


def _leaving(document: str) -> str | None:
    """The first tag that leads a browser elsewhere by itself, which no policy stops, or None.

    They are a meta that refreshes and a link, which may look up and greet a host before anybody clicks.
    """
    for tag in _TAG.finditer(document):
        place, harmless = tag.end(), tag[1].lower() == "meta"
        while harmless and (found := _ATTRIBUTE.match(document, place)) is not None:
            place = found.end()
            value = found[2] or found[3] or found[4] or ""
            harmless = found[1].lower() != "http-equiv" or value.strip().lower() in _HARMLESS_META
        if not harmless:
            return tag[0]
    return None


def _policy_meta() -> str:
    return f'<meta http-equiv="Content-Security-Policy" content="{assets().policy}">'
