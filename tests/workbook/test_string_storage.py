"""Texts are held alike whatever else is installed beside pandas."""

from __future__ import annotations

import pandas as pd
import pytest

from addin.rules import frames
from workbook.frames import empty
from workbook.schema import BY_NAME


@pytest.mark.parametrize("made", [empty(BY_NAME["tblUnit"])["unit_code"], frames.text_column(["ก", "ข"])])
def test_texts_are_python_strings(made: pd.Series) -> None:  # type: ignore[type-arg]
    """pyarrow, which pandas would prefer where it is installed, holds no column of ours."""
    assert getattr(made.dtype, "storage", "python") == "python"
