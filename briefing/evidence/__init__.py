"""Whether the texts of sources say what a library quotes from them, and where."""
