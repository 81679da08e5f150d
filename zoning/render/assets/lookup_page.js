/* The page of 查学区: one field, suggestions, an answer, and the map below it. */
"use strict";

function zoningLookupPage(data) {
  const { blocks, zones, text: words } = data, text = lookupPlain(data.reading), matching = lookupMatch(data, text), near = lookupNear(data, text, matching);
  const $ = (id) => document.getElementById(id), field = $("find"), list = $("suggestions"), answer = $("answer"), MOST = 7, PAUSE_MS = 80;
  let waiting = null;
  const fill = (said, ...values) => values.reduce((made, value, i) => made.split(`{${i}}`).join(value), said);
  const view = lookupMap(data, tapped);

  function element(tag, inner, more = {}) {
    const made = document.createElement(tag);
    Object.assign(made, more);
    made.append(...[].concat(inner));
    return made;
  }
  const button = (inner, act, className) => { const made = element("button", inner, { type: "button", className }); made.addEventListener("click", act); return made; };

  // ---- asking ------------------------------------------------------------------------------------
  function ask(question) {
    field.value = question;
    suggest("");
    if (!question.trim()) return hint();
    const found = matching.match(question);
    tell(found, question, found.status === "unknown" && text.plain(question) ? near.nearest(question) : []);
  }
  function tapped(there) {
    suggest("");
    field.value = "";
    const hits = there.map(([b, far]) => matching.hit(far ? "beside" : "inside", blocks.name[b], [b], { said: far ? [String(Math.round(far))] : [] }));
    tell(hits.length ? matching.decided(hits, "") : { status: "unknown", hits: [], zone: -1, blocks: [], candidates: [], doubt: "far" }, words.at, []);
  }
  function choose(candidate) {
    const chosen = matching.hit("chosen", called(candidate), candidate.blocks, { zone: candidate.zone });
    tell({ status: "found", hits: [chosen], zone: candidate.zone, blocks: candidate.blocks, candidates: [], doubt: "" }, called(candidate), []);
  }
  const called = (candidate) => candidate.name + (candidate.blocks.length > 1 ? fill(words.several, candidate.blocks.length) : "");

  // ---- answering ---------------------------------------------------------------------------------
  function tell(found, question, offered) {
    answer.replaceChildren(found.status === "found" ? card(found, question) : asking(found, question, offered));
    answer.className = found.status;
    if (found.status === "unknown") view.clear(); else view.show(found.zone, found.blocks);
    if (field === document.activeElement) field.blur(); // the keyboard of a telephone covers the answer
    answer.scrollIntoView({ block: "nearest" });
  }
  function rule(hits) {
    const [first] = hits, said = fill(words.rules[first.rule], first.name, ...first.said);
    return first.slip ? said + fill(words.brackets, words.slips[first.slip]) : said;
  }
  function card(found, question) {
    const zone = zones[found.zone], shared = zone.schools.length > 1, facts = element("dl", []);
    const fact = (name, value) => { if (value) facts.append(element("dt", name), element("dd", value)); };
    const names = zone.schools.map((school, i) => {
      const made = element("h2", school.name), under = [school.address, walk(found, zone, i)].filter(Boolean);
      return element("div", under.length ? [made, element("p", under.join(" · "), { className: "under" })] : [made], { className: "school" });
    });
    fact(words.because, rule(found.hits));
    fact(words.notice, zone.notice);
    return element("article", [
      element("p", `${words.asked}：${understood(found, question)}`, { className: "asked" }), element("p", shared ? words.pooled : words.school, { className: "label" }),
      ...names, facts, element("p", words.official, { className: "official" }),
    ]);
  }
  function understood(found, question) {
    const names = [...new Set(found.hits.map((one) => one.name))].slice(0, 3).join(words.comma);
    return text.plain(names) === text.plain(question) ? question : `${question} → ${names}`;
  }
  function walk(found, zone, school) {
    if (!found.blocks.length) return "";
    const own = found.blocks.map((b) => zone.schools.length > 1 ? (zone.each_m[b] || [])[school] : blocks.walk_m[b]).filter((m) => m !== null && m !== undefined);
    if (!own.length) return words.no_walk;
    const low = Math.min(...own), high = Math.max(...own);
    return fill(words.walk, low === high ? String(low) : `${low}–${high}`);
  }
  function asking(found, question, offered) {
    const doubt = found.doubt || (offered.length ? "" : "nothing");
    const choices = found.candidates.map((one) => {
      const schools = one.zone < 0 ? "" : zones[one.zone].schools.map((school) => school.name).join(words.comma);
      return button([element("b", called(one)), element("span", one.under), element("em", schools ? `→ ${schools}` : "")], () => choose(one), "choice");
    });
    choices.filter((_, i) => found.candidates[i].zone < 0).forEach((made) => { made.disabled = true; });
    choices.push(...offered.map((name) => button(element("b", name), () => ask(name), "choice")));
    return element("article", [element("p", `${words.asked}：${question}`, { className: "asked" }), element("p", words.doubts[doubt], { className: "doubt" }), ...choices]);
  }
  function hint() {
    answer.className = "hint";
    answer.replaceChildren(element("p", data.examples.length ? fill(words.hint, ...data.examples) : ""));
    view.clear();
  }

  // ---- while typing ------------------------------------------------------------------------------
  function suggest(question) {
    clearTimeout(waiting);
    const names = question.trim() ? near.suggestions(question, MOST) : [];
    list.replaceChildren(...names.map((name) => element("li", button(name, () => ask(name)))));
    list.hidden = !names.length;
  }
  field.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(() => suggest(field.value), PAUSE_MS); });
  $("ask").addEventListener("submit", (event) => { event.preventDefault(); ask(field.value); });
  $("ask").parentElement.addEventListener("keydown", (event) => {
    const rows = [field, ...list.querySelectorAll("button")], at = rows.indexOf(document.activeElement), step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") { suggest(""); field.focus(); }
    if (!step || at < 0 || list.hidden) return;
    event.preventDefault();
    rows[(at + step + rows.length) % rows.length].focus();
  });
  hint();

  return { match: matching.match, nearest: near.nearest, suggestions: near.suggestions, plain: text.plain, at: view.at, map: view.map, ask };
}
