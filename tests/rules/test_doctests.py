"""The examples in the docstrings of the rules are true."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

from addin import rules

MODULES = [module.name for module in pkgutil.iter_modules(rules.__path__)]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_hold(name: str):
    """Every >>> line gives what stands under it."""
    failed, _ = doctest.testmod(importlib.import_module(f"addin.rules.{name}"))
    assert failed == 0
