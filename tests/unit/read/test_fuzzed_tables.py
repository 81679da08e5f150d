"""What the fuzzer of tables found, kept: each is read, or refused in words."""

import pytest
from small_files import schools_file

from zoning import tables
from zoning.read import layer
from zoning.scenario import TableInput


@pytest.mark.parametrize("encoding", ["hex", "base64", "rot13", "idna", "undefined", "punycode", "bz2"])
def test_a_codec_of_python_that_is_none_of_texts_is_refused(tmp_path, encoding):
    path = schools_file(tmp_path)
    found = layer.read(TableInput(path=path, datum="wgs84", encoding=encoding), tables.schools()).found
    assert [problem.text.en for problem in found.problems] == [f"{path.as_posix()}: encoding {encoding!r} is not known; say utf-8 or gb18030"]  # fmt: skip
