/* The numbers beside the map, each with its change from the baseline. */
"use strict";

import { number, safe, say, share, signed, speech } from "./talk.js";

const TOTALS = [["pupils", 0], ["seats", 0], ["over_pupils", 0], ["mean_walk_m", 0], ["longest_walk_m", 0], ["far_pupils", 0], ["cut_off_blocks", 0], ["unassigned_blocks", 0], ["cost_pupil_km", 1]];
const GOOD = { seats: 1, over_pupils: -1, mean_walk_m: -1, longest_walk_m: -1, far_pupils: -1, cut_off_blocks: -1, unassigned_blocks: -1, cost_pupil_km: -1 };
const COLUMNS = [["pupils", 0], ["seats", 0], ["use", "share"], ["mean_walk_m", 0], ["longest_walk_m", 0], ["far_pupils", 0], ["pieces", 0]];

const shown = (value, digits) => digits === "share" ? share(value) : number(value, digits);

function change(key, before, now, digits) {
  if (before === null || before === undefined || now === null || now === undefined) return "";
  const said = digits === "share" ? signed(100 * (now - before), 1) : signed(now - before, digits);
  if (!said) return "";
  const way = GOOD[key] ? (Math.sign(now - before) === GOOD[key] ? "better" : "worse") : "";
  return `<i class="${way}">${said}</i>`;
}

export function totals(box, plan, base) {
  const t = plan.totals, b = base.totals;
  const gap = t.gap === null ? say("no_gap") : share(Math.ceil(t.gap * 1e4) / 1e4, 2);
  const rows = TOTALS.map(([key, digits]) => [say(key, number(speech.limit_m)), shown(t[key], digits), change(key, b[key], t[key], digits)]);
  rows.push([say("moved"), number(t.moved), ""], [say("gap"), gap, ""]);
  box.innerHTML = `<h2>${say("total")}${plan.by_hand ? ` <small>${say("by_hand")}</small>` : ""}</h2><table><thead><tr><th></th><th></th><th>${say("change")}</th></tr></thead><tbody>` +
    rows.map(([name, value, delta]) => `<tr><th>${safe(name)}</th><td>${safe(value)}</td><td>${delta}</td></tr>`).join("") + "</tbody></table>";
}

export function schools(box, plan, base, { colourOf, target, sort, onSort, onPick }) {
  const s = plan.schools, old = new Map(base.schools.id.map((id, j) => [id, j]));
  const order = s.id.map((_, j) => j);
  if (sort) order.sort((x, y) => sort[1] * ((s[sort[0]][x] ?? -1) - (s[sort[0]][y] ?? -1)));
  const head = [`<th>${say("school")}</th>`, ...COLUMNS.map(([key]) =>
    `<th><button data-sort="${key}">${safe(key === "far_pupils" ? say("too_far") : say(key))}${sort && sort[0] === key ? (sort[1] > 0 ? " ↑" : " ↓") : ""}</button></th>`)];
  const row = (j) => {
    const k = old.get(s.id[j]), cells = COLUMNS.map(([key, digits]) =>
      `<td>${shown(s[key][j], digits)}${k === undefined ? "" : change(key, base.schools[key][k], s[key][j], digits)}</td>`);
    return `<tr data-school="${safe(s.id[j])}" class="${s.alert[j]}${s.id[j] === target ? " target" : ""}${k === undefined ? " new" : ""}">` +
      `<th><button><b style="background:${colourOf(s.id[j])}"></b>${safe(s.name[j])}</button></th>${cells.join("")}</tr>`;
  };
  box.innerHTML = `<table><thead><tr>${head.join("")}</tr></thead><tbody>${order.map(row).join("")}</tbody></table>`;
  box.querySelectorAll("thead button").forEach((b) => b.addEventListener("click", () => onSort(b.dataset.sort)));
  box.querySelectorAll("tbody tr").forEach((tr) => tr.addEventListener("click", () => onPick(tr.dataset.school)));
}

export function steps(list, labels) {
  list.innerHTML = labels.map((label) => `<li>${safe(label[speech.lang])}</li>`).join("");
}

