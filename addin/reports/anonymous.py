"""The properties of a produced file: a program for its author, and nobody's name, company or note.

A template that an officer edited carries its editor in its properties; a report made of it must not.
Source: DOMAIN.md 7 (strip author metadata).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from lxml import etree

from addin.reports.wordparts import parsed, serialised

AUTHOR: Final = "samret"
_CORE, _APP, _CUSTOM = "docProps/core.xml", "docProps/app.xml", "docProps/custom.xml"
_TYPES, _RELATIONS = "[Content_Types].xml", "_rels/.rels"
_KEPT: Final = frozenset({"title", "subject", "language", "created", "modified"})
_OF_PEOPLE: Final = frozenset({"Company", "Manager", "HyperlinkBase"})


def anonymous(parts: Mapping[str, bytes]) -> dict[str, bytes]:
    """The parts of an Office file without what tells who made it; parts that say nothing stay as they are."""
    found = dict(parts)
    if _CORE in found:
        found[_CORE] = _core(found[_CORE])
    if _APP in found:
        found[_APP] = _without(found[_APP], lambda one: etree.QName(one).localname in _OF_PEOPLE)
    if found.pop(_CUSTOM, None) is not None:
        found[_TYPES] = _without(found[_TYPES], lambda one: one.get("PartName") == f"/{_CUSTOM}")
        found[_RELATIONS] = _without(
            found[_RELATIONS], lambda one: str(one.get("Target", "")).lstrip("/") == _CUSTOM
        )
    return found


def _core(data: bytes) -> bytes:
    """The core properties with a program for the author; those of a template of ours as they stand."""
    root = parsed(data)
    foreign = [one for one in root if etree.QName(one).localname not in {*_KEPT, "creator"}]
    authors = [one for one in root if etree.QName(one).localname == "creator" and one.text != AUTHOR]
    for one in foreign:
        root.remove(one)
    for one in authors:
        one.text = AUTHOR
    return serialised(root) if foreign or authors else data


def _without(data: bytes, gone: Callable[[etree._Element], bool]) -> bytes:
    """A part without those of its elements."""
    root = parsed(data)
    found = [one for one in root if gone(one)]
    for one in found:
        root.remove(one)
    return serialised(root) if found else data
