"""The rules: pure functions from tables to figures. No Excel, no files, no clock, nothing of workbook/."""
