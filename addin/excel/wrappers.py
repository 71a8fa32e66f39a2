"""The VBA module of the worksheet functions, made from the catalogue.

A wrapper hands values, never Range objects: reading a Range from Python costs calls between two processes.
Nor does it hand over the workbook and the calling cell, which our functions have no use for: xlwings would
look through the workbook's sheets and make COM objects of both on every call. What xlwings' own wrapper does
with an error, return its description as text, is what charts and sums swallow; here every failure is an error
value. Source: xlwings/udfs.py (generate_vba_wrapper, call_udf), xlwings/com_server.py (CallUDF).
"""

from __future__ import annotations

from pathlib import Path

from addin.excel.cells import MARK
from addin.excel.functions import FUNCTIONS, Function

MODULE = "samret_functions"
"""The name of the VBA module; its file is macros/samret_functions.bas."""

PYTHON = "addin.udfs"

_HEAD = f"""\
Attribute VB_Name = "{MODULE}"
Option Explicit
' Made by addin/excel/wrappers.py from the catalogue of functions: change that, not this.
"""

_HELPERS = f"""
Private Function SamretValue(Optional ByVal given As Variant) As Variant
    ' What Python gets for an argument: Empty when it is left out, the values of a range, else as it is.
    Dim area As Range
    If IsMissing(given) Then
        SamretValue = Empty
        Exit Function
    End If
    If Not IsObject(given) Then
        SamretValue = given
        Exit Function
    End If
    Set area = given
    If area.Areas.Count > 1 Then
        SamretValue = CVErr(xlErrValue)
        Exit Function
    End If
    SamretValue = SamretUsed(area).Value2
End Function

Private Function SamretUsed(ByVal area As Range) As Range
    ' Whole columns and rows end where the sheet's used cells end; they keep their first row and column, so
    ' that several of them stay side by side.
    Dim height As Long
    Dim width As Long
    Dim used As Range
    height = area.Rows.Count
    width = area.Columns.Count
    If height = area.Worksheet.Rows.Count Or width = area.Worksheet.Columns.Count Then
        Set used = area.Worksheet.UsedRange
        If height = area.Worksheet.Rows.Count Then
            height = used.Row + used.Rows.Count - 1
        End If
        If width = area.Worksheet.Columns.Count Then
            width = used.Column + used.Columns.Count - 1
        End If
        Set SamretUsed = area.Resize(height, width)
    Else
        Set SamretUsed = area
    End If
End Function

Private Function SamretResult(ByRef given As Variant) As Variant
    ' The answer of Python with its error tokens as error values.
    Dim i As Long
    Dim j As Long
    If Not IsArray(given) Then
        SamretResult = SamretCell(given)
        Exit Function
    End If
    If SamretIsBlock(given) Then
        For i = LBound(given, 1) To UBound(given, 1)
            For j = LBound(given, 2) To UBound(given, 2)
                If VarType(given(i, j)) = vbString Then
                    given(i, j) = SamretCell(given(i, j))
                End If
            Next j
        Next i
    Else
        For i = LBound(given) To UBound(given)
            given(i) = SamretCell(given(i))
        Next i
    End If
    SamretResult = given
End Function

Private Function SamretIsBlock(ByRef given As Variant) As Boolean
    ' True for rows and columns, False for one row: an array cannot be asked how many dimensions it has.
    Dim last As Long
    On Error GoTo one_row
    last = UBound(given, 2)
    SamretIsBlock = True
    Exit Function
one_row:
    SamretIsBlock = False
End Function

Private Function SamretCell(ByVal given As Variant) As Variant
    If VarType(given) = vbString Then
        If Left$(given, 1) = Chr$({ord(MARK)}) Then
            SamretCell = CVErr(CLng(Mid$(given, 2)))
            Exit Function
        End If
    End If
    SamretCell = given
End Function

Private Function SamretDate1904() As Boolean
    ' Whether the calling cell's workbook counts its dates from 1904.
    If TypeName(Application.Caller) = "Range" Then
        SamretDate1904 = Application.Caller.Worksheet.Parent.Date1904
    End If
End Function
"""


def functions_module() -> str:
    """The text of the module: one public function for each of the catalogue, pure ASCII."""
    return _HEAD + "".join(_wrapper(function) for function in FUNCTIONS.values()) + _HELPERS


def write_module(folder: Path) -> Path:
    """Write the module into the folder of the macros; the file's path."""
    path = folder / f"{MODULE}.bas"
    path.write_bytes(functions_module().encode("ascii"))
    return path


def _wrapper(function: Function) -> str:
    parameters = ", ".join(
        f"{'Optional ' if argument.optional else ''}{argument.name} As Variant"
        for argument in function.arguments
    )
    handed = [f"SamretValue({argument.name})" for argument in function.arguments]
    if function.dated:
        handed.append("SamretDate1904()")
    values = ", ".join(handed)
    return f"""
Public Function {function.name}({parameters}) As Variant
    On Error GoTo failed
    {function.name} = SamretResult(XLPy.CallUDF("{PYTHON}", "{function.name}", Array({values})))
    Exit Function
failed:
    {function.name} = CVErr(xlErrName)
End Function
"""
