/* What the search field finds beyond names as they are written: pinyin, house numbers, slips; the school they go to, and why. */
"use strict";

import { get, safe, speech } from "./talk.js";

const PAUSE_MS = 200;

export function answers(field, list, { block, school }) {
  let asked = 0, wait = null;
  field.addEventListener("input", () => {
    clearTimeout(wait);
    const text = field.value.trim(), mine = ++asked;
    if (text) wait = setTimeout(() => ask(text, () => mine === asked), PAUSE_MS);
  });

  async function ask(text, current) {
    const found = await get(`/api/lookup?text=${encodeURIComponent(text.slice(0, 200))}&lang=${speech.lang}`).catch(() => null);
    if (!found || !current()) return;
    const there = list.querySelector("button"), rows = told(found);
    if (!rows.length || (there && found.status === "unknown")) return; // what is listed already is nearer
    if (!there) list.replaceChildren(); // it said that nothing was found
    list.prepend(...rows);
    list.hidden = false;
  }

  function told(found) {
    if (found.status === "found") {
      const go = found.blocks.length ? () => block(found.blocks[0]) : () => school(found.zone);
      return [row(`${found.understood} → ${found.schools.map(walked).join("、")}`, found.said, go)];
    }
    const choices = found.choices.map((choice, i) => {
      const [first] = found.choice_blocks[i], zone = found.choice_zones[i];
      return row(`${choice.name} → ${choice.schools.join("、")}`, `${choice.under} ${found.said}`.trim(), () => { if (first) block(first); else if (zone) school(zone); });
    });
    return [...choices, ...found.near.map((name, i) => row(name, i ? "" : found.said, () => { field.value = name; field.dispatchEvent(new Event("input")); }))];
  }

  const walked = (one) => one.walk_m === null ? one.name : `${one.name} ${one.walk_m === one.farthest_walk_m ? one.walk_m : `${one.walk_m}–${one.farthest_walk_m}`} m`;

  function row(said, why, act) {
    const item = document.createElement("li");
    item.className = "answer";
    item.innerHTML = `<button>${safe(said)} <small>${safe(why)}</small></button>`;
    item.firstChild.addEventListener("click", () => { list.hidden = true; act(); });
    return item;
  }
}
