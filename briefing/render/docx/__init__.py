"""Renders a document as a Word file, in the program's own styles or in those of a template.

Headings, lists and tables are Word's own, sources are footnotes, and a source that is cited again
is a cross-reference to its footnote. Python-docx opens and saves the file; its content is built as
elements, because python-docx does not support footnotes and is slow with long tables.
"""

from briefing.render.docx.writer import InvalidTemplate, render

__all__ = ["InvalidTemplate", "render"]
