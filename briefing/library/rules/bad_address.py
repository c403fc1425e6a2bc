"""Addresses that no answer can link to."""

import re
from collections.abc import Iterator
from typing import Final

from briefing.library.loader import LoadedFiles
from briefing.library.rules.base import Finding
from briefing.library.source_text import quote
from briefing.model.addresses import is_safe_url
from briefing.model.diagnostics import Rule

RULE: Final = Rule(
    id="bad-address",
    severity="warning",
    description="An address begins with https://, http:// or mailto:, so that it can be followed.",
    example_file="sources.yaml",
    good="charter: {title: Charter, published: 1949, url: https://example.org/charter}\n",
    bad="charter: {title: Charter, published: 1949, url: example.org/charter}\n",
)

# A host, with a dot in it, and perhaps a path.
_WITHOUT_SCHEME: Final = re.compile(r"(?:[\w-]{1,63}\.)+[A-Za-z]{2,63}(?::\d+)?(?:[/?#]\S*)?")

_LONGEST: Final = 200


def check(files: LoadedFiles) -> Iterator[Finding]:
    """Yield the addresses that may not be followed."""
    for loaded, value in files.iter_values("address"):
        if is_safe_url(value.text):
            continue
        is_cut = len(value.text) <= _LONGEST and _WITHOUT_SCHEME.fullmatch(value.text)
        suggestion = f"https://{value.text}" if is_cut else ""
        message = f"{quote(value.text)} is no address of a page; write it with https:// in front."
        yield Finding(loaded.location, value.path, message, suggestion)
