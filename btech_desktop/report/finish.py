"""After the layout: language, title and settings that ReportLab does not write; the same bytes for the same input."""

from datetime import date
from io import BytesIO

import pikepdf

from btech_desktop.language import tr


def finish(laid_out: bytes, *, title: str, language: str, made_on: date) -> bytes:
    """The PDF with its language, its metadata and a window title."""
    stamp = f"{made_on:%Y-%m-%d}T00:00:00Z"
    with pikepdf.open(BytesIO(laid_out)) as pdf:
        pdf.Root.Lang = pikepdf.String(language)
        pdf.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
        pdf.Root.PageMode = pikepdf.Name.UseOutlines
        for key in list(pdf.docinfo.keys()):
            del pdf.docinfo[str(key)]
        pdf.docinfo["/Title"] = pikepdf.String(title)
        pdf.docinfo["/Creator"] = pikepdf.String("btech-desktop")
        pdf.docinfo["/Producer"] = pikepdf.String(tr("ReportLab, pikepdf"))
        pdf.docinfo["/CreationDate"] = pikepdf.String(f"D:{made_on:%Y%m%d}000000Z")
        pdf.docinfo["/ModDate"] = pikepdf.String(f"D:{made_on:%Y%m%d}000000Z")
        with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as meta:
            meta["dc:title"] = title
            meta["dc:language"] = [language]
            meta["xmp:CreatorTool"] = "btech-desktop"
            meta["xmp:CreateDate"] = stamp
            meta["xmp:ModifyDate"] = stamp
            meta["pdf:Producer"] = tr("ReportLab, pikepdf")
        out = BytesIO()
        pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()
