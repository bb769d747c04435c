"""Text in a cell of a table that a spreadsheet program will open: never a formula; pure."""

# A cell that begins so is taken for a formula; an apostrophe before it makes it text.
# East Asian spreadsheets take the full-width forms (U+FF1D and so on) for the same signs.
_FORMULA_STARTS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_BREAKS = ("\t", "\r", "\n")


def harmless(text: str) -> str:
    """The text, with an apostrophe before it where a spreadsheet would take it for a formula."""
    # Some programs drop the blanks before a formula.
    begins = text.startswith(_BREAKS) or text.lstrip().startswith(_FORMULA_STARTS)
    return f"'{text}" if begins else text
