"""The ribbon as it is written: one Sub for every button, names that exist, words that fit."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import etree

from addin.actions import ACTIONS
from addin.excel.build import MACROS, sources
from workbook.schema import TABLES

NAMESPACE = "http://schemas.microsoft.com/office/2009/07/customui"
TREE = etree.parse(MACROS / "customUI14.xml")
TAB = TREE.find(".//{*}tab")
BUTTONS = TREE.findall(".//{*}button")
MENUS = TREE.findall(".//{*}menu")
CONTROLS = [*BUTTONS, *MENUS]
NAMED = [TAB, *TREE.findall(".//{*}group"), *CONTROLS]
IMAGES = {
    line
    for line in (Path(__file__).parent / "image_mso.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
}
SEEN = {"id", "label", "keytip"}
TOLD = {*SEEN, "imageMso", "screentip", "supertip"}
ATTRIBUTES = {
    "customUI": set(),
    "ribbon": set(),
    "tabs": set(),
    "tab": SEEN,
    "group": {"id", "label"},
    "menu": TOLD,
    "button": {*TOLD, "tag", "onAction"},
}
"""What we use of [MS-CUSTOMUI2]; only a button outside a menu has a size besides."""
THAI = re.compile(r"[\u0e00-\u0e7f]")
EXCELS_OWN_TABS = set("FHNPMARWLXYBUTQ")
"""Keys of Excel's own tabs, of the File menu and of what add-ins of Microsoft bring."""

of_control = pytest.mark.parametrize("control", CONTROLS, ids=lambda one: one.get("id"))


def test_it_is_the_ribbon_of_office_2010_and_later():
    """Every element is of the namespace whose part is called customUI14."""
    assert {etree.QName(one).namespace for one in TREE.iter(etree.Element)} == {NAMESPACE}


def test_attributes_are_those_of_their_element():
    """Excel drops the whole ribbon over one attribute that an element does not have."""
    for one in TREE.iter(etree.Element):
        kind = etree.QName(one).localname
        in_group = etree.QName(one.getparent()).localname == "group" if one.getparent() is not None else False
        sized = {"size"} if kind == "button" and in_group else set()
        assert ATTRIBUTES[kind] <= set(one.attrib) <= ATTRIBUTES[kind] | sized, one.get("id")
        assert one.get("size") in {None, "large"}


def test_ids_are_unique():
    """Excel drops the whole ribbon when two controls have one id."""
    ids = [one.get("id") for one in NAMED]
    assert None not in ids
    assert len(set(ids)) == len(ids)


def test_every_callback_is_a_sub_that_takes_the_control():
    """Each onAction names a public Sub of our module with one IRibbonControl, and there is one for all."""
    named = {one.get("onAction") for one in TREE.iter(etree.Element)} - {None}
    takes_control = r"^Public Sub (\w+)\(control As IRibbonControl\)\r$"
    subs = {name for text in sources().values() for name in re.findall(takes_control, text, re.MULTILINE)}
    assert named == subs == {"SamretPress"}


def test_every_tag_is_an_action():
    """What a button asks for exists, under a name that needs no quoting in the command."""
    tags = [one.get("tag") for one in BUTTONS]
    assert [tag for tag in tags if tag not in ACTIONS] == []
    assert [tag for tag in tags if not re.fullmatch("[a-z_]+", tag)] == []


def test_no_two_buttons_do_the_same():
    """An action has one button."""
    tags = [one.get("tag") for one in BUTTONS]
    assert len(set(tags)) == len(tags)


def test_menus_open_and_buttons_act():
    """Every button has the callback; a menu has none of its own."""
    assert {one.get("onAction") for one in BUTTONS} == {"SamretPress"}
    assert {one.get("onAction") for one in MENUS} == {None}


@of_control
def test_a_control_speaks_thai_within_the_limits(control):
    """Label, screentip and supertip are Thai sentences of a length that Office shows (1,024 characters)."""
    told = [control.get(name) for name in ("label", "screentip", "supertip")]
    assert all(text and THAI.search(text) for text in told)
    assert len(set(told)) == 3
    assert len(told[0]) <= 20
    assert len(told[1]) <= 50
    assert len(told[2]) <= 250


@of_control
def test_a_control_has_a_picture_of_excel(control):
    """Its imageMso names a picture that every Excel since 2013 has; one that is missing leaves a hole."""
    assert control.get("imageMso") in IMAGES


@pytest.mark.parametrize("control", BUTTONS, ids=lambda one: one.get("id"))
def test_a_supertip_says_what_becomes_of_the_book(control):
    """The officer reads before pressing what stays as it is."""
    assert re.search("ไม่แก้ไข|ไม่ถูกแก้ไข|ยังอยู่ครบ", control.get("supertip"))


@of_control
def test_sheets_are_called_by_their_titles(control):
    """A supertip that names a sheet uses the title that the workbook has: "ชีต" and a space stand before it."""
    titles = tuple(table.sheet for table in TABLES)
    named = re.findall(r"(?<!ทุก)ชีต (.{0,40})", control.get("supertip"))
    assert [text for text in named if not text.startswith(titles)] == []


def scopes():
    """The keys that are offered together: those of the tab, and those of each open menu."""
    yield "tab", [one for one in CONTROLS if one.getparent().tag != MENUS[0].tag]
    for menu in MENUS:
        yield menu.get("id"), menu.findall("{*}button")


@pytest.mark.parametrize(
    ("name", "controls"), list(scopes()), ids=lambda one: one if isinstance(one, str) else ""
)
def test_keytips_offered_together_are_told_apart(name, controls):
    """One Latin letter or digit each, none twice: a key acts at once, on a Thai keyboard too."""
    keys = [one.get("keytip") for one in controls]
    assert [key for key in keys if not re.fullmatch("[A-Z0-9]", key or "")] == []
    assert len(set(keys)) == len(keys), name


def test_the_tab_has_a_key_of_its_own():
    """The tab's key is none of Excel's, so that Excel does not rename it."""
    assert re.fullmatch("[A-Z]", TAB.get("keytip"))
    assert TAB.get("keytip") not in EXCELS_OWN_TABS


def test_the_groups_follow_the_work():
    """The work of the 10th first; fill in, check, compute, report, forms and closing, the month; help last."""
    groups = [one.get("label") for one in TREE.findall(".//{*}group")]
    work = ["กรอกข้อมูล", "ตรวจสอบ", "คำนวณ", "รายงาน", "แบบรายงานและปิดผล", "เดือนนี้"]
    assert groups == ["งานวันที่ 10", *work, "ช่วยเหลือ"]


def test_no_group_is_empty():
    """A group appears with its first button, not before."""
    assert [one.get("id") for one in TREE.findall(".//{*}group") if not one.findall(".//{*}button")] == []
