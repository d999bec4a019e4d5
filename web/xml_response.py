"""Answers in XML: feeds, charts and the sitemap, whatever characters strangers put into them."""

import re

from flask import Response

# Characters that XML forbids, even escaped (XML 1.0, section 2.2).
FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def respond_xml(markup: str, content_type: str) -> Response:
    """Answer with the markup; U+FFFD replaces the characters that XML forbids."""
    return Response(FORBIDDEN.sub("\ufffd", markup), content_type=content_type)
