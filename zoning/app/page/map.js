/* The map: the ground by Leaflet, blocks and zones on one canvas that is painted anew in milliseconds. */
"use strict";

import { drawGround, ring } from "./ground.js";
import { safe, share } from "./talk.js";

export const COLOURS = ["#88ccee", "#ddcc77", "#44aa99", "#cc6677", "#aa8fc9", "#999933", "#e8a87c", "#6f9fd8"];
const ALERT = { green: "#1b7837", yellow: "#e6a700", red: "#c51b1b" };
const DETAIL = 14; // from this zoom on blocks have outlines
const UNIT = 2 ** 12; // paths are kept in pixels of zoom 12 around the middle, so that no digit is lost on the way to the screen

const mercator = (lat) => 0.5 - Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360)) / (2 * Math.PI);

export class Picture {
  constructor(host, district) {
    this.district = district;
    this.count = district.blocks.id.length;
    this.map = L.map(host, { zoomSnap: 0.25, zoomDelta: 0.5, attributionControl: false, zoomControl: false, zoomAnimation: false, fadeAnimation: false, maxZoom: 19, boxZoom: false });
    L.control.zoom({ position: "topleft" }).addTo(this.map);
    L.control.scale({ imperial: false }).addTo(this.map);
    drawGround(this.map, district.ground);
    this._paths();
    this.plan = { school_of: new Array(this.count).fill(-1), ids: [] };
    Object.assign(this, { before: null, view: "b", locks: new Set(), picked: new Set(), hover: -1, colours: new Map(), marks: new Map() });
    this._canvas();
    this.whole();
  }

  whole() { this.map.fitBounds(this.district.bounds, { padding: [14, 14], animate: false }); }

  // ---- paths -------------------------------------------------------------------------------------
  _paths() {
    const { cell, shape } = this.district.blocks, [[south, west], [north, east]] = this.district.bounds;
    this.origin = [((west + east) / 2 + 180) / 360, mercator((south + north) / 2)];
    this.cells = cell.map((packed) => this._path(packed));
    this.shapes = shape.map((packed) => this._path(packed));
    this.boxes = this.cells.map((path) => path.box);
    const xy = this.district.edges.xy;
    this.sides = new Float32Array(xy.length);
    for (let i = 0; i < xy.length; i += 2) [this.sides[i], this.sides[i + 1]] = this._at(xy[i] / 1e6, xy[i + 1] / 1e6);
    this.outlines = new Path2D();
    this.shapes.forEach((path) => this.outlines.addPath(path.drawn));
  }

  _at(lon, lat) {
    return [((lon + 180) / 360 - this.origin[0]) * 256 * UNIT, (mercator(lat) - this.origin[1]) * 256 * UNIT];
  }

  _path(packed) {
    const drawn = new Path2D(), box = [Infinity, Infinity, -Infinity, -Infinity], rings = [];
    packed.forEach((part) => part.forEach((steps) => {
      const points = ring(steps).map(([lon, lat]) => this._at(lon, lat));
      points.forEach(([x, y], i) => {
        if (i) drawn.lineTo(x, y); else drawn.moveTo(x, y);
        box[0] = Math.min(box[0], x); box[1] = Math.min(box[1], y); box[2] = Math.max(box[2], x); box[3] = Math.max(box[3], y);
      });
      drawn.closePath();
      rings.push(points);
    }));
    return { drawn, box, rings };
  }

  // ---- what is shown -----------------------------------------------------------------------------
  show(change) {
    Object.assign(this, change);
    if ("plan" in change || "before" in change || "view" in change) this._zones();
    this.draw();
  }

  get shown() { return this.view === "a" && this.before ? this.before : this.plan; }

  _zones() {
    this.drawn = this._merged(this.shown);
    this.borders = this._borders(this.shown.school_of);
    this.old = this.view === "both" && this.before ? this._borders(this.before.school_of, this.before.ids) : null;
    this.moved = this.view === "both" && this.before
      ? this.plan.school_of.flatMap((school, i) => this.plan.ids[school] === this.before.ids[this.before.school_of[i]] ? [] : [i]) : [];
    this._colour();
  }

  _merged({ school_of, ids }) {
    const made = ids.map(() => ({ cells: new Path2D(), shapes: new Path2D() }));
    school_of.forEach((school, i) => {
      if (school < 0) return;
      made[school].cells.addPath(this.cells[i].drawn);
      made[school].shapes.addPath(this.shapes[i].drawn);
    });
    return made;
  }

  _borders(school_of) {
    const { a, b } = this.district.edges, path = new Path2D(), s = this.sides;
    for (let i = 0; i < a.length; i++) {
      if (b[i] >= 0 && school_of[a[i]] === school_of[b[i]]) continue;
      path.moveTo(s[4 * i], s[4 * i + 1]);
      path.lineTo(s[4 * i + 2], s[4 * i + 3]);
    }
    return path;
  }

