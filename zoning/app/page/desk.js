/* The desk: asks the server what there is, draws it, and sends what the planner does. */
"use strict";

import { Going } from "./going.js";
import { answers } from "./lookup.js";
import { Picture } from "./map.js";
import * as panel from "./panel.js";
import { download, get, number, post, safe, say, send, speech } from "./talk.js";
import { Tools } from "./tools.js";

const $ = (id) => document.getElementById(id);
let district, picture, tools, state = null, target = null, effect = null, chosen = null, sort = null, going, asked = 0;
const plan = () => state.plan;
const blockIds = (positions) => [...positions].map((i) => district.blocks.id[i]);

async function begin() {
  try {
    district = await get("/api/district");
  } catch (error) {
    $("status").textContent = error.message;
    return;
  }
  Object.assign(speech, { words: district.words, limit_m: district.limit_m });
  speech.lang = localStorage.getItem("zoning-lang") || district.lang;
  district.baseline.ids = district.baseline.schools.id;
  picture = new Picture($("map"), district);
  tools = new Tools(picture, district, {
    picked, look, add: addSchool, next: () => going.next(), escape: () => { $("info").hidden = true; chosen = null; $("found").hidden = true; },
    undo: () => act("/api/undo"), redo: () => act("/api/redo"), lock, accept,
  });
  picture.before = district.baseline;
  going = new Going(picture, district, { state: () => state, school: pickSchool, block: look });
  wire();
  speak();
  listen();
}

// ---- what there is ---------------------------------------------------------------------------------
async function listen() { // one question at a time, which waits for news: the server sees when nobody listens any more
  for (;;) {
    try {
      const found = await get(`/api/state?have=${encodeURIComponent(state ? state.stamp : "")}`);
      if (found) take(found);
      document.body.classList.remove("lost");
    } catch (error) {
      document.body.classList.add("lost");
      $("status").textContent = error.status ? error.message : say("offline");
      await new Promise((done) => setTimeout(done, 1500));
    }
  }
}

function take(found) {
  if (state && found.stamp === state.stamp) return; // painted already
  if (state && found.name === state.name && found.version < state.version) return; // an older answer, late
  state = found;
  plan().ids = plan().schools.id;
  if (target && !plan().ids.includes(target)) target = null;
  picture.show({ plan: plan(), locks: new Set(state.locks) });
  picture.setSchools(state.marks, plan(), { click: pickSchool, drag: (id, at) => edit({ kind: "move", school: id, lon: at.lng, lat: at.lat }) });
  draw();
}

function draw() {
  const base = picture.before || district.baseline;
  panel.totals($("totals"), plan(), base);
  panel.schools($("schools"), plan(), base, { colourOf: (id) => picture.colourOf(id), target, sort, onSort, onPick: pickSchool });
  panel.steps($("steps"), state.steps);
  $("undo").disabled = !state.steps.length;
  $("redo").disabled = !state.undone;
  $("stop").hidden = !state.solving;
  $("status").textContent = state.solving ? say("solving") : say("ready") + (state.locks.length ? " · " + say("locked_count", number(state.locks.length)) : "");
  document.body.classList.toggle("solving", state.solving);
  $("failed").hidden = !state.failed;
  $("failed").textContent = state.failed ? `${say("failed")} — ${state.failed[speech.lang]}` : "";
  const places = going.places();
  $("next_problem").textContent = places.length ? `${say("next_problem")} · ${number(plan().problems.reduce((n, p) => n + p.count, 0))}` : say("no_problem");
  $("next_problem").disabled = !places.length;
  options($("scenarios"), state.names, state.name);
  options($("others"), ["", ...state.names.filter((name) => name !== state.name)], $("others").value || "", say("baseline"));
  if (chosen && chosen.school) showSchool(chosen.school);
  else if (chosen) look(chosen.block, true);
  showPending();
}

function options(select, names, value, first = "") {
  select.innerHTML = names.map((name) => `<option value="${safe(name)}">${safe(name || first)}</option>`).join("");
  select.value = names.includes(value) ? value : names[0];
}

