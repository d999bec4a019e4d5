"""The documents link to files that exist."""

import re

import pytest

from settings import ROOT

DOCUMENTS = [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")]
LINKS = [
    pytest.param(document, target, id=f"{document.name}: {target}")
    for document in DOCUMENTS
    for target in re.findall(r"\]\(([^)\s]+)\)", document.read_text())
    if not target.startswith(("http:", "https:", "mailto:", "#"))
]


@pytest.mark.parametrize(("document", "target"), LINKS)
def test_a_link_leads_to_a_file(document, target):
    assert (document.parent / target.partition("#")[0]).exists()
