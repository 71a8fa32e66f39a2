"""Cells as Excel hands them to a worksheet function and takes them back: arrays inside, errors told apart.

What arrives are the values of `Value2` as COM gives them: one scalar, a row (flat tuple) or a block (tuple of
rows) of float, str, bool, None for a blank, and an int for an error. A result is one value or a list of rows
of numbers, texts and booleans; an error travels as a text token, which the VBA wrapper turns into the error,
because COM has no way to hand an error value over inside a block.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt

from addin.rules.exact import Bools, Floats, Ints
from addin.rules.worksheet import as_decimals
from workbook.cells import read_number
from workbook.schema import BY_NAME
from workbook.schema.model import Choice
from workbook.thai import tidy

Raw = Any
"""A raw value as COM hands it over; see above."""

MARK = "\x1f"
"""What an error token begins with: a character that no cell can be typed to hold."""

_COM_ERROR = -2146828288
"""COM's error value = this + Excel's error number (0x800A0000)."""

_ACTUAL = BY_NAME["tblMonthlyScore"].by_key["actual"]


class Code(IntEnum):
    """Excel's error numbers, as CVErr takes them."""

    NULL = 2000
    DIV0 = 2007
    VALUE = 2015
    REF = 2023
    NAME = 2029
    NUM = 2036
    NA = 2042


class Refused(Exception):
    """The whole call is answered with one error: one of ours, or the one that a cell handed in."""

    def __init__(self, code: int) -> None:
        super().__init__(str(code))
        self.code = code


@dataclass(frozen=True, slots=True)
class Numbers:
    """A block of cells read for numbers; all arrays are (rows, columns).

    `value` is a decimal of 15 digits, NaN where there is none; `error` Excel's error number, 0 where the cell
    is no error; `text` marks what is neither number nor blank nor error.
    """

    value: Floats
    error: Ints
    text: Bools

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        rows, columns = self.value.shape
        return rows, columns

    @property
    def blank(self) -> Bools:
        """True where the cell is empty (or holds a text without a character to be seen)."""
        return np.asarray(np.isnan(self.value) & (self.error == 0) & ~self.text, dtype=np.bool_)

    def required(self) -> Ints:
        """The error of each cell where a number is needed: its own, #VALUE! for text, #N/A for a blank."""
        codes = np.where(self.text, Code.VALUE, self.error)
        return np.where(self.blank, Code.NA, codes)

    def one(self) -> float | None:
        """The number of a single cell, None for a blank. Refused for an error, for text and for a range."""
        if self.value.size != 1 or self.text.any():
            raise Refused(Code.VALUE)
        if self.error.any():
            raise Refused(int(self.error[0, 0]))
        return None if self.blank.any() else float(self.value[0, 0])


def flat(raw: Raw) -> tuple[list[Any], tuple[int, int]]:
    """The cells of a raw value row by row, and its shape. Refused (#VALUE!) for a block of unequal rows."""
    if isinstance(raw, np.ndarray):
        raw = raw.tolist()
    if not isinstance(raw, list | tuple):
        return [raw], (1, 1)
    if not raw or not isinstance(raw[0], list | tuple):
        raw = (raw,)
    width = len(raw[0])
    if not width or set(map(len, raw)) != {width}:
        raise Refused(Code.VALUE)
    return list(chain.from_iterable(raw)), (len(raw), width)


def error_number(value: object) -> int:
    """Excel's error number of a raw cell (COM's, or a token of ours); 0 where it is no error."""
    if isinstance(value, str):
        return int(value[1:]) if value[:1] == MARK and value[1:].isdecimal() else 0
    if isinstance(value, int) and not isinstance(value, bool):
        number = value - _COM_ERROR
        return number if 2000 <= number < 2100 else 0
    return 0


def read_numbers(raw: Raw) -> Numbers:
    """A raw value as numbers.

    A number typed as text counts, in Thai digits too, exactly as a workbook's cells are read; TRUE and FALSE
    are text. A number beyond Excel's largest is #NUM!.
    """
    cells, shape = flat(raw)
    error = np.zeros(len(cells), dtype=np.int64)
    text = np.zeros(len(cells), dtype=np.bool_)
    if not set(map(type, cells)) <= {float, type(None)}:
        for i, cell in enumerate(cells):
            if type(cell) is not float and cell is not None:
                cells[i], error[i], text[i] = _odd_number(cell)
    value = as_decimals(np.array(cells, dtype=np.float64))
    endless = np.isinf(value)
    error[endless] = Code.NUM
    value[endless] = np.nan
    return Numbers(value.reshape(shape), error.reshape(shape), text.reshape(shape))


