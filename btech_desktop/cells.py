"""Text in a cell of a table that a spreadsheet program will open: never a formula; pure."""

import re
from typing import Final

# A cell that begins so is taken for a formula; an apostrophe before it makes it text.
# East Asian spreadsheets take the full-width forms (U+FF1D and so on) for the same signs.
_SIGNS: Final = "=+\\-@\uff1d\uff0b\uff0d\uff20"
_FORMULA: Final = re.compile(rf'(?:\A\s*|[;\t\r\n](?:[^\S\r\n]|")*)(?=[{_SIGNS}])')
"""Where one may begin: at the start, and wherever a program that takes semicolons or tabs for separators, as many do in
Europe, begins a cell or a row: those do not heed the quotation marks of a table separated by commas."""
_BREAKS: Final = ("\t", "\r", "\n")


def harmless(text: str) -> str:
    """The text, with an apostrophe wherever a spreadsheet would take what follows for a formula."""

    def held(found: re.Match[str]) -> str:
        # Some programs drop the blanks before a formula, so the mark stands before them, but after what ends a cell.
        blank = found[0]
        return f"{blank}'" if re.search(r"[;\t\r\n]", blank) else f"'{blank}"

    marked = _FORMULA.sub(held, text)
    return f"'{marked}" if marked.startswith(_BREAKS) else marked
