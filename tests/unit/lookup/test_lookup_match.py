"""What a question means: found where it is certain, asked where it is not, never guessed."""

import asked_town
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.lookup_questions import SLIPS, full_width, slipped
from zoning.lookup.gazetteer import Former, Gazetteer, Name
from zoning.lookup.match import match
from zoning.lookup.near import nearest
from zoning.lookup.plain import plain
from zoning.lookup.streets import Span, Street

S1, S2 = 0, 1
FORMER = [
    Former("红旗小学", "滨河第一小学"),
    Former("老菜市", "丽水苑"),
    Former("解放路", "至善路"),
    Former("谁也不是", "没有的"),
]


@pytest.fixture(scope="module")
def index(measured):
    return asked_town.index(measured, FORMER)


@pytest.fixture(scope="module")
def ask(index):
    return lambda question: match(index.there, index.zone_of, question)


def means(found):
    """Status, zone, and the rules with the names."""
    return found.status, found.zone, [(hit.rule, hit.name, hit.slip) for hit in found.hits]


@pytest.mark.parametrize("question", ["碧水苑", " 碧水 苑 ", "碧水苑3幢2单元501室", "碧水苑12号楼", "碧水苑小区", "文昌街道碧水苑", "山东省滨河市滨河区文昌街道碧水苑3-2-501", "碧水苑的学区", "我家住在碧水苑"])  # fmt: skip
def test_an_estate_by_its_name_however_it_is_written(ask, question):
    assert means(ask(question)) == ("found", S1, [("name", "碧水苑", "")])


@pytest.mark.parametrize(
    ("question", "zone", "rule"),
    [
        ("至善路2号", S1, "number"),
        ("至善路 ２ 号", S1, "number"),
        ("至善路二号3幢501", S1, "number"),
        ("文昌街道至善路60号", S2, "number"),
        ("至善路32号", S1, "number"),
        ("至善路7号", S1, "span"),
        ("至善路10号", S1, "between"),
        ("至善路61号", -1, "between"),
        ("至善路2号碧水苑3幢", S1, "both"),
        ("至善路2号幸福公寓", S1, "number"),
    ],
)
def test_house_numbers(ask, question, zone, rule):
    found = ask(question)
    assert (found.zone, found.hits[0].rule) == (zone, rule)
    assert found.status == ("found" if zone >= 0 else "ask")


def test_a_number_between_two_of_one_zone_is_claimed_and_between_two_zones_asked(ask):
    assert ask("至善路24号").zone == S1  # 20 and 30
    found = ask("至善路50号")  # 32 is S1, 60 is S2
    assert (found.status, found.doubt) == ("ask", "number")
    assert {one.zone for one in found.candidates} == {S1, S2}


def test_a_number_beyond_the_last_is_asked(ask):
    assert (ask("至善路64号").status, ask("至善路64号").doubt) == ("ask", "number")
    assert (ask("至善路11号").status, ask("至善路11号").doubt) == ("ask", "number")


def test_the_other_side_of_the_street_says_nothing(ask):
    assert ask("鼓楼街13号").status == "ask"  # 12 and 14 are both S1, 101 is the next odd one


def test_two_estates_of_one_name_in_different_zones_are_asked(ask):
    found = ask("幸福小区")
    assert (found.status, found.doubt) == ("ask", "zones")
    assert {(one.name, one.under, one.zone) for one in found.candidates} == {("幸福小区", "鼓楼街12号", S1), ("幸福小区", "鼓楼街101号", S2)}  # fmt: skip
    assert means(ask("柳泉镇幸福小区"))[:2] == ("found", S1)
    assert means(ask("文昌街道幸福小区5号楼"))[:2] == ("found", S2)


def test_the_right_name_in_another_subdistrict_is_asked(ask):
    assert (ask("柳泉镇碧水苑").status, ask("柳泉镇碧水苑").doubt) == ("ask", "elsewhere")
    assert ask("东关街道碧水苑").doubt == "elsewhere"


def test_parts_of_an_estate_answer_for_the_whole_where_they_agree(ask):
    assert means(ask("四季雅苑")) == (
        "found",
        S1,
        [("begins", "四季雅苑北区", ""), ("begins", "四季雅苑南区", "")],
    )
    assert (ask("马厂村").status, ask("马厂村").doubt) == ("ask", "zones")
    assert means(ask("马厂村二组")) == ("found", S1, [("name", "马厂村二组", "")])
    assert ask("四季雅苑东区").status == "unknown"
    assert ask("马厂村四组").status == "unknown"


