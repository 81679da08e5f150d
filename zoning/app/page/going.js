/* Going to a place on the map: the next problem, an estate, an address, a school. */
"use strict";

import { number, safe, say } from "./talk.js";

const $ = (id) => document.getElementById(id);
const SCHOOLS = 6, BLOCKS = 14; // found at most

export class Going {
  constructor(picture, district, on) {
    Object.assign(this, { picture, district, on, at: -1 });
  }

  places() {
    return this.on.state().plan.problems.flatMap(({ kind, of, at }) => at.map((i) => ({ kind, of, i })));
  }

  next() {
    const places = this.places();
    if (!places.length) return;
    this.at = (this.at + 1) % places.length;
    const { kind, of, i } = places[this.at];
    if (of === "school") this.school(this.on.state().plan.ids[i]); else this.block(i);
    $("status").textContent = `${this.at + 1}/${places.length} · ${say(kind, number(this.district.limit_m))}`;
  }

  block(i) {
    this.picture.zoomTo(i);
    this.picture.show({ hover: i });
    this.on.block(i);
  }

  school(id) {
    const { marks } = this.on.state(), i = marks.id.indexOf(id), { map } = this.picture;
    if (i >= 0) map.setView([marks.lat[i], marks.lon[i]], Math.max(map.getZoom(), 14), { animate: false });
    this.on.school(id);
  }

  find(text) {
    const wanted = text.trim().toLowerCase(), list = $("found"), { marks } = this.on.state();
    list.hidden = !wanted;
    if (!wanted) return;
    const { name, address, id } = this.district.blocks, hit = (...texts) => texts.some((t) => t.toLowerCase().includes(wanted));
    const schools = marks.id.flatMap((s, i) => hit(s, marks.name[i]) ? [["school", s, marks.name[i]]] : []);
    const blocks = id.flatMap((b, i) => hit(b, name[i], address[i]) ? [["block", i, `${name[i] || b} ${address[i]}`]] : []);
    const rows = [...schools.slice(0, SCHOOLS), ...blocks.slice(0, BLOCKS)];
    list.innerHTML = rows.length ? rows.map(([kind, at, said]) => `<li><button data-kind="${kind}" data-at="${safe(at)}">${safe(said)} <small>${say(kind)}</small></button></li>`).join("") : `<li>${say("not_found")}</li>`;
    list.querySelectorAll("button").forEach((b) => b.addEventListener("click", () => {
      list.hidden = true;
      if (b.dataset.kind === "school") this.school(b.dataset.at); else this.block(Number(b.dataset.at));
    }));
  }
}
