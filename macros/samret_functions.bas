Attribute VB_Name = "samret_functions"
Option Explicit
' Made by addin/excel/wrappers.py from the catalogue of functions: change that, not this.

Public Function PA_SCORE(actual As Variant, targets As Variant, Optional direction As Variant, Optional scoring As Variant) As Variant
    On Error GoTo failed
    PA_SCORE = SamretResult(XLPy.CallUDF("addin.udfs", "PA_SCORE", Array(SamretValue(actual), SamretValue(targets), SamretValue(direction), SamretValue(scoring))))
    Exit Function
failed:
    PA_SCORE = CVErr(xlErrName)
End Function

Public Function PA_NEEDED(score As Variant, targets As Variant, Optional direction As Variant) As Variant
    On Error GoTo failed
    PA_NEEDED = SamretResult(XLPy.CallUDF("addin.udfs", "PA_NEEDED", Array(SamretValue(score), SamretValue(targets), SamretValue(direction))))
    Exit Function
failed:
    PA_NEEDED = CVErr(xlErrName)
End Function

Public Function PA_UNITSCORE(scores As Variant, weights As Variant, Optional missing As Variant) As Variant
    On Error GoTo failed
    PA_UNITSCORE = SamretResult(XLPy.CallUDF("addin.udfs", "PA_UNITSCORE", Array(SamretValue(scores), SamretValue(weights), SamretValue(missing))))
    Exit Function
failed:
    PA_UNITSCORE = CVErr(xlErrName)
End Function

Public Function PA_GAP(actual As Variant, target As Variant, Optional direction As Variant) As Variant
    On Error GoTo failed
    PA_GAP = SamretResult(XLPy.CallUDF("addin.udfs", "PA_GAP", Array(SamretValue(actual), SamretValue(target), SamretValue(direction))))
    Exit Function
failed:
    PA_GAP = CVErr(xlErrName)
End Function

Public Function PA_PASSED(scores As Variant, Optional pass_score As Variant) As Variant
    On Error GoTo failed
    PA_PASSED = SamretResult(XLPy.CallUDF("addin.udfs", "PA_PASSED", Array(SamretValue(scores), SamretValue(pass_score))))
    Exit Function
failed:
    PA_PASSED = CVErr(xlErrName)
End Function

Public Function PA_ATTAINMENT(scores As Variant, Optional pass_score As Variant, Optional target As Variant) As Variant
    On Error GoTo failed
    PA_ATTAINMENT = SamretResult(XLPy.CallUDF("addin.udfs", "PA_ATTAINMENT", Array(SamretValue(scores), SamretValue(pass_score), SamretValue(target))))
    Exit Function
failed:
    PA_ATTAINMENT = CVErr(xlErrName)
End Function

Public Function PA_SHORT(scores As Variant, Optional pass_score As Variant, Optional target As Variant) As Variant
    On Error GoTo failed
    PA_SHORT = SamretResult(XLPy.CallUDF("addin.udfs", "PA_SHORT", Array(SamretValue(scores), SamretValue(pass_score), SamretValue(target))))
    Exit Function
failed:
    PA_SHORT = CVErr(xlErrName)
End Function

Public Function PA_TREND(history As Variant) As Variant
    On Error GoTo failed
    PA_TREND = SamretResult(XLPy.CallUDF("addin.udfs", "PA_TREND", Array(SamretValue(history))))
    Exit Function
failed:
    PA_TREND = CVErr(xlErrName)
End Function

Public Function PA_DUE(for_month As Variant, Optional shift As Variant, Optional holidays As Variant) As Variant
    On Error GoTo failed
    PA_DUE = SamretResult(XLPy.CallUDF("addin.udfs", "PA_DUE", Array(SamretValue(for_month), SamretValue(shift), SamretValue(holidays), SamretDate1904())))
    Exit Function
failed:
    PA_DUE = CVErr(xlErrName)
End Function

Public Function PA_FISCALYEAR(on_date As Variant) As Variant
    On Error GoTo failed
    PA_FISCALYEAR = SamretResult(XLPy.CallUDF("addin.udfs", "PA_FISCALYEAR", Array(SamretValue(on_date), SamretDate1904())))
    Exit Function
failed:
    PA_FISCALYEAR = CVErr(xlErrName)
End Function

Public Function PA_WORKDAY(start As Variant, days As Variant, Optional region As Variant, Optional holidays As Variant) As Variant
    On Error GoTo failed
    PA_WORKDAY = SamretResult(XLPy.CallUDF("addin.udfs", "PA_WORKDAY", Array(SamretValue(start), SamretValue(days), SamretValue(region), SamretValue(holidays), SamretDate1904())))
    Exit Function
failed:
    PA_WORKDAY = CVErr(xlErrName)
End Function

Public Function PA_THAIDATE(on_date As Variant, Optional form As Variant) As Variant
    On Error GoTo failed
    PA_THAIDATE = SamretResult(XLPy.CallUDF("addin.udfs", "PA_THAIDATE", Array(SamretValue(on_date), SamretValue(form), SamretDate1904())))
    Exit Function
failed:
    PA_THAIDATE = CVErr(xlErrName)
End Function

Public Function PA_EXPLAIN(actual As Variant, targets As Variant, Optional direction As Variant, Optional scoring As Variant) As Variant
    On Error GoTo failed
    PA_EXPLAIN = SamretResult(XLPy.CallUDF("addin.udfs", "PA_EXPLAIN", Array(SamretValue(actual), SamretValue(targets), SamretValue(direction), SamretValue(scoring))))
    Exit Function
failed:
    PA_EXPLAIN = CVErr(xlErrName)
End Function

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
        If Left$(given, 1) = Chr$(31) Then
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
