"""The Word report: every number in it comes from run.json, and the paper is as a bureau's."""

import io
import json
import re
import zipfile

import docx
import pandas as pd
import pytest
import recomputed
import toy_layout
from docx.oxml.ns import qn
from docx.shared import Cm
from matplotlib import pyplot as plt
from recomputed import at, cells, computed, numbers, sentences

from zoning.export import report_docx
from zoning.export.report_docx.facts import Facts, Quote
from zoning.export.report_docx.pieces import Formula, Grid, Heading, Paragraph, Prompt
from zoning.export.workbook import Sheet
from zoning.layout.record import record
from zoning.words import Text

NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?%?")
LABEL = re.compile(r"(附表 |表 |图 |Annex table |Table |Figure )\d+(-\d+)?")
CHAPTER = re.compile(r"^\d+(\.\d+)? ")


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    made = toy_layout.made(tmp_path_factory.mktemp("town") / "town")
    return json.loads(json.dumps(record(made), ensure_ascii=False, allow_nan=False))


@pytest.fixture(scope="module")
def bare(tmp_path_factory):
    """Without any works."""
    return json.loads(json.dumps(record(toy_layout.made(tmp_path_factory.mktemp("town") / "town", ""))))


@pytest.fixture(scope="module")
def paper(run):
    return opened(report_docx.report(run, charts={"pupils": picture(), "seats_primary": picture()}))


def opened(data):
    return docx.Document(io.BytesIO(data))


def picture():
    figure, axes = plt.subplots(figsize=(6, 3))
    axes.plot([1, 2])
    out = io.BytesIO()
    figure.savefig(out, format="png")
    plt.close(figure)
    return out.getvalue()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_number_is_recomputed_from_run_json(run, bare, lang):
    for given in (run, bare):
        assert recomputed.every_number(given, lang) > 300


def test_words_from_the_record_are_as_they_stand_there(run):
    quotes = [cell for cell in cells(report_docx.contents(run)) if isinstance(cell, Quote)]
    quotes += [
        part
        for sentence in sentences(report_docx.contents(run))
        for part in sentence.parts
        if isinstance(part, Quote)
    ]
    assert quotes
    for quote in quotes:
        if quote.of.startswith("/inputs/"):  # the name of a file, the beginning of its sum
            assert quote.shown in str(at(run, quote.of))
        else:
            assert quote.shown == str(at(run, quote.of) or "")


def leaves(value):
    """The words in the record."""
    if isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from leaves(item)
    elif isinstance(value, str):
        yield value


def stated(run, pieces):
    """The numbers that may stand in the document and are no number of the run: years and dates as the record has them in words, formulas, lettering."""
    formulas = {
        n
        for piece in pieces
        if isinstance(piece, Formula)
        for text in (piece.text, piece.letters)
        for n in NUMBER.findall(text)
    }
    year, month, day = run["title"]["data_date"].split("-")
    return formulas | {year, month.lstrip("0"), day.lstrip("0"), "256"}  # sha256


def allowed(run, pieces):
    from_words = {n for leaf in leaves(run) for n in NUMBER.findall(leaf)}
    years = {str(year) for year in run["years"]}
    said = {n for number in numbers(pieces) for n in NUMBER.findall(number.shown)}
    return said | from_words | years | stated(run, pieces)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_other_number_is_in_the_document(run, lang):
    made = opened(report_docx.report(run, charts={"pupils": picture()}, lang=lang))
    pieces = report_docx.contents(run, lang=lang)
    known = allowed(run, pieces)
    texts = [paragraph.text for paragraph in made.paragraphs]
    texts += [cell.text for table in made.tables for row in table.rows for cell in row.cells]
    ahead = {str(row["ahead"]) for row in run["forecast"]["back_test"]}
    sums = {source["sha256"][:12] for source in run["inputs"].values()}
    for text in texts:
        if text in sums:
            continue
        left = CHAPTER.sub("", LABEL.sub("", text))
        strange = [number for number in NUMBER.findall(left) if number not in known | ahead]
        assert strange == [], text


def test_what_the_document_says_is_what_the_statements_say(run, paper):
    """Nothing is added on the way to the paper but captions, cover and list of contents."""
    pieces = report_docx.contents(run)
    said = {"".join(s.text for s in piece.sentences) for piece in pieces if isinstance(piece, Paragraph)}
    said |= {piece.note.text for piece in pieces if isinstance(piece, Grid) and piece.note}
    said |= {text for piece in pieces if isinstance(piece, Formula) for text in (piece.text, piece.letters)}
    said |= {f"〔{piece.text}〕" for piece in pieces if isinstance(piece, Prompt)}
    said |= {piece.text for piece in pieces if isinstance(piece, Heading)}
    start = next(at for at, p in enumerate(paper.paragraphs) if p.style.name == "Heading 1")
    for paragraph in paper.paragraphs[start:]:
        if paragraph.style.name == "Caption" or not paragraph.text:
            continue
        text = re.sub(r"（见[附表图 \d、-]+）", "", paragraph.text)
        assert text in said, paragraph.text


