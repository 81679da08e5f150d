"""Every word of the page is there in both languages, and none is left over."""

import re
from importlib.resources import files

from zoning.app import said

KINDS = {"unassigned", "cut_off", "over", "far", "closed", "candidate", "block", "school"}
"""Words that are asked for by what the server calls a thing."""


def test_words_are_all_there_and_all_used():
    page = files("zoning.app") / "page"
    text = "".join(
        file.read_text(encoding="utf-8") for file in page.iterdir() if file.suffix in (".js", ".html")
    )
    asked = set(re.findall(r'say\("(\w+)"', text)) | set(re.findall(r'data-say="(\w+)"', text))
    listed = set(re.findall(r'\["(\w+)", ', text)) | set(re.findall(r'"(\w+)"[,\]]', text))
    assert asked | KINDS <= set(said.page())
    assert set(said.page()) <= asked | listed | KINDS
    assert all(word["zh"] and word["en"] for word in said.page().values())
