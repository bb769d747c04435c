"""After the layout: structure, language, title, colours and archive claims; the same bytes for the same input."""

import zlib
from datetime import date
from io import BytesIO
from typing import Final
from xml.sax.saxutils import escape

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream, String

from btech_desktop.language import tr
from btech_desktop.report import carrying, places, structure
from btech_desktop.report.carrying import Attachment
from btech_desktop.report.colour import srgb
from btech_desktop.report.tagging import Drawn

CREATOR: Final = "btech-desktop"
RUN_ON: Final = b"\r\nendstream"


def finish(drawn: Drawn, *, title: str, language: str, made_on: date, attachment: Attachment | None = None) -> bytes:
    """The PDF as an accessible (PDF/UA-1) and lasting file: PDF/A-2a, or PDF/A-3a where it carries data."""
    with pikepdf.open(BytesIO(drawn.pdf)) as pdf:
        structure.write(pdf, drawn)
        structure.repair_text_maps(pdf)
        places.write(pdf, drawn.anchors)
        pdf.Root.Lang = String(language)
        pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
        pdf.Root.PageMode = Name.UseOutlines
        pdf.Root.OutputIntents = Array([_colours(pdf)])
        producer = tr("ReportLab, pikepdf")
        for key in list(pdf.docinfo.keys()):
            del pdf.docinfo[str(key)]
        day = f"D:{made_on:%Y%m%d}000000Z"
        told = {"Title": title, "Creator": CREATOR, "Producer": producer, "CreationDate": day, "ModDate": day}
        subject = ""
        if attachment is not None:
            carrying.embed(pdf, attachment)
            told["Subject"] = attachment.said
            subject = _SUBJECT.format(subject=escape(attachment.said))
        for name, value in told.items():
            pdf.docinfo[f"/{name}"] = String(value)
        metadata = _XMP.format(
            title=escape(title),
            language=escape(language),
            creator=CREATOR,
            producer=escape(producer),
            stamp=f"{made_on:%Y-%m-%d}T00:00:00Z",
            subject=subject,
            archive=_ARCHIVE.format(part=2 if attachment is None else 3),
        )
        pdf.Root.Metadata = pdf.make_stream(metadata.encode(), Type=Name.Metadata, Subtype=Name.XML)
        return _saved(pdf)


def _saved(pdf: pikepdf.Pdf) -> bytes:
    """The file, the same for the same content.

    Raw data that end in a carriage return run into the line feed before ``endstream``: a reader which takes both for
    the end of a line counts one byte less than the stream's length, which PDF/A forbids (ISO 19005-2, 6.1.7.1).
    """
    for stream in pdf.objects:
        if isinstance(stream, Stream) and stream.get(Name.Type) not in (Name.Metadata, Name.EmbeddedFile):
            _pack(stream)
    for shifted in (None, Name.ViewerPreferences, Name.MarkInfo, Name.OutputIntents):
        if shifted is not None:  # an object more moves all others to another place in the streams made of them
            pdf.Root[shifted] = pdf.make_indirect(pdf.Root[shifted])
        out = BytesIO()
        pdf.save(
            out,
            deterministic_id=True,
            min_version="1.7",
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            fix_metadata_version=False,
        )
        if RUN_ON not in out.getvalue():
            break
    return out.getvalue()


def _pack(stream: Stream) -> None:
    """Compress what is not, and add white space until the end of the data is no carriage return."""
    packed = stream.read_raw_bytes()
    if Name.Filter in stream and not packed.endswith(b"\r"):
        return
    content = stream.read_bytes()
    while (packed := zlib.compress(content, 6)).endswith(b"\r"):
        content += b"\n"
    if Name.Length1 in stream:
        stream.Length1 = len(content)
    stream.write(packed, filter=Name.FlateDecode)


def _colours(pdf: pikepdf.Pdf) -> Dictionary:
    return Dictionary(
        Type=Name.OutputIntent,
        S=Name.GTS_PDFA1,
        OutputConditionIdentifier=String("sRGB"),
        Info=String("sRGB"),
        DestOutputProfile=pdf.make_stream(srgb(), N=3),
    )


_SUBJECT: Final = """<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>
"""
# PDF/A allows only properties that are known or described: those of PDF/UA are described.
_ARCHIVE: Final = """<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>{part}</pdfaid:part>
<pdfaid:conformance>A</pdfaid:conformance>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 to which the file conforms</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""
_XMP: Final = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
{subject}<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
<xmp:CreatorTool>{creator}</xmp:CreatorTool>
<xmp:CreateDate>{stamp}</xmp:CreateDate>
<xmp:ModifyDate>{stamp}</xmp:ModifyDate>
<pdf:Producer>{producer}</pdf:Producer>
<pdfuaid:part>1</pdfuaid:part>
</rdf:Description>
{archive}</rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>
"""