export function pending(box, { count, pupils, target, name, effect, onAccept, onCancel, onLock }) {
  box.hidden = !count;
  if (!count) return;
  const title = target ? say("pending", number(count), number(pupils), name) : say("choose_target", number(count), number(pupils));
  box.innerHTML = `<p>${safe(title)}</p>${effect ? table(effect) : ""}<p>` +
    (target ? `<button id="accept" class="main">${say("accept")}</button>` : "") +
    `<button id="lock_picked">${say("lock")}</button><button id="unlock_picked">${say("unlock")}</button><button id="cancel">${say("cancel")}</button></p>`;
  const on = (id, act) => box.querySelector(id)?.addEventListener("click", act);
  on("#accept", onAccept);
  on("#cancel", onCancel);
  on("#lock_picked", () => onLock(true));
  on("#unlock_picked", () => onLock(false));
}

function table(effect) {
  const [before, after] = effect.totals;
  const pair = (key, [a, b], digits) => `<td>${shown(a, digits)} → ${shown(b, digits)}${change(key, a, b, digits)}</td>`;
  const now = (key, [a, b], digits) => `<td>${shown(b, digits)}${change(key, a, b, digits)}</td>`;
  const rows = effect.schools.map((s) => `<tr class="${s.alert[1]}"><th>${safe(s.name)}</th>${pair("pupils", s.pupils, 0)}${now("use", s.use, "share")}${now("mean_walk_m", s.mean_walk_m, 0)}${now("pieces", s.pieces, 0)}</tr>`);
  const facts = ["over_pupils", "cut_off_blocks", "far_pupils", "cost_pupil_km"].map((key) => `<tr><th>${say(key, number(speech.limit_m))}</th>${pair(key, [before[key], after[key]], key === "cost_pupil_km" ? 1 : 0)}</tr>`);
  const gap = after.gap === null ? say("no_gap") : share(Math.ceil(after.gap * 1e4) / 1e4, 2);
  return `<table><thead><tr><th></th><th>${say("pupils")}</th><th>${say("use")}</th><th>${say("mean_walk_m")}</th><th>${say("pieces")}</th></tr></thead><tbody>${rows.join("")}</tbody></table>` +
    `<table><tbody>${facts.join("")}<tr><th>${say("gap")}</th><td>${gap}</td></tr></tbody></table>`;
}

export function block(box, found, district, plan) {
  const b = district.blocks, i = b.id.indexOf(found.id), s = plan.schools;
  const free = (n) => n < 0 ? say("full", number(-n)) : say("free", number(n));
  const near = found.near.map(({ school, metres, free: n }) =>
    `<li class="${school === found.school ? "own" : ""}">${safe(s.name[school])} · ${number(metres)} m · ${free(n)}</li>`);
  const own = found.school < 0 ? say("unassigned") : `${s.name[found.school]} · ${found.walk_m === null ? say("out_of_reach") : number(found.walk_m) + " m"}`;
  const why = found.reason || (found.near.length && found.near[0].school === found.school ? say("is_nearest") : "");
  box.hidden = false;
  box.innerHTML = `<h2>${safe(b.name[i] || b.id[i])} <small>${safe(b.id[i])}</small></h2><p>${[b.address[i], b.subdistrict[i]].filter(Boolean).map(safe).join(" · ")}</p>` +
    `<p>${say("pupils")} ${number(found.pupils, 1)} · <b>${safe(own)}</b>${found.locked ? ` · ${say("at_desk")}` : ""}</p>${why ? `<p>${safe(why)}</p>` : ""}<p>${say("nearest")}</p><ol>${near.join("")}</ol>`;
}

export function school(box, id, { marks, plan, picked, onEdit, onResize, onGive, onLock }) {
  const i = marks.id.indexOf(id), j = plan.schools.id.indexOf(id);
  if (i < 0 && j < 0) { box.hidden = true; return; }
  const name = i < 0 ? plan.schools.name[j] : marks.name[i], open = j >= 0, status = i < 0 ? "open" : marks.status[i];
  const seats = i < 0 ? plan.schools.seats[j] : marks.seats[i];
  const buttons = open
    ? [["resize", onResize], ["close", () => onEdit({ kind: "close", school: id })], ["lock_zone", () => onLock(true)], ["unlock_zone", () => onLock(false)]]
    : [["open", () => onEdit({ kind: "open", school: id })]];
  if (open && picked) buttons.unshift(["give_here", onGive]);
  box.hidden = false;
  box.innerHTML = `<h2>${safe(name)} <small>${safe(id)}</small></h2><p>${open ? say("move_here") : say(status)} · ${say("seats")} ${number(seats)}</p>` +
    `<p>${buttons.map(([key], n) => `<button data-n="${n}" id="school_${key}">${say(key)}</button>`).join("")}</p>`;
  box.querySelectorAll("button").forEach((b) => b.addEventListener("click", buttons[b.dataset.n][1]));
}