// ---- what is done ----------------------------------------------------------------------------------
let turn = Promise.resolve(true);
function act(path, more = {}) { // one after the other: a second press of a key is made of what the first one led to
  turn = turn.then(() => acted(path, more));
  return turn;
}

async function acted(path, more) {
  document.body.classList.add("solving"); // until the answer says otherwise
  try {
    take(await post(path, { version: state.version, ...more }));
    return true;
  } catch (error) {
    complain(error);
    return false;
  } finally {
    document.body.classList.toggle("solving", Boolean(state && state.solving));
  }
}

function complain(error) {
  $("failed").hidden = false;
  $("failed").textContent = error.message || say("offline");
  if (state) picture.setSchools(state.marks, plan(), {}); // a school dragged to nowhere goes back
  if (error.status === 409) state.stamp = "";
}

const edit = (change) => act("/api/edit", { edit: change });

async function addSchool(at) {
  const answer = await ask(say("add"), [["name", "text", say("new_school")], ["seats", "number", 1080]]);
  if (answer) edit({ kind: "add", name: answer.name, seats: Number(answer.seats), lon: at.lng, lat: at.lat });
}

function ask(title, fields) {
  const box = $("ask"), inner = box.querySelector("div");
  box.querySelector("h2").textContent = title;
  inner.innerHTML = fields.map(([key, type, value]) => `<label>${safe(say(key))}<input name="${key}" type="${type}" value="${safe(value)}" required ${type === "number" ? 'min="0" max="10000" step="1"' : 'maxlength="60"'}></label>`).join("");
  box.returnValue = "no";
  box.showModal();
  inner.querySelector("input").select();
  return new Promise((done) => box.addEventListener("close", () => done(box.returnValue === "yes"
    ? Object.fromEntries([...inner.querySelectorAll("input")].map((input) => [input.name, input.value])) : null), { once: true }));
}

// ---- picking blocks and schools ----------------------------------------------------------------------
function pickSchool(id) {
  if (picture.picked.size && plan().ids.includes(id)) { target = id; preview(); }
  chosen = { school: id };
  showSchool(id);
  draw();
}

function showSchool(id) {
  panel.school($("info"), id, {
    marks: state.marks, plan: plan(), picked: picture.picked.size, onEdit: edit, onGive: () => { target = id; preview(); },
    onLock: (yes) => {
      const zone = plan().school_of.flatMap((s, i) => plan().ids[s] === id ? [i] : []);
      if (zone.length) edit(locking(zone, yes));
    },
    onResize: async () => {
      const i = state.marks.id.indexOf(id), answer = await ask(say("resize"), [["seats", "number", state.marks.seats[i]]]);
      if (answer) edit({ kind: "resize", school: id, seats: Number(answer.seats) });
    },
  });
}

async function look(i, quiet = false) {
  const id = district.blocks.id[i];
  const found = await get(`/api/block?id=${encodeURIComponent(id)}&lang=${speech.lang}`).catch(() => null);
  if (!found || (quiet && (!chosen || chosen.block !== i))) return;
  chosen = { block: i };
  panel.block($("info"), found, district, plan());
}

function picked() {
  effect = null;
  if (!picture.picked.size) target = null;
  if (target) preview();
  showPending();
}

async function preview() {
  const mine = ++asked, blocks = blockIds(picture.picked);
  showPending();
  try {
    const found = await post("/api/preview", { blocks, school: target });
    if (mine !== asked) return;
    effect = found;
  } catch (error) {
    complain(error);
  }
  showPending();
}

function showPending() {
  const pupils = [...picture.picked].reduce((sum, i) => sum + district.blocks.pupils[i], 0);
  panel.pending($("pending"), {
    count: picture.picked.size, pupils, target, effect, name: target ? plan().schools.name[plan().ids.indexOf(target)] : "",
    onAccept: accept, onCancel: () => tools.clear(), onLock: lock,
  });
}

function accept() {
  if (target && picture.picked.size) letGo({ kind: "assign", blocks: blockIds(picture.picked), school: target });
}

async function letGo(change) { // what is sent is picked no more, so that picking can go on; what is refused comes back
  const kept = { picked: picture.picked, target };
  tools.clear();
  if (await edit(change) || picture.picked.size) return;
  target = kept.target;
  picture.show({ picked: kept.picked });
  picked();
}