def test_a_number_cannot_be_written_by_hand(run):
    facts = Facts(run, "zh")
    with pytest.raises(ValueError, match="not from the record"):
        facts.say(Text("共 3 所", "3 schools"))
    with pytest.raises(ValueError, match="not from the record"):
        facts.say(Text("共 {n} 所", "{n} schools"), n="3")


def test_what_is_said_is_told_to_machines_too(run):
    said = report_docx.said(run)
    assert [entry["text"] for entry in said] == [text for text, n in report_docx.statements(run) if n]
    for entry in said:
        for number in entry["numbers"]:
            assert number["shown"] in entry["text"]
            assert number["value"] is None or computed(run, number["of"], number["by"]) == pytest.approx(
                number["value"]
            )
    json.dumps(said, allow_nan=False)


# ---- what it says ------------------------------------------------------------------------------------


def text_of(run, **more):
    return "\n".join(text for text, _ in report_docx.statements(run, **more))


def test_the_schools_at_the_end_are_shown_as_a_sum(run):
    said = text_of(run)
    assert "小学：保留1 + 新建1 = 2所；撤并1所不计入；现状为2所。" in said
    assert "初中：保留1 = 1所；没有撤并；现状为1所。" in said


def test_norms_that_are_not_checked_are_said_to_be_so(run):
    open_, all_ = len(run["rules"]["unverified"]), len(run["rules"]["norms"])
    assert open_ == all_
    assert f"共{all_}项数值" in text_of(run)
    assert "全部数值均尚未与文件原文核对" in text_of(run)
    some = json.loads(json.dumps(run))
    some["rules"]["norms"][0]["verified"] = True
    assert f"其中{all_ - 1}项尚未与文件原文核对" in text_of(some)
    for norm in some["rules"]["norms"]:
        norm["verified"] = True
    assert "全部数值已与文件原文核对" in text_of(some)


def test_what_is_proved_is_quoted(run):
    assert f"方案：{run['programme']['answer']['proved']['zh']}。" in text_of(run)
    assert run["programme"]["answer"]["proved"]["en"] in text_of(run, lang="en")


def test_gaps_are_short_or_free_never_negative(run):
    assert not re.search(r"[缺余]-?\s?[-−]\d", text_of(run))
    short = json.loads(json.dumps(run))
    short["tables"]["peaks"]["rows"][0] |= {"worst_gap": 1234.0, "worst_gap_year": 2028}
    assert "2028年缺口最大，缺1,234个学位" in text_of(short)


def test_stages_without_zones_of_today_are_said_to_have_none(run):
    assert "初中没有提供现状片区，以推算的基准年片区代替。" in text_of(run)
    assert "小学没有提供现状片区" not in text_of(run)
    assert "小学没有红色预警的学校。" in text_of(run)


def test_without_works_it_says_that_schools_stay(bare):
    said = text_of(bare)
    assert "学校维持现状" in said
    assert "各学段学校均予保留，没有变动。" in said
    assert "投资与预算" not in [
        piece.text for piece in report_docx.contents(bare) if isinstance(piece, Heading)
    ]
    opened(report_docx.report(bare))


def test_english_is_english(run):
    texts = [text for text, _ in report_docx.statements(run, lang="en")]
    known = "".join(leaves(run))
    for text in texts:
        for word in re.findall(r"[一-鿿]+", text):
            assert word in known, text


# ---- the paper ------------------------------------------------------------------------------------------


def test_the_cover_has_title_maker_date_and_marks(paper):
    start = next(at for at, p in enumerate(paper.paragraphs) if p.text.strip() == "目  录")
    cover = [p.text for p in paper.paragraphs[:start]]
    for said in (
        "虚构数据",
        "内部工作用图",
        "玩具镇教育设施布局专项规划",
        "（2027—2032 年）",
        "编制单位：玩具镇教育局",
        "数据日期：2026 年 9 月 1 日",
    ):
        assert said in cover
    assert all("虚构数据" in section.header.paragraphs[0].text for section in paper.sections[1:])


def test_pages_are_a4_and_the_annex_lies_on_its_side(paper):
    sizes = [(section.page_width, section.page_height) for section in paper.sections]
    assert {round(side / Cm(1), 1) for size in sizes for side in size} == {21.0, 29.7}
    assert [width > height for width, height in sizes] == [False, False, True]
    kinds = [section._sectPr.find(qn("w:pgNumType")) for section in paper.sections]
    assert [kind.get(qn("w:start")) for kind in kinds] == ["0", "1", None]


