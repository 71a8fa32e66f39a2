"""The master workbook as code: its schema, its builder, and the ways to read and write it."""