  _colour() { // neighbours differ; a zone keeps its colour from one plan to the next where it can
    const { school_of, ids } = this.shown, { a, b } = this.district.edges, touching = ids.map(() => new Set());
    for (let i = 0; i < a.length; i++) {
      const one = school_of[a[i]], two = b[i] < 0 ? -1 : school_of[b[i]];
      if (one >= 0 && two >= 0 && one !== two) { touching[one].add(two); touching[two].add(one); }
    }
    const used = new Array(COLOURS.length).fill(0), done = new Map();
    ids.forEach((id, j) => {
      const taken = new Set([...touching[j]].map((k) => done.get(ids[k])).filter((c) => c !== undefined));
      let own = this.colours.get(id);
      if (own === undefined || taken.has(own)) {
        const free = COLOURS.map((_, c) => c).filter((c) => !taken.has(c));
        own = free.sort((x, y) => used[x] - used[y] || x - y)[0] ?? j % COLOURS.length;
      }
      used[own]++;
      done.set(id, own);
      this.colours.set(id, own);
    });
  }

  colourOf(id) { return COLOURS[this.colours.get(id) ?? 0]; }

  // ---- canvas ------------------------------------------------------------------------------------
  _canvas() {
    const pane = this.map.createPane("zones");
    pane.style.zIndex = 400;
    pane.style.pointerEvents = "none";
    this.canvas = L.DomUtil.create("canvas", "zones", pane);
    this.map.on("moveend zoomend resize viewreset", () => this.draw());
  }

  _fit() {
    const size = this.map.getSize(), ratio = window.devicePixelRatio || 1;
    Object.assign(this.canvas, { width: size.x * ratio, height: size.y * ratio });
    Object.assign(this.canvas.style, { width: size.x + "px", height: size.y + "px" });
    L.DomUtil.setPosition(this.canvas, this.map.containerPointToLayerPoint([0, 0]));
    const scale = (2 ** this.map.getZoom() / UNIT) * ratio;
    const corner = this.map.containerPointToLatLng([0, 0]), [x, y] = this._at(corner.lng, corner.lat);
    const pen = this.canvas.getContext("2d");
    pen.setTransform(scale, 0, 0, scale, -x * scale, -y * scale);
    return [pen, ratio / scale]; // one pixel of the screen, in the paths' own units
  }

  draw() {
    if (!this.drawn) return;
    const [pen, pixel] = this._fit(), ids = this.shown.ids;
    this.drawn.forEach(({ cells, shapes }, j) => {
      pen.fillStyle = this.colourOf(ids[j]);
      pen.globalAlpha = 0.5;
      pen.fill(cells, "evenodd");
      pen.globalAlpha = 0.6;
      pen.fill(shapes, "evenodd");
    });
    pen.globalAlpha = 1;
    this._stroke(pen, this.outlines, "#555", 0.6 * pixel, this.map.getZoom() >= DETAIL ? 0.7 : 0);
    this._some(pen, this.shown.school_of.flatMap((school, i) => school < 0 ? [i] : []), "#ffffff", 0.85, "#c51b1b", 1.5 * pixel);
    this._some(pen, this.moved, "#d81b60", 0.25, "#d81b60", pixel);
    this._stroke(pen, this.borders, "#333", 1.8 * pixel, 1);
    if (this.old) this._stroke(pen, this.old, "#c2410c", 2.4 * pixel, 1, [9 * pixel, 5 * pixel]);
    this._locked(pen, pixel);
    this._some(pen, [...this.picked], "#7b1fa2", 0.45, "#4a148c", 2 * pixel);
    if (this.hover >= 0) this._some(pen, [this.hover], "#ffffff", 0.25, "#111", 2 * pixel);
    this._labels();
  }

  _stroke(pen, path, colour, width, alpha, dash = []) {
    if (!alpha) return;
    Object.assign(pen, { strokeStyle: colour, lineWidth: width, globalAlpha: alpha, lineJoin: "round", lineCap: dash.length ? "butt" : "round" });
    pen.setLineDash(dash);
    pen.stroke(path);
    pen.setLineDash([]);
    pen.globalAlpha = 1;
  }

  _some(pen, blocks, fill, alpha, edge, width) {
    if (!blocks.length) return;
    const path = new Path2D();
    blocks.forEach((i) => path.addPath(this.cells[i].drawn));
    Object.assign(pen, { fillStyle: fill, globalAlpha: alpha });
    pen.fill(path);
    this._stroke(pen, path, edge, width, 1);
  }

