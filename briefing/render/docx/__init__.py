"""Renders a document as a Word file, in the program's own styles or in those of a template.

Headings, lists and tables are Word's own, sources are footnotes, and a source that is cited again
is a cross-reference to its footnote. Python-docx opens and saves the file; what stands in it is
built as elements, because python-docx knows no footnotes and is slow with long tables.
"""

from briefing.render.docx.writer import InvalidTemplate, Paper, render

__all__ = ["InvalidTemplate", "Paper", "render"]