def test_schools_and_communities(ask):
    assert means(ask("滨河一小")) == ("found", S1, [("school", "滨河第一小学", "")])
    assert means(ask("东湖小学")) == ("found", S2, [("school", "东州市东湖小学", "")])
    assert means(ask("东社区")) == ("found", S2, [("community", "东社区", "")])
    assert len(ask("东社区").blocks) == 6


def test_former_names_of_estates_schools_and_streets(ask):
    assert means(ask("老菜市")) == ("found", S1, [("former", "老菜市", "")])
    assert ask("老菜市").hits[0].said == ("丽水苑",)
    assert means(ask("红星机械厂宿舍"))[:2] == ("found", S1)
    assert means(ask("红旗小学"))[:2] == ("found", S1)
    assert means(ask("解放路60号"))[:2] == ("found", S2)
    assert ask("谁也不是").status == "unknown"


def test_one_block_may_hold_two_estates(ask):
    assert means(ask("翰林嘉园")) == ("found", S2, [("name", "翰林嘉园", "")])
    assert means(ask("学府公寓"))[:2] == ("found", S2)


@pytest.mark.parametrize(
    ("question", "zone", "slip"),
    [
        ("碧水院", S1, "sound"),
        ("锦秀花园", S2, "sound"),
        ("翰林佳园3幢", S2, "sound"),
        ("四季苑雅北区", S1, "order"),
        ("致善路60号", S2, "sound"),
        ("至善60号", S2, "stem"),
        ("bsy", S1, "letters"),
        ("bishuiyuan", S1, "letters"),
        ("BI SHUI YUAN", S1, "letters"),
        ("zsl60", S2, "letters"),
        ("zhishanlu60hao", S2, "letters"),
        ("chang'an li", S2, "letters"),
        ("zhanganli", S2, "letters"),
    ],
)
def test_one_kind_of_slip_is_understood(ask, question, zone, slip):
    found = ask(question)
    assert (found.status, found.zone, found.hits[0].slip) == ("found", zone, slip)
    assert 0.8 <= found.hits[0].score < 1


@pytest.mark.parametrize("question", ["新碧水苑", "碧云苑", "碧水苑东区", "锦绣家园", "至善街60号", "至善路", "晚霞路232号", "没有这个地方", "x", "号", "一"])  # fmt: skip
def test_another_name_is_not_taken_for_one_that_is_like_it(ask, question):
    assert ask(question).status != "found"


def told_apart(**zones):
    """A gazetteer of nothing but names, and the zone of each."""
    called = tuple(zones)
    names = tuple(Name(text, plain(text), "place", (b,)) for b, text in enumerate(called))
    return Gazetteer(names, (), called, ("",) * len(called), ("",) * len(called)), list(zones.values())


def test_a_slip_that_fits_two_names_is_asked():
    found = match(
        *told_apart(碧水苑=0, 碧水院子=1), "碧水院"
    )  # the first by its sound, the second with a character lost
    assert (found.status, {one.zone for one in found.candidates}) == ("ask", {0, 1})
    assert match(*told_apart(碧水苑=0, 碧水院子=0), "碧水院").status == "found"


def test_what_may_be_the_name_of_another_estate_is_not_taken_for_a_slip():
    assert match(*told_apart(清和家园=0), "清和家苑").status == "unknown"
    assert match(*told_apart(清和家园=0), "青和家园").zone == 0
    assert match(*told_apart(云锦苑=0), "锦云苑").status == "unknown"


def test_a_longer_name_answers_where_only_the_word_for_estate_is_left_out():
    assert match(*told_apart(梨园小区=0), "梨园").zone == 0
    for longer in ("梨园新村", "梨园花园", "梨园南区"):
        found = match(*told_apart(**{longer: 0}), "梨园")
        assert (found.status, found.doubt, found.candidates[0].name) == ("ask", "part", longer)
    assert match(*told_apart(梨园北区=0, 梨园南区=0), "梨园").zone == 0
    assert match(*told_apart(梨园新村=0, 梨园南区=0), "梨园").status == "ask"


def test_an_unknown_group_is_that_of_its_village_only_where_the_village_is_whole():
    assert match(*told_apart(马厂村=0), "马厂村7组").zone == 0
    assert match(*told_apart(马厂村=0, 马厂村三组=0), "马厂村7组").status == "unknown"


