"""A template of one's own that does not fit is refused with what is wrong with it, in Thai, and how to go on."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from addin.cli import main
from addin.reports.kinds import KINDS, kind_named
from addin.reports.sandbox import template_folder
from addin.reports.writing import make_folder
from addin.texts import error_text
from workbook.errors import CannotWrite


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("book") / "คำรับรอง.xlsx"
    assert main(["new", str(path), "--sample", "--json"]) == 0
    return path


def refused(capsys: pytest.CaptureFixture[str], *args: object) -> tuple[str, str]:
    """The code and the message of a command that cannot."""
    capsys.readouterr()
    assert main([*map(str, args), "--json"]) == 2
    error = json.loads(capsys.readouterr().out)["error"]
    return error["code"], error["message"]


@pytest.mark.parametrize("key", list(KINDS))
def test_a_name_tells_its_kind(key: str) -> None:
    """The kind begins the name, whatever follows that is no Latin letter."""
    names = (f"{key}.docx", f"{key} ของกอง.docx", f"{key.upper()}2.docx")
    assert [kind_named(Path(name)) for name in names] == [key] * 3
    assert kind_named(Path(f"{key}x.docx")) is None


def test_a_template_of_another_kind_is_called_that(
    book: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Not a misspelt field is told where the template is that of another report, but which it is."""
    mine = tmp_path / "memo ของกอง.docx"
    shutil.copy(template_folder() / "memo.docx", mine)
    code, said = refused(
        capsys, "report", book, "--to", tmp_path / "out", "--kind", "manual", "--template", mine
    )
    assert code == "report_template_other"
    assert "--kind memo" in said


def test_without_a_kind_the_message_names_the_one_of_the_template(
    book: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two kinds are usual: the message tells which one to name."""
    mine = tmp_path / "unit ของกอง.html.j2"
    shutil.copy(template_folder() / "unit.html.j2", mine)
    code, said = refused(capsys, "report", book, "--to", tmp_path / "out", "--template", mine)
    assert code == "report_template_kind"
    assert said.endswith("--kind unit")


@pytest.mark.parametrize("name", ["ไม่มี.docx", "memo ไม่มี.docx", "memo.html.j2", "slide.pptx"])
def test_a_template_that_is_not_there_is_called_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    """Whatever its name tells; no word of the operating system stands in the Thai."""
    code, said = refused(capsys, "templates", "check", tmp_path / name)
    assert code == "template_missing"
    assert not re.search(r"No such file|Errno", said)


def test_what_a_template_may_not_do_is_named_without_the_words_of_the_sandbox(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The attribute reached for stands in the message, not Jinja's sentence about it."""
    mine = tmp_path / "memo.html.j2"
    mine.write_text("{{ form.__class__.__mro__ }}", encoding="utf-8")
    code, said = refused(capsys, "templates", "check", mine)
    assert code == "template_forbidden"
    assert "ใช้สิ่งที่ไม่อนุญาต: __class__ " in said
    assert "unsafe" not in said


def test_an_unknown_field_says_where_the_known_ones_are_listed() -> None:
    """The message of a report names the command that lists the fields."""
    said = error_text(
        "template_unknown_name", {"template": "memo.docx", "place": "ย่อหน้าที่ 2", "name": "fromm"}
    )
    assert "samret templates check" in said


def test_a_file_is_not_taken_for_a_folder(tmp_path: Path) -> None:
    """Reports asked for into a file are refused with that, and the file is left as it is."""
    path = tmp_path / "คำรับรอง.xlsx"
    path.write_bytes(b"kept")
    with pytest.raises(CannotWrite) as caught:
        make_folder(path)
    assert caught.value.code == "folder_is_file"
    assert path.read_bytes() == b"kept"