  _locked(pen, pixel) {
    if (!this.locks.size) return;
    const tile = document.createElement("canvas");
    tile.width = tile.height = 8;
    const ink = tile.getContext("2d");
    ink.strokeStyle = "#222";
    for (const d of [-8, 0, 8]) { ink.moveTo(d, 8); ink.lineTo(d + 8, 0); }
    ink.stroke();
    const pattern = pen.createPattern(tile, "repeat");
    pattern.setTransform(new DOMMatrix().scale(pixel));
    const path = new Path2D();
    this.locks.forEach((i) => path.addPath(this.cells[i].drawn));
    Object.assign(pen, { fillStyle: pattern, globalAlpha: 0.5 });
    pen.fill(path);
    pen.globalAlpha = 1;
  }

  // ---- finding -----------------------------------------------------------------------------------
  blockAt(latlng) {
    const [x, y] = this._at(latlng.lng, latlng.lat);
    return this.boxes.findIndex((box, i) => box[0] <= x && x <= box[2] && box[1] <= y && y <= box[3] && this._inside(i, x, y));
  }

  _inside(i, x, y) {
    let inside = false;
    for (const points of this.cells[i].rings)
      for (let k = 0, l = points.length - 1; k < points.length; l = k++) {
        const [ax, ay] = points[k], [bx, by] = points[l];
        if ((ay > y) !== (by > y) && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
      }
    return inside;
  }

  blocksIn(bounds) { // those whose middle lies inside
    const [west, north] = this._at(bounds.getWest(), bounds.getNorth()), [east, south] = this._at(bounds.getEast(), bounds.getSouth());
    return this.boxes.flatMap((box, i) => {
      const x = (box[0] + box[2]) / 2, y = (box[1] + box[3]) / 2;
      return west <= x && x <= east && north <= y && y <= south ? [i] : [];
    });
  }

  zoomTo(i) {
    const ends = this.cells[i].rings.flat(), box = this.boxes[i];
    const lonlat = ([x, y]) => {
      const n = Math.PI - 2 * Math.PI * (y / (256 * UNIT) + this.origin[1]);
      return [(180 / Math.PI) * Math.atan(Math.sinh(n)), (x / (256 * UNIT) + this.origin[0]) * 360 - 180];
    };
    if (ends.length) this.map.fitBounds([lonlat([box[0], box[1]]), lonlat([box[2], box[3]])], { maxZoom: 15.5, padding: [80, 80], animate: false });
  }

  // ---- schools -----------------------------------------------------------------------------------
  setSchools(marks, plan, on) {
    const at = new Map(plan.schools.id.map((id, j) => [id, j]));
    const there = new Set(marks.id);
    for (const [id, mark] of this.marks) if (!there.has(id)) { mark.remove(); this.marks.delete(id); }
    marks.id.forEach((id, i) => {
      const j = at.get(id), open = marks.status[i] === "open" || marks.status[i] === "pooled";
      const colour = j === undefined ? "#fff" : ALERT[plan.schools.alert[j]] || "#666";
      const use = j === undefined ? "" : `<i>${share(plan.schools.use[j], 0)}</i>`;
      const html = `<b class="${safe(marks.status[i])}" style="background:${colour}"></b><span>${safe(marks.name[i])}${use}</span>`;
      const icon = L.divIcon({ className: "school" + (open ? "" : " idle"), html, iconSize: [16, 16] });
      let mark = this.marks.get(id);
      if (!mark) {
        mark = L.marker([marks.lat[i], marks.lon[i]], { icon, draggable: true, autoPan: true, keyboard: true, title: marks.name[i] }).addTo(this.map);
        mark.on("click", () => on.click(id));
        mark.on("dragend", () => on.drag(id, mark.getLatLng()));
        this.marks.set(id, mark);
      }
      mark.setLatLng([marks.lat[i], marks.lon[i]]).setIcon(icon);
      mark.pupils = j === undefined ? 0 : plan.schools.pupils[j];
      mark.getElement().dataset.school = id;
      if (mark.dragging) mark.dragging[open ? "enable" : "disable"]();
    });
    this._labels();
  }

  _labels() { // names never lie on each other; the school with more pupils comes first
    const taken = [];
    [...this.marks.values()].sort((a, b) => b.pupils - a.pupils).forEach((mark) => {
      const label = mark.getElement() && mark.getElement().lastChild;
      if (!label) return;
      const at = this.map.latLngToContainerPoint(mark.getLatLng()), box = [at.x + 8, at.y - 9, label.offsetWidth || 80, 18];
      const free = !taken.some((o) => box[0] < o[0] + o[2] && o[0] < box[0] + box[2] && box[1] < o[1] + o[3] && o[1] < box[1] + box[3]);
      label.style.visibility = free ? "visible" : "hidden";
      if (free) taken.push(box);
    });
  }
}