def test_initials_that_two_names_share_are_asked(ask, index):
    shared = [typed for typed, of in index.there.by_letters.items() if len(of) > 1 and len({index.there.names[i].shown for i in of}) > 1]  # fmt: skip
    assert "xfxq" not in shared
    assert ask("xfxq").status == "ask"  # 幸福小区, twice


def test_a_place_beside_the_one_named_is_asked(ask):
    assert (ask("至善路2号对面").status, ask("至善路2号对面").doubt) == ("ask", "vague")


def test_an_address_and_an_estate_that_disagree_are_asked(ask):
    assert (ask("至善路2号锦绣花园").status, ask("至善路2号锦绣花园").doubt) == ("ask", "zones")
    assert means(ask("至善路999号锦绣花园"))[:2] == ("found", S2)  # the number is not known, the name is


def test_a_block_without_a_school_is_told_so(index):
    zones = [-1] * len(index.zone_of)
    found = match(index.there, zones, "碧水苑")
    assert (found.status, found.doubt) == ("ask", "unzoned")


def test_many_candidates_are_told_zone_by_zone():
    blocks = tuple(range(20))
    there = Gazetteer((Name("大社区", "大社区", "community", blocks),), (), tuple(f"院{b}" for b in blocks), ("",) * 20, ("",) * 20)  # fmt: skip
    found = match(there, [b % 2 for b in blocks], "大社区")
    assert [(one.name, len(one.blocks), one.zone) for one in found.candidates] == [("院0、院2、院4", 10, 0), ("院1、院3、院5", 10, 1)]  # fmt: skip


def test_nearest_names_are_offered(index):
    assert nearest(index.there, "新碧水苑")[0] == "碧水苑"
    assert nearest(index.there, "致善街60号")[0] == "至善路60号"
    assert "锦绣花园" in nearest(index.there, "锦绣家园")
    assert nearest(index.there, "b") == nearest(index.there, "") == ()
    assert nearest(index.there, "bs") == ("碧水苑",)


@given(question=st.text(max_size=60))
def test_no_question_whatever_raises(question, index):
    found = match(index.there, index.zone_of, question)
    assert found.status in ("found", "ask", "unknown")
    nearest(index.there, question)


@given(data=st.data())
def test_questions_near_those_that_are_asked_never_raise_and_width_makes_no_difference(data, index):
    pieces = [*(name.shown for name in index.there.names), *(street.shown for street in index.there.streets), "号", "12", "3幢", "文昌街道", "的学区", "-", "（", "bsy", "对面", "一组", "\ud800"]  # fmt: skip
    question = "".join(data.draw(st.lists(st.sampled_from(pieces), max_size=5)))
    found = match(index.there, index.zone_of, question)
    assert match(index.there, index.zone_of, full_width(question)) == found
    assert match(index.there, index.zone_of, " ".join(question)) == found
    assert (found.status == "found") == (found.zone >= 0)
    assert found.status != "ask" or found.candidates
    if found.status == "found":
        assert {index.zone_of[b] for b in found.blocks} <= {found.zone}


names = st.text(st.sampled_from("碧水苑院园红旗路街里村一二三组区号小bc12"), min_size=1, max_size=5)


@given(
    called=st.lists(names, min_size=1, max_size=12),
    zones=st.lists(st.integers(0, 2), min_size=12, max_size=12),
)
def test_a_name_is_found_where_it_is_in_one_zone_and_asked_where_it_is_in_several(called, zones):
    there = Gazetteer(tuple(Name(text, plain(text), "place", (b,)) for b, text in enumerate(called)), (Street("红旗路", "红旗路", (Span(1, 1, 0),)),), tuple(called), ("",) * len(called), ("",) * len(called))  # fmt: skip
    for text in called:
        mine = {zones[b] for b, other in enumerate(called) if plain(other) == plain(text)}
        found = match(there, zones, text)
        if len(mine) == 1:
            assert (found.status, found.zone) == ("found", *mine)
        else:
            assert (found.status, {one.zone for one in found.candidates}) == ("ask", mine)


@given(seed=st.randoms(use_true_random=False), slip=st.sampled_from(SLIPS))
def test_a_slip_in_a_name_never_leads_to_another_zone(seed, slip, index):
    if slip == "digit":
        return
    name = seed.choice([one for one in index.there.names if one.kind == "place"])
    found = match(index.there, index.zone_of, slipped(name.shown, slip, seed))
    mine = {index.zone_of[b] for one in index.there.names if one.plain == name.plain for b in one.blocks}
    assert found.status != "found" or found.zone in mine
