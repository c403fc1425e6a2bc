"""Inputs that nobody would write, for the reader of files and for the whole program.

    PYTHONPATH=tests python -m fuzz reader --minutes 8
    PYTHONPATH=tests python -m fuzz whole --minutes 8

`pytest tests/test_fuzz.py` tries a few hundred of each.
"""