def _odd_number(cell: object) -> tuple[float, int, bool]:
    """Number, error and whether it is text, of a cell that is neither a float nor empty."""
    if number := error_number(cell):
        return np.nan, number, False
    if isinstance(cell, str):
        if not tidy(cell):
            return np.nan, 0, False
        found, _ = read_number(cell, _ACTUAL)
        return (np.nan, 0, True) if found is None else (found, 0, False)
    if isinstance(cell, int | float | Decimal | np.number) and not isinstance(cell, bool):
        return float(cell), 0, False
    return np.nan, 0, True


@dataclass(frozen=True, slots=True)
class Words:
    """A block of cells read for words: `code` (rows, columns) is what each means, `error` as in Numbers."""

    code: Ints
    error: Ints


def read_words(raw: Raw, known: Mapping[str | float, int], default: int | None) -> Words:
    """A raw value as words; `known` maps each word (tidied, lower case) and each number to its code.

    A single blank is the default, where there is one; in a range a blank is #N/A, for nobody said which word
    it stands for. Any other word is #VALUE!.
    """
    cells, shape = flat(raw)
    meant: dict[Any, tuple[int, int]] = {}
    for cell in set(cells):
        key = tidy(cell).lower() if isinstance(cell, str) else cell
        if number := error_number(cell):
            meant[cell] = 0, number
        elif key in (None, ""):
            single = len(cells) == 1 and default is not None
            meant[cell] = (default or 0, 0) if single else (0, Code.NA)
        elif key in known and not isinstance(key, bool):
            meant[cell] = known[key], 0
        else:
            meant[cell] = 0, Code.VALUE
    pairs = np.array([meant[cell] for cell in cells], dtype=np.int64)
    return Words(pairs[:, 0].reshape(shape), pairs[:, 1].reshape(shape))


def vocabulary(
    choices: Iterable[Choice], order: Sequence[str], **more: Iterable[str]
) -> dict[str | float, int]:
    """Words for `read_words`: the keys and the labels that the workbook shows, as positions in `order`.

    `more` are further words for a key.
    """
    known: dict[str | float, int] = {key: position for position, key in enumerate(order)}
    pairs = chain(
        ((choice.key, choice.label) for choice in choices),
        ((key, word) for key, words in more.items() for word in words),
    )
    known.update((tidy(word).lower(), known[key]) for key, word in pairs)
    return known


def one_word(raw: Raw, known: Mapping[str | float, int], default: int) -> int:
    """The code of a single word. Refused for a range and for an error."""
    words = read_words(raw, known, default)
    if words.code.size != 1:
        raise Refused(Code.VALUE)
    if words.error.any():
        raise Refused(int(words.error[0, 0]))
    return int(words.code[0, 0])


def common_shape(*shapes: tuple[int, int]) -> tuple[int, int]:
    """The shape that blocks have together; one row, column or cell serves all. Refused (#VALUE!) else."""
    try:
        rows, columns = np.broadcast_shapes(*shapes)
    except ValueError:
        raise Refused(Code.VALUE) from None
    return rows, columns


def spread(block: npt.NDArray[Any], shape: tuple[int, int]) -> npt.NDArray[Any]:
    """A block over the common shape, cell by cell (n,)."""
    return np.broadcast_to(block, shape).reshape(-1)


def first_error(*errors: Ints) -> Ints:
    """The first error of each cell, in the order of the arguments; 0 where none has one."""
    found = np.zeros_like(errors[0])
    for error in errors:
        found = np.where(found == 0, error, found)
    return found


def row_errors(error: Ints) -> Ints:
    """The first error of each row (n, columns), 0 where a row has none."""
    first: Ints = error[np.arange(len(error)), (error != 0).argmax(axis=1)]
    return first


def token(code: int) -> str:
    """The text that stands for an error on its way to Excel."""
    return f"{MARK}{int(code)}"


def answer(values: npt.NDArray[Any], error: Ints, shape: tuple[int, int]) -> Raw:
    """Values (n,) with the tokens of their errors as Excel takes them: one value, or a list of rows."""
    bad = np.flatnonzero(error)
    if bad.size:
        values = values.astype(object)
        values[bad] = [token(code) for code in error[bad].tolist()]
    if shape == (1, 1):
        return values.tolist()[0]
    rows: list[list[Any]] = values.reshape(shape).tolist()
    return rows
