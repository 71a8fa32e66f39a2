"""A user's template tried on a report: every mistake with its place, and the fields that it may use."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from addin.reports.noted import Unknown

_DEEP: Final = 5
_LONG: Final = 60


@dataclass(frozen=True, slots=True)
class Field:
    """A field that a template may use, as it is written there, with an example."""

    name: str
    example: str


def unknown_names(kind: str, context: object, template: Path) -> list[Unknown]:
    """Every unknown name of the template, in the order met. UserError: any other mistake."""
    # Loaded here: what lists fields, and every button with it, needs no renderer.
    from addin.reports.noted import noting  # noqa: PLC0415
    from addin.reports.sandbox import context_of  # noqa: PLC0415

    if template.suffix.lower() == ".pptx":
        from addin.reports.powerpoint import unknown_boxes  # noqa: PLC0415

        return unknown_boxes(kind, context, template)
    with noting(tuple(context_of(context))) as found:
        if template.suffix.lower() == ".docx":
            from addin.reports.word import render_docx  # noqa: PLC0415

            render_docx(kind, context, template)
        else:
            from addin.reports.html import render_html  # noqa: PLC0415

            render_html(kind, context, template)
    return found


def fields_of(context: object) -> list[Field]:
    """The fields of a context, each once, in order: "units[].name" is the name of each of the units."""
    found: dict[str, Field] = {}
    for one in _walk("", context, 0):
        found.setdefault(one.name, one)
    return list(found.values())


def _walk(path: str, value: Any, depth: int) -> Iterator[Field]:
    if is_dataclass(value) and depth <= _DEEP:
        for field in fields(value):
            yield from _walk(
                f"{path}.{field.name}" if path else field.name, getattr(value, field.name), depth + 1
            )
    elif isinstance(value, tuple | list):
        first = next(iter(value), None)
        if first is None or not is_dataclass(first):
            yield Field(f"{path}[]", _example(first))
        else:
            yield from _walk(f"{path}[]", first, depth + 1)
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from _walk(f'{path}["{key}"]', one, depth + 1)
    else:
        yield Field(path, _example(value))


def _example(value: Any) -> str:
    text = "" if value is None else " ".join(str(value).split())
    return text if len(text) <= _LONG else f"{text[: _LONG - 1]}…"
