/* Cells, homes, zone edges and streets of any year on one canvas. Geometry is projected once; a year only picks colours. */
"use strict";

function yearsMap(map, data, shown) {
  const { style } = data;
  const REF = 14; // zoom at which everything is kept
  const corner = map.project(L.latLng(data.bounds[1][0], data.bounds[0][1]), REF);
  const canvas = new (L.Canvas.extend({ _updatePaths: () => draw() }))({ padding: 0.15 }); // Leaflet's canvas, with our own picture
  const cells = data.cells.map(polygon);
  const homes = data.homes ? data.homes.map(polygon) : cells;
  const edges = sharedEdges(cells);
  const grid = index(cells);
  const homesPath = merged(homes.map((home) => home.path));
  const ground = streetsAndWater();
  const kept = new Map(); // "stage:year" -> paths
  let stage = 0, year = 0;

  // ---- geometry ----------------------------------------------------------------------------------
  function points(steps) {
    const out = new Float64Array(steps.length);
    let x = 0, y = 0;
    for (let i = 0; i < steps.length; i += 2) {
      x += steps[i];
      y += steps[i + 1];
      const at = map.project(L.latLng(y / 1e6, x / 1e6), REF);
      out[i] = at.x - corner.x;
      out[i + 1] = at.y - corner.y;
    }
    return out;
  }
  function trace(path, xy, close) {
    path.moveTo(xy[0], xy[1]);
    for (let i = 2; i < xy.length; i += 2) path.lineTo(xy[i], xy[i + 1]);
    if (close) path.closePath();
  }
  function polygon(packed) {
    const path = new Path2D(), rings = packed.flatMap((part) => part.map(points)), box = [Infinity, Infinity, -Infinity, -Infinity];
    rings.forEach((xy) => {
      trace(path, xy, true);
      for (let i = 0; i < xy.length; i += 2) {
        box[0] = Math.min(box[0], xy[i]); box[1] = Math.min(box[1], xy[i + 1]);
        box[2] = Math.max(box[2], xy[i]); box[3] = Math.max(box[3], xy[i + 1]);
      }
    });
    return { path, rings, box };
  }
  function lines(packed) {
    const path = new Path2D();
    packed.forEach((part) => trace(path, points(part[0]), false));
    return path;
  }
  function merged(paths) {
    const path = new Path2D();
    paths.forEach((each) => path.addPath(each));
    return path;
  }
  function sharedEdges(all) { // every edge that two cells have in common: x, y, x, y, cell, cell
    const first = new Map(), out = [];
    all.forEach((cell, i) => cell.rings.forEach((xy) => {
      for (let k = 0; k < xy.length; k += 2) {
        const n = (k + 2) % xy.length, forth = xy[k] < xy[n] || (xy[k] === xy[n] && xy[k + 1] < xy[n + 1]);
        const [a, b] = forth ? [k, n] : [n, k], key = `${xy[a]},${xy[a + 1]},${xy[b]},${xy[b + 1]}`;
        if (!first.has(key)) first.set(key, i);
        else if (first.get(key) !== i) out.push(xy[a], xy[a + 1], xy[b], xy[b + 1], first.get(key), i);
      }
    }));
    return Float32Array.from(out);
  }
  function index(all) { // a coarse grid of boxes: which cells a point may be in
    const size = 24, found = new Map();
    all.forEach(({ box }, i) => {
      for (let x = Math.floor(box[0] / size); x <= box[2] / size; x++)
        for (let y = Math.floor(box[1] / size); y <= box[3] / size; y++) {
          const key = x * 65536 + y;
          if (!found.has(key)) found.set(key, []);
          found.get(key).push(i);
        }
    });
    return (x, y) => found.get(Math.floor(x / size) * 65536 + Math.floor(y / size)) || [];
  }
  function streetsAndWater() {
    const { streets, barriers, boundary } = data.ground, out = { streets: [], water: [] };
    if (streets) streets.shape.forEach((packed, i) => {
      const [colour, width, zoom] = style.streets[streets.level[i]];
      out.streets.push({ path: lines(packed), colour, width, zoom });
    });
    if (barriers) barriers.shape.forEach((packed, i) => {
      const colour = style.ground[barriers.kind[i]] || "#888", filled = barriers.area[i];
      out.water.push({ path: filled ? polygon(packed).path : lines(packed), colour, filled, rail: barriers.kind[i] === "railway" });
    });
    out.boundary = merged(boundary.shape.map(lines));
    return out;
  }

  // ---- a year --------------------------------------------------------------------------------------
  function paths() {
    const key = `${stage}:${year}`;
    if (!kept.has(key)) {
      const now = data.stages[stage].zone[year], fill = data.stages[stage].schools.fill;
      const before = year ? data.stages[stage].zone[year - 1] : null;
      const byColour = style.zones.map(() => new Path2D()), lived = style.zones.map(() => new Path2D()), moved = new Path2D(), border = new Path2D();
      cells.forEach((cell, i) => {
        if (now[i] >= 0) byColour[fill[now[i]]].addPath(cell.path);
        if (now[i] >= 0) lived[fill[now[i]]].addPath(homes[i].path);
        if (before && before[i] >= 0 && now[i] !== before[i]) moved.addPath(homes[i].path);
      });
      for (let i = 0; i < edges.length; i += 6)
        if (now[edges[i + 4]] !== now[edges[i + 5]]) {
          border.moveTo(edges[i], edges[i + 1]);
          border.lineTo(edges[i + 2], edges[i + 3]);
        }
      kept.set(key, { byColour, lived, moved, border });
    }
    return kept.get(key);
  }
  function draw() {
    const ctx = canvas._ctx, zoom = map.getZoom(), scale = map.getZoomScale(zoom, REF), origin = map.getPixelOrigin();
    if (!ctx) return;
    const size = canvas._bounds.getSize(), least = canvas._bounds.min;
    ctx.clearRect(least.x, least.y, size.x, size.y);
    ctx.save();
    ctx.translate(corner.x * scale - origin.x, corner.y * scale - origin.y);
    ctx.scale(scale, scale);
    const px = 1 / scale, { byColour, lived, moved, border } = paths();
    ctx.lineJoin = "round";
    const stroke = (path, colour, width, dash) => {
      ctx.strokeStyle = colour;
      ctx.lineWidth = width * px;
      ctx.setLineDash((dash || []).map((d) => d * px));
      ctx.stroke(path);
    };
    const fills = (paths, alpha) => {
      ctx.globalAlpha = alpha;
      paths.forEach((path, i) => {
        ctx.fillStyle = style.zones[i];
        ctx.fill(path);
      });
      ctx.globalAlpha = 1;
    };
    fills(byColour, shown.homes ? 0.3 : 0.5);
    if (shown.homes) { // the blocks themselves are darker than the ground between them
      fills(lived, 0.45);
      if (zoom >= 13) stroke(homesPath, "rgba(60,60,60,.3)", 0.6);
    }
    if (shown.streets) ground.streets.filter((street) => zoom >= street.zoom).forEach((s) => stroke(s.path, s.colour, s.width * 0.8));
    ground.water.forEach((w) => {
      if (w.filled) { ctx.fillStyle = w.colour; ctx.fill(w.path); } else stroke(w.path, w.colour, w.rail ? 3 : 4);
      if (w.rail) stroke(w.path, "#fff", 1.5, [8, 8]);
    });
    stroke(border, "#33383f", 1.7);
    if (shown.moved) {
      ctx.fillStyle = style.moved + "55";
      ctx.fill(moved);
      stroke(moved, style.moved, 1.6);
    }
    stroke(ground.boundary, style.ground.boundary, 1.4, [8, 4, 2, 4]);
    ctx.restore();
  }
  canvas.addTo(map);

  // ---- which block is here ---------------------------------------------------------------------------
  const asking = document.createElement("canvas").getContext("2d");
  function hit(latlng) {
    const at = map.project(latlng, REF), x = at.x - corner.x, y = at.y - corner.y;
    const found = grid(x, y).find((i) => asking.isPointInPath(cells[i].path, x, y));
    return found === undefined ? -1 : found;
  }
  return {
    hit,
    draw,
    show(s, y) { stage = s; year = y; draw(); },
  };
}
