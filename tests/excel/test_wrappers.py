"""The VBA of the worksheet functions: generated, committed, and never an error told as a text."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from addin.excel.functions import FUNCTIONS, guide_table
from addin.excel.wrappers import MODULE, functions_module, write_module

COMMITTED = Path(__file__).parents[2] / "macros" / f"{MODULE}.bas"
TEXT = functions_module()
CODE = "\n".join(line for line in TEXT.splitlines() if not line.lstrip().startswith("'"))
SIGNATURES = dict(re.findall(r"^Public Function (\w+)\((.*)\) As Variant$", TEXT, re.MULTILINE))
KEYWORDS = """
any as boolean byte byref byval call case currency date dim do double each else empty end enum erase error exit
false for friend function get global goto if implements in integer is let like long loop lset me mod new next not
nothing null object on option optional or paramarray preserve print private property public put redim rem resume
return rset select set shared single static step stop string sub then to true type until variant wend while with
write xor
"""


def body(name: str) -> str:
    found = re.search(rf"^Public Function {name}\(.*?^End Function$", TEXT, re.MULTILINE | re.DOTALL)
    assert found is not None
    return found[0]


def test_the_committed_module_is_the_generated_one(tmp_path: Path):
    """macros/samret_functions.bas is what the catalogue makes, byte for byte."""
    assert write_module(tmp_path).read_bytes() == COMMITTED.read_bytes() == TEXT.encode("ascii")


def test_the_module_is_plain_vba():
    """ASCII, declared variables, a name for the module, and lines that VBA takes."""
    assert TEXT.isascii()
    assert TEXT.startswith(f'Attribute VB_Name = "{MODULE}"\nOption Explicit\n')
    assert max(map(len, TEXT.splitlines())) < 1023


def test_no_error_becomes_a_text():
    """No Err.Description, no On Error Resume Next: a failure is an error value."""
    assert "Err." not in CODE
    assert "Resume" not in CODE
    assert CODE.count("On Error") == CODE.count("On Error GoTo") == len(FUNCTIONS) + 1


def test_there_is_one_public_function_for_each_of_the_catalogue():
    """The same names in the same order; everything else is private."""
    assert list(SIGNATURES) == list(FUNCTIONS)
    declared = re.findall(
        r"^(?:(Public|Private) )?(?:Function|Sub|Property|Const|Dim|Type)\b", CODE, re.MULTILINE
    )
    assert declared.count("Public") == len(FUNCTIONS)
    assert "" not in declared


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_wrapper_takes_the_arguments_of_the_catalogue(name: str):
    """Names, order and which are optional; the optional ones come last and none is a word of VBA."""
    expected = [
        f"{'Optional ' if argument.optional else ''}{argument.name} As Variant"
        for argument in FUNCTIONS[name].arguments
    ]
    assert SIGNATURES[name].split(", ") == expected
    optional = [argument.optional for argument in FUNCTIONS[name].arguments]
    assert optional == sorted(optional)
    assert not set(KEYWORDS.split()) & {argument.name.lower() for argument in FUNCTIONS[name].arguments}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_wrapper_calls_its_function_and_ends_in_an_error_value(name: str):
    """Values in the order of the arguments, the date system where dates are read, #NAME? when the call fails."""
    function = FUNCTIONS[name]
    values = [f"SamretValue({argument.name})" for argument in function.arguments]
    values += ["SamretDate1904()"] * function.dated
    call = f'XLPy.CallUDF("addin.udfs", "{name}", Array({", ".join(values)}))'
    assert [line.strip() for line in body(name).splitlines()[1:]] == [
        "On Error GoTo failed",
        f"{name} = SamretResult({call})",
        "Exit Function",
        "failed:",
        f"{name} = CVErr(xlErrName)",
        "End Function",
    ]


def test_every_helper_is_used():
    """No dead code in the module."""
    for helper in re.findall(r"^Private Function (\w+)", TEXT, re.MULTILINE):
        assert len(re.findall(rf"\b{helper}\(", TEXT)) > 1, helper


def test_the_guide_lists_the_functions():
    """The table in the officer's guide is the catalogue's own."""
    guide = (Path(__file__).parents[2] / "macros" / "README.md").read_text(encoding="utf-8")
    listed = guide.partition("<!-- functions -->\n")[2].partition("\n<!-- /functions -->")[0]
    assert listed == guide_table()
