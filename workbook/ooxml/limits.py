"""What a workbook may hold at most, each number with the reason for it.

Excel's own limits are at support.microsoft.com "Excel specifications and limits"; the others bound what one
file from a stranger can cost. A master of 12,960 monthly rows is 1 to 3 MB, 10 to 20 MB inflated, 120 parts.
"""

from __future__ import annotations

from typing import Final

MAX_ROW: Final = 1_048_576
"""Excel's last row: a reference beyond it is a broken or hostile file."""

ROWS_BELOW: Final = 200
"""Rows looked at under a Table, where people paste what it should hold: 1 ms of 320 for a large book."""

MAX_COLUMN: Final = 16_384
"""Excel's last column, XFD."""

MAX_TEXT: Final = 32_767
"""UTF-16 units in one cell; Excel cuts what is longer when it repairs the file."""

MAX_FORMULA: Final = 8_192
"""Characters in one formula; Excel calls a file with a longer one damaged."""

MAX_NUMBER: Final = 9.99999999999999e307
"""The largest number that Excel stores; a larger one becomes text or #NUM! there."""

MIN_NUMBER: Final = 2.2250738585072014e-308
"""The smallest positive number that Excel stores; what is smaller becomes 0 there, so here too."""

MAX_CELL_FORMATS: Final = 65_490
"""Cell formats in one book; Excel drops styles beyond it."""

MAX_FILE_BYTES: Final = 200 * 2**20
"""The file is held in memory whole; 500,000 rows of 15 columns are about 40 MB."""

MAX_PARTS: Final = 10_000
"""Parts in the package; 38 real books with charts, images and comments had at most 300."""

MAX_SHEETS: Final = 1_000
"""Sheets in the book: Excel slows down long before; the master has about 35."""

MAX_INFLATED_BYTES: Final = 600 * 2**20
"""All parts inflated. 500,000 rows of 15 columns are about 300 MB of XML."""

MAX_PART_BYTES: Final = 400 * 2**20
"""One part inflated: a sheet is held in memory as text while it is read."""

RATIO_FROM_BYTES: Final = 32 * 2**20
"""From this much inflated on the ratio is watched: small sheets of blank styled cells reach 100 to 1."""

MAX_RATIO: Final = 150
"""Inflated to stored; real sheets stay below 40, deflate's own limit is 1,032."""

MAX_SMALL_PART_BYTES: Final = 64 * 2**20
"""XML that is held as a tree (styles, relations, tables, charts): trees cost ten times the text."""

MAX_DEPTH: Final = 256
"""Nesting of XML elements; libxml2 stops there too. Excel's deepest parts nest about 30."""

MAX_TABLES: Final = 2_000
"""Tables in the book; the master has about 35."""

MAX_TABLE_CELLS: Final = 20_000_000
"""Cells in one Table's range, which are held as values: 500,000 rows of 40 columns."""

MAX_MERGES: Final = 100_000
"""Merged ranges on a sheet; readers walk all of them."""

MAX_RANGE_CELLS: Final = 4_000_000
"""Cells in all merges, hyperlinks or array formulas of a sheet: readers expand them cell by cell."""

MAX_VALIDATION_RANGES: Final = 100_000
"""Ranges that data validations and conditional formats of a sheet name; whole columns are common."""

INFLATE_STEP: Final = 2**20
"""Bytes inflated between two looks at the limits."""
