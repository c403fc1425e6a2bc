"""Which addresses may be followed from an answer."""


def is_safe_url(url: str) -> bool:
    """Return whether an address may be followed: only those of the web and of mail may."""
    scheme, _, rest = url.partition(":")
    match scheme.lower():
        case "http" | "https":
            return rest.startswith("//") and rest[2:3] != "/" and _begins(rest[2:])
        case "mailto":
            return _begins(rest)
    return False


def _begins(rest: str) -> bool:
    return bool(rest) and not rest[0].isspace()
