"""Every word of the desk's page, in both languages."""

from zoning.words import Lang, Text

_WORDS = {
    "title": Text("划片工作台", "Planner's desk"),
    "baseline": Text("基准方案", "baseline"),
    "plan_a": Text("甲", "A"), "plan_b": Text("乙（当前）", "B (now)"), "both": Text("叠加", "both"),
    "compare_with": Text("甲方案", "plan A"),
    "look": Text("查看", "look"), "add": Text("新增学校", "add a school"), "paint": Text("涂选", "paint"),
    "rect": Text("框选", "rectangle"), "group": Text("选小区", "whole estate"),
    "undo": Text("撤销", "undo"), "redo": Text("重做", "redo"), "solve": Text("精算重划", "solve thoroughly"), "stop": Text("停止", "stop"),
    "next_problem": Text("下一个问题", "next problem"), "no_problem": Text("没有问题", "no problems"),
    "search": Text("查小区、地址、学校", "find an estate, address or school"),
    "present": Text("演示", "present"), "print": Text("打印", "print"), "language": Text("English", "中文"),
    "lookup_page": Text("查学区网页", "lookup page"),
    "export": Text("导出", "export"), "download": Text("下载 ZIP", "download ZIP"), "import": Text("导入方案", "import a plan"),
    "exported": Text("已写到 {}", "written to {}"), "exporting": Text("正在导出…", "exporting…"),
    "save_as": Text("另存情景", "save as"), "scenario": Text("情景", "scenario"), "scenario_name": Text("新情景的名称", "name of the new scenario"),
    "history": Text("步骤", "steps"), "today": Text("取现状划片", "take today's zones"),
    "solving": Text("正在重新划片…", "solving the zones…"), "ready": Text("已保存", "saved"),
    "school": Text("学校", "school"), "pupils": Text("学生", "pupils"), "seats": Text("学位", "seats"), "use": Text("占用率", "use"),
    "mean_walk_m": Text("平均步行 m", "mean walk m"), "longest_walk_m": Text("最远 m", "longest m"), "far_pupils": Text("超过 {} m 的学生", "pupils beyond {} m"), "too_far": Text("超距学生", "too far"),
    "pieces": Text("片数", "pieces"), "total": Text("全区", "district"),
    "over_pupils": Text("超学位学生", "pupils over seats"), "cut_off_blocks": Text("不连片地块", "blocks cut off"),
    "unassigned_blocks": Text("未划地块", "blocks without a school"), "cost_pupil_km": Text("总步行 人·km", "walking, pupil-km"),
    "gap": Text("距最优不超过", "above the least possible, at most"), "no_gap": Text("未证明", "nothing proved"),
    "moved": Text("换学校学生", "pupils who change school"), "change": Text("较基准", "from the baseline"),
    "unassigned": Text("未划学校", "without a school"), "cut_off": Text("与本校片区不连", "cut off from its school"),
    "over": Text("超学位", "over its seats"), "far": Text("超过 {} m", "beyond {} m"),
    "pending": Text("待定：{} 个地块、{} 名学生 → {}", "pending: {} blocks, {} pupils → {}"),
    "choose_target": Text("已选 {} 个地块、{} 名学生；点学校选去向", "{} blocks, {} pupils picked; click the school they go to"),
    "accept": Text("确认", "accept"), "cancel": Text("取消", "cancel"), "lock": Text("锁定", "lock"), "unlock": Text("解锁", "unlock"),
    "locked_count": Text("锁定 {} 个地块", "{} blocks locked"),
    "lock_zone": Text("锁定本片区", "lock this zone"), "unlock_zone": Text("解锁本片区", "unlock this zone"),
    "close": Text("关闭", "close"), "open": Text("开放", "open"), "resize": Text("改学位", "set seats"), "move_here": Text("拖动可移动", "drag to move"),
    "give_here": Text("划给本校", "give to this school"),
    "new_school": Text("新学校", "new school"), "name": Text("名称", "name"), "closed": Text("已关闭", "closed"), "candidate": Text("备选点", "candidate site"),
    "nearest": Text("最近的学校", "nearest schools"), "free": Text("余 {}", "{} free"), "full": Text("超 {}", "{} over"),
    "is_nearest": Text("是最近的学校", "is its nearest school"), "at_desk": Text("已锁定到本校", "locked to this school"),
    "block": Text("地块", "block"), "not_found": Text("没有找到", "nothing found"), "out_of_reach": Text("走不到", "out of reach"),
    "failed": Text("无可行方案", "no plan within the rules"), "offline": Text("服务已断开，改动已保存；重新启动后刷新本页", "the server is gone; what you did is saved: start it again and reload"),
    "keys": Text("快捷键：Ctrl+Z 撤销 · Ctrl+Y 重做 · A 新增 · P 涂选 · R 框选 · G 选小区 · V 查看 · N 下一个问题 · L 锁定 · / 查找 · Esc 取消", "keys: Ctrl+Z undo · Ctrl+Y redo · A add · P paint · R rectangle · G estate · V look · N next problem · L lock · / find · Esc cancel"),
    "whole": Text("全图", "whole district"), "fictitious": Text("虚构数据", "invented data"), "internal": Text("内部工作用图", "internal working map"),
    "by_hand": Text("手工方案", "made by hand"),
}  # fmt: skip


def page() -> dict[str, dict[Lang, str]]:
    """Return every word by its key and language."""
    return {key: {"zh": text.zh, "en": text.en} for key, text in _WORDS.items()}
