/* What the mouse and the keyboard do on the map: look, add, paint, pick in a rectangle, pick a whole estate. */
"use strict";

export class Tools {
  constructor(picture, district, on) {
    Object.assign(this, { picture, district, on, mode: "look", painting: false, erase: false, corner: null });
    const { map } = picture;
    map.on("mousemove", (e) => this._move(e));
    map.on("mouseout", () => picture.hover >= 0 && picture.show({ hover: -1 }));
    map.on("mousedown", (e) => this._down(e));
    map.on("mouseup", (e) => this._up(e));
    map.on("click", (e) => this._click(e));
    document.addEventListener("keydown", (e) => this._key(e));
    document.querySelectorAll("#tools button").forEach((b) => b.addEventListener("click", () => this.use(b.dataset.tool)));
    this.use("look");
  }

  use(mode) {
    this.mode = mode;
    this.corner = null;
    document.querySelectorAll("#tools button").forEach((b) => b.setAttribute("aria-pressed", b.dataset.tool === mode));
    this.picture.map.dragging[mode === "paint" || mode === "rect" ? "disable" : "enable"]();
    this.picture.map.getContainer().dataset.tool = mode;
  }

  _move(e) {
    const at = this.picture.blockAt(e.latlng);
    if (this.corner) {
      this.box = this.box || L.rectangle([this.corner, this.corner], { color: "#4a148c", weight: 1.5, dashArray: "5 4", fillOpacity: 0.05, interactive: false }).addTo(this.picture.map);
      this.box.setBounds([this.corner, e.latlng]);
    } else if (this.painting && at >= 0) this._pick([at], !this.erase);
    if (at !== this.picture.hover) this.picture.show({ hover: at });
  }

  _down(e) {
    if (e.originalEvent.button !== 0) return;
    if (this.mode === "rect") this.corner = e.latlng;
    if (this.mode !== "paint") return;
    const at = this.picture.blockAt(e.latlng);
    this.painting = true;
    this.erase = at >= 0 && this.picture.picked.has(at);
    if (at >= 0) this._pick([at], !this.erase);
  }

  _up(e) {
    if (this.painting) this.on.picked();
    this.painting = false;
    if (!this.corner) return;
    this._pick(this.picture.blocksIn(L.latLngBounds(this.corner, e.latlng)), !e.originalEvent.altKey);
    this.box?.remove();
    this.box = this.corner = null;
    this.on.picked();
  }

  _click(e) {
    const at = this.picture.blockAt(e.latlng);
    if (this.mode === "add") { this.on.add(e.latlng); this.use("look"); }
    if (at < 0) return;
    if (this.mode === "look") this.on.look(at);
    if (this.mode === "group") {
      const { group } = this.district.blocks, mine = group.flatMap((name, i) => name === group[at] && name !== "" || i === at ? [i] : []);
      this._pick(mine, !this.picture.picked.has(at));
      this.on.picked();
    }
  }

  _pick(blocks, yes) {
    const picked = new Set(this.picture.picked);
    blocks.forEach((i) => picked[yes ? "add" : "delete"](i));
    this.picture.show({ picked });
  }

  clear() {
    if (this.picture.picked.size) this.picture.show({ picked: new Set() });
    this.on.picked();
  }

  _key(e) {
    if (e.key === "Escape") { this.use("look"); this.clear(); this.on.escape(); return; }
    if (/^(INPUT|SELECT|TEXTAREA)$/.test(e.target.tagName) || document.querySelector("dialog[open]")) return;
    const key = e.key.toLowerCase();
    if (e.ctrlKey || e.metaKey) {
      const act = key === "z" ? (e.shiftKey ? "redo" : "undo") : key === "y" ? "redo" : null;
      if (act) { e.preventDefault(); this.on[act](); }
      return;
    }
    const tool = { a: "add", p: "paint", r: "rect", g: "group", v: "look" }[key];
    if (tool) this.use(tool);
    if (key === "n") this.on.next();
    if (key === "l") this.on.lock(true);
    if (key === "enter") this.on.accept();
    if (key === "/") { e.preventDefault(); document.getElementById("find").focus(); }
  }
}
