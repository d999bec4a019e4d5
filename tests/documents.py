"""Small files of every kind that the tests make themselves."""

import io
import zipfile
from xml.sax.saxutils import escape

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
CONTENT_TYPES = "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>"
CORE = (
    "<cp:coreProperties xmlns:cp='http://schemas.openxmlformats.org/package/2006/metadata/"
    "core-properties' xmlns:dc='http://purl.org/dc/elements/1.1/'>{}</cp:coreProperties>"
)
CONTAINER = (
    "<container xmlns='urn:oasis:names:tc:opendocument:xmlns:container'><rootfiles><rootfile "
    "full-path='OEBPS/book.opf' media-type='application/oebps-package+xml'/></rootfiles>"
    "</container>"
)
PACKAGE = (
    "<package xmlns='http://www.idpf.org/2007/opf' xmlns:dc='http://purl.org/dc/elements/1.1/'>"
    "<metadata><dc:title>{title}</dc:title><dc:language>{language}</dc:language></metadata>"
    "<manifest>{items}</manifest><spine>{order}</spine></package>"
)
ODF = "urn:oasis:names:tc:opendocument:xmlns"


def make_zip(files, method=zipfile.ZIP_DEFLATED):
    """A zip of {name: text or bytes}."""
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return body.getvalue()


def make_docx(body, core="", **parts):
    """A Word document with this markup in its body; other parts of `word/` by their names."""
    document = (
        f"<w:document xmlns:w='{WORD}' xmlns:m='http://schemas.openxmlformats.org/officeDocument/"
        "2006/math' xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'>"
        f"<w:body>{body}</w:body></w:document>"
    )
    types = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relations = "".join(f"<Relationship Type='{types}/{n}' Target='{n}.xml'/>" for n in parts)
    files = {
        "[Content_Types].xml": CONTENT_TYPES,
        "word/document.xml": document,
        "word/_rels/document.xml.rels": f"<Relationships>{relations}</Relationships>",
        "docProps/core.xml": CORE.format(core),
    }
    return make_zip(files | {f"word/{name}.xml": part for name, part in parts.items()})


def paragraph(text):
    """A paragraph of a Word document."""
    return f"<w:p><w:r><w:t xml:space='preserve'>{escape(text)}</w:t></w:r></w:p>"


def make_epub(pages, title="A Book", language="en", extra=None):
    """A book of XHTML pages, given their bodies in reading order."""
    numbers = range(len(pages))
    items = "".join(
        f"<item id='p{n}' href='p%20{n}.xhtml' media-type='application/xhtml+xml'/>"
        for n in reversed(numbers)
    )
    order = "".join(f"<itemref idref='p{n}'/>" for n in numbers)
    package = PACKAGE.format(title=title, language=language, items=items, order=order)
    files = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": CONTAINER,
        "OEBPS/book.opf": package,
    }
    page = "<html xmlns='http://www.w3.org/1999/xhtml'><head/><body>{}</body></html>"
    files |= {f"OEBPS/p {n}.xhtml": page.format(body) for n, body in enumerate(pages)}
    return make_zip(files | (extra or {}))


def make_odt(body, **files):
    """An OpenDocument text with this markup in it."""
    content = (
        f"<office:document-content xmlns:office='{ODF}:office:1.0' xmlns:text='{ODF}:text:1.0'>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    named = {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content}
    return make_zip(named | files)


def make_pdf(*pages, info="", catalog="", page="", filter=""):
    """A PDF whose pages have these contents: operators of ISO 32000-2, in Latin-1.

    `info`, `catalog` and `page` are entries of these dictionaries, and `filter` is that of the
    contents.
    """
    filter = f"/Filter/{filter}" if filter else ""
    kids = " ".join(f"{5 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        f"<</Type/Catalog/Pages 2 0 R {catalog}>>",
        f"<</Type/Pages/Count {len(pages)}/Kids[{kids}]>>",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
        f"<<{info}>>",
    ]
    for number, content in enumerate(pages):
        objects.append(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 400]/Resources<</Font<</F1 3 0 R"
            f">>>>/Contents {6 + 2 * number} 0 R {page}>>"
        )
        objects.append(f"<</Length {len(content)}{filter}>>\nstream\n{content}\nendstream")
    body, places = "%PDF-1.7\n", []
    for number, text in enumerate(objects, 1):
        places.append(len(body))
        body += f"{number} 0 obj\n{text}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    trailer = f"trailer\n<</Size {size}/Root 1 0 R/Info 4 0 R>>\nstartxref\n{len(body)}\n%%EOF\n"
    return f"{body}xref\n0 {size}\n0000000000 65535 f \n{table}{trailer}".encode("latin-1")


def lines(*texts, size=12, left=20, top=350, leading=14):
    """The content of a page with these lines of text below each other."""
    shown = "".join(f"({text}) Tj 0 -{leading} Td " for text in texts)
    return f"BT /F1 {size} Tf {left} {top} Td {shown}ET\n"