def test_chinese_and_latin_have_fonts_of_their_own(paper):
    for name, east in (
        ("Normal", "仿宋"),
        ("Heading 1", "黑体"),
        ("Heading 2", "黑体"),
        ("Caption", "黑体"),
        ("表内文字", "宋体"),
    ):
        fonts = paper.styles[name].element.rPr.rFonts
        assert fonts.get(qn("w:eastAsia")) == east
        assert fonts.get(qn("w:ascii")) == "Times New Roman"
        assert not [key for key in fonts.attrib if key.endswith("Theme")]


def test_rows_are_whole_and_heads_are_repeated(paper):
    assert len(paper.tables) > 15
    for table in paper.tables:
        rows = table._tbl.tr_lst
        assert rows[0].trPr.find(qn("w:tblHeader")) is not None
        assert all(row.trPr.find(qn("w:cantSplit")) is not None for row in rows)
        widths = [int(column.get(qn("w:w"))) for column in table._tbl.tblGrid]
        assert sum(widths) <= 25.35 * 567


def instructions(document):
    return [element.text.strip() for element in document.element.iter(qn("w:instrText"))]


def test_contents_captions_and_pages_are_fields(paper):
    codes = instructions(paper)
    assert codes[0].startswith("TOC ")
    headings = [p.text for p in paper.paragraphs if p.style.name in ("Heading 1", "Heading 2")]
    listed = [CHAPTER.sub("", p.text).strip() for p in paper.paragraphs if p.style.name.startswith("toc ")]
    assert listed == headings
    captions = [p for p in paper.paragraphs if p.style.name == "Caption"]
    assert len([code for code in codes if code.startswith("SEQ ")]) == len(captions)
    assert [
        element.text.strip() for element in paper.sections[1].footer._element.iter(qn("w:instrText"))
    ] == ["PAGE"]
    assert paper.settings.element.find(qn("w:updateFields")) is not None


def test_tables_are_numbered_within_chapters_and_pointed_to(paper):
    labels = [LABEL.match(p.text)[0] for p in paper.paragraphs if p.style.name == "Caption"]
    assert len(set(labels)) == len(labels)
    assert "表 4-1" in labels
    assert "附表 1" in labels
    pointed = {
        found
        for p in paper.paragraphs
        for see in re.findall(r"（见(.+?)）", p.text)
        for found in see.split("、")
    }
    assert pointed
    assert pointed <= set(labels)
    marks = {mark.get(qn("w:name")) for mark in paper.element.iter(qn("w:bookmarkStart"))}
    assert {code.split()[1] for code in instructions(paper) if code.startswith(("REF ", "PAGEREF "))} <= marks


def test_pictures_that_are_given_stand_with_their_captions_and_others_are_left_out(run, paper):
    assert len(paper.inline_shapes) == 2
    captions = [p.text for p in paper.paragraphs if p.style.name == "Caption" and p.text.startswith("图")]
    assert [caption.split("  ")[1] for caption in captions] == ["学龄人口预测", "小学学位供需"]
    assert all(shape.width <= Cm(15.81) for shape in paper.inline_shapes)
    assert len(opened(report_docx.report(run)).inline_shapes) == 0


def test_tables_of_balance_make_a_chapter(run):
    sheet = Sheet("差异系数", pd.DataFrame({"指标": ["教师"], "差异系数": [0.515]}), [None, "0.000"])
    made = opened(report_docx.report(run, balance=[sheet]))
    assert "优质均衡" in [p.text for p in made.paragraphs if p.style.name == "Heading 1"]
    assert ["教师", "0.515"] in [
        [cell.text for cell in row.cells] for table in made.tables for row in table.rows
    ]


def test_many_years_make_several_tables(run):
    long = json.loads(json.dumps(run))
    more = list(range(2033, 2063))
    for row in long["tables"]["forecast"]["rows"]:
        row |= {str(year): 12345 for year in more}
    columns = [
        {"name": str(year), "zh": str(year), "en": str(year), "format": "#,##0", "words": False}
        for year in more
    ]
    long["tables"]["forecast"]["columns"] += columns
    made = opened(report_docx.report(long))
    parts = [p.text for p in made.paragraphs if p.style.name == "Caption" and "学龄人口预测表" in p.text]
    assert len(parts) > 1
    assert "（续）" in parts[1]


def test_the_same_record_is_the_same_file(run):
    one, two = (report_docx.report(run, charts={"pupils": picture()}) for _ in range(2))
    assert zipfile.ZipFile(io.BytesIO(one)).testzip() is None
    assert one == two
