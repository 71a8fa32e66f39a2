Attribute VB_Name = "samret_ribbon"
Option Explicit

' Every button of customUI14.xml comes here; its tag is the name of the action that Python runs.
' The Thai sentences stand in the sheets of this add-in: VBA text is kept in the code page of a machine.

Public Sub SamretPress(control As IRibbonControl)
    Dim command As String

    On Error GoTo failed
    If ActiveWorkbook Is Nothing Then
        Say "no_workbook", ""
        Exit Sub
    End If
    command = "from addin import ribbon; ribbon.run('" & control.Tag & "', '" & _
        SheetText("version") & "', '" & XLWINGS_VERSION & "')"
    RunPython command
    Exit Sub
failed:
    ' A Python traceback tells the most in its last lines.
    Say "cannot_start", vbLf & vbLf & Err.Number & ": " & Right$(Err.Description, 800)
End Sub

Public Sub Auto_Open()
    ' Tells Excel the help of the worksheet functions, which it forgets at its end.
    Dim wasUpdating As Boolean

    wasUpdating = Application.ScreenUpdating
    On Error GoTo failed
    Application.ScreenUpdating = False
    ' MacroOptions refuses a hidden workbook (error 1004), and an add-in is one.
    ThisWorkbook.IsAddin = False
    DescribeFunctions
restored:
    On Error GoTo leave
    ThisWorkbook.IsAddin = True
    ThisWorkbook.Saved = True
    Application.ScreenUpdating = wasUpdating
leave:
    Exit Sub
failed:
    ' The functions work without their help; the start of Excel is not the place for a message.
    Resume restored
End Sub

Private Sub DescribeFunctions()
    ' Sheet functions: A name, B description, C category, D and further the help of the arguments.
    Dim sheet As Worksheet
    Dim help() As String
    Dim row As Long
    Dim count As Long
    Dim index As Long

    Set sheet = ThisWorkbook.Worksheets("functions")
    row = 1
    Do While sheet.Cells(row, 1).Value <> ""
        count = 0
        Do While sheet.Cells(row, 4 + count).Value <> ""
            count = count + 1
        Loop
        ReDim help(1 To count)
        For index = 1 To count
            help(index) = sheet.Cells(row, 3 + index).Value
        Next index
        Application.MacroOptions Macro:=sheet.Cells(row, 1).Value, Description:=sheet.Cells(row, 2).Value, _
            Category:=sheet.Cells(row, 3).Value, ArgumentDescriptions:=help
        row = row + 1
    Loop
End Sub

Private Function SheetText(key As String) As String
    Dim sheet As Worksheet
    Dim row As Long

    Set sheet = ThisWorkbook.Worksheets("texts")
    row = 1
    Do While sheet.Cells(row, 1).Value <> ""
        If sheet.Cells(row, 1).Value = key Then
            SheetText = sheet.Cells(row, 2).Value
            Exit Function
        End If
        row = row + 1
    Loop
End Function

Private Sub Say(key As String, detail As String)
    Const OnTop As Long = 4096

    On Error GoTo plain
    ' Popup shows Thai on any Windows; MsgBox does so only where the system's code page is Thai.
    CreateObject("WScript.Shell").Popup SheetText(key) & detail, 0, SheetText("title"), vbExclamation + OnTop
    Exit Sub
plain:
    MsgBox SheetText(key) & detail, vbExclamation, SheetText("title")
End Sub
