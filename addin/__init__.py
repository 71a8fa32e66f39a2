"""Samret: what Excel's buttons and formulas, the batch and the command line run."""

__version__ = "0.1.0"
