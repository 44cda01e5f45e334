"""What people type to see the whole of a list: `all`, `all 2`."""

import re

_ALL = re.compile(r"(?:show )?(?:all|everything|everybody|more)(?: (?:page )?(?P<page>\d{1,3}))?")
_PAGE = re.compile(r"page (?P<page>\d{1,3})")


def read_page(folded: str) -> int | None:
    """Which page of all there is; None where something else is meant."""
    found = _ALL.fullmatch(folded) or _PAGE.fullmatch(folded)
    return None if found is None else int(found["page"] or 1)