function lock(yes) {
  if (picture.picked.size) letGo(locking(picture.picked, yes));
  else if (chosen && chosen.block !== undefined) edit(locking([chosen.block], yes));
}

const locking = (which, yes) => ({ kind: yes ? "lock" : "unlock", blocks: blockIds(which) });

function onSort(key) {
  sort = sort && sort[0] === key ? (sort[1] < 0 ? [key, 1] : null) : [key, -1];
  draw();
}

// ---- words, views, files -----------------------------------------------------------------------------
function speak() {
  document.documentElement.lang = speech.lang === "zh" ? "zh-CN" : "en";
  document.title = `${district.name} · ${say("title")}`;
  $("name").textContent = district.name;
  document.querySelectorAll("[data-say]").forEach((e) => { e.textContent = say(e.dataset.say); });
  $("find").placeholder = say("search");
  $("find").setAttribute("aria-label", say("search"));
  $("stamp").textContent = [district.fictitious ? say("fictitious") : "", district.review_no || say("internal")].filter(Boolean).join(" · ");
  if (state) draw();
}

function view(name) {
  document.querySelectorAll("#views button").forEach((b) => b.setAttribute("aria-pressed", b.dataset.view === name));
  if (state) picture.show({ view: name });
}

async function compareWith(name) {
  const found = name ? await get(`/api/other?name=${encodeURIComponent(name)}`).catch(complain) : district.baseline;
  if (!found) return;
  found.ids = found.schools.id;
  picture.show({ before: found });
  draw();
}

async function exportPlan() {
  $("status").textContent = say("exporting");
  try {
    const { folder, files } = await post("/api/export", {});
    $("status").textContent = `${say("exported", folder)} · ${files.length}`;
  } catch (error) {
    complain(error);
  }
}

async function importPlan(file) {
  const kind = file.name.split(".").pop().toLowerCase();
  try {
    take(await send(`/api/import?version=${state.version}&kind=${encodeURIComponent(kind)}`, file));
  } catch (error) {
    complain(error);
  }
}

function wire() {
  const on = (id, act_, event = "click") => $(id).addEventListener(event, act_);
  on("lookup_page", () => download(`/api/lookup.html?lang=${speech.lang}`, `${state.name}-lookup.html`).catch(complain));
  on("undo", () => act("/api/undo"));
  on("redo", () => act("/api/redo"));
  on("solve", () => edit({ kind: "solve" }));
  on("stop", () => act("/api/stop"));
  on("today", () => edit({ kind: "today" }));
  on("next_problem", () => going.next());
  on("whole", () => picture.whole());
  on("scenarios", (e) => { tools.clear(); act("/api/open", { name: e.target.value }); }, "change");
  on("save_as", async () => { const answer = await ask(say("save_as"), [["scenario_name", "text", ""]]); if (answer) act("/api/save_as", { name: answer.scenario_name.trim() }); });
  on("others", (e) => compareWith(e.target.value), "change");
  on("find", (e) => going.find(e.target.value), "input");
  answers($("find"), $("found"), { block: (id) => going.block(district.blocks.id.indexOf(id)), school: (id) => going.school(id) });
  on("find", (e) => { if (e.key === "Enter") $("found").querySelector("button")?.click(); }, "keydown");
  on("export", exportPlan);
  on("download", () => download("/api/export.zip", `${state.name}.zip`).catch(complain));
  on("import", () => $("file").click());
  on("file", (e) => { if (e.target.files[0]) importPlan(e.target.files[0]); e.target.value = ""; }, "change");
  on("print", () => window.print());
  on("present", () => { document.body.classList.toggle("presenting"); picture.map.invalidateSize({ animate: false }); picture.whole(); });
  on("language", () => { speech.lang = speech.lang === "zh" ? "en" : "zh"; localStorage.setItem("zoning-lang", speech.lang); speak(); });
  document.querySelectorAll("#views button").forEach((b) => b.addEventListener("click", () => view(b.dataset.view)));
  view("b");
}

begin();
