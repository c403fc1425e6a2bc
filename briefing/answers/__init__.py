"""The questions that a library answers: each is a function that returns a view."""
