/* Draws a plan from the columns in #zoning-data on folium's map. Needs Leaflet and nothing else. */
"use strict";

function zoningMap(map, groups) {
  const data = JSON.parse(document.getElementById("zoning-data").textContent);
  const { layers, text, style, bounds } = data;
  const side = document.getElementById("side");
  const ground = pane("ground", 350), gapPane = pane("gaps", 420), schoolPane = pane("schools", 440);
  ground.style.pointerEvents = "none";
  pane("names", 620).style.pointerEvents = "none";
  const flat = { renderer: L.canvas({ pane: "ground", padding: 0.5 }), interactive: false };
  const onGaps = L.svg({ pane: "gaps", padding: 0.5 }), onSchools = L.svg({ pane: "schools", padding: 0.5 });
  const drawnBlocks = [];
  const names = [];

  function pane(name, z) {
    const made = map.createPane(name);
    made.style.zIndex = z;
    return made;
  }

  // ---- unpacking -------------------------------------------------------------------------------
  function ring(steps) {
    const out = new Array(steps.length / 2);
    let x = 0, y = 0;
    for (let i = 0; i < out.length; i++) {
      x += steps[2 * i];
      y += steps[2 * i + 1];
      out[i] = [y / 1e6, x / 1e6];
    }
    return out;
  }
  const area = (packed) => packed.map((part) => part.map(ring));
  const lines = (packed) => packed.map((part) => ring(part[0]));

  // ---- words -----------------------------------------------------------------------------------
  const safe = (value) => String(value).replace(/[&<>"']/g, (c) => "&#" + c.charCodeAt(0) + ";");
  const number = (value) => value === null || value === undefined ? "—" : value.toLocaleString("en-US");
  const metres = (value) => value === null ? text.out_of_reach : number(value) + " m";
  const share = (value) => value === null ? "—" : (100 * value).toFixed(1) + " %";
  const fill = (pattern, ...values) => values.reduce((said, value) => said.replace("{}", () => value), pattern);
  const school = (i, s = layers.schools) => i < 0 ? "—" : s.name[i];
  const zoneOf = (i, s = layers.schools) => i >= 0 && s.zone[i] >= 0 ? s.zone[i] : i; // of schools that share one
  const sharesZone = (i, s = layers.schools) => i >= 0 && s.zone[i] >= 0;
  const places = (s = layers.schools) => s.name.map((_, i) => i).filter((i) => s.zone[i] !== i); // a shared zone is no place
  function tip(title, rows) {
    const shown = rows.filter((row) => row[1] !== "" && row[1] !== null && row[1] !== undefined);
    return `<b>${safe(title)}</b><table>` +
      shown.map(([said, value]) => `<tr><th>${safe(said)}</th><td>${safe(value)}</td></tr>`).join("") + "</table>";
  }
  const hover = (layer, html) => layer.bindTooltip(html, { sticky: true, className: "tip", opacity: 1 });

  // ---- layers ----------------------------------------------------------------------------------
  const draw = {
    streets(group) {
      const s = layers.streets;
      s.shape.forEach((packed, i) => {
        const [colour, width, from] = style.streets[s.level[i]];
        const street = L.polyline(lines(packed), { ...flat, color: colour, weight: width }).addTo(group);
        const fit = () => street.setStyle({ stroke: map.getZoom() >= from });
        map.on("zoomend", fit);
        fit();
      });
    },
    barriers(group) {
      const b = layers.barriers || { shape: [] };
      b.shape.forEach((packed, i) => {
        const colour = style.barriers[b.kind[i]] || "#888";
        if (b.area[i]) return L.polygon(area(packed), { ...flat, color: colour, weight: 1.5, fillOpacity: 1 }).addTo(group);
        const width = { river: 4, railway: 3, motorway: 4 }[b.kind[i]] || 2;
        L.polyline(lines(packed), { ...flat, color: colour, weight: width }).addTo(group);
        if (b.kind[i] === "railway")
          L.polyline(lines(packed), { ...flat, color: "#fff", weight: 1.6, dashArray: "8 8", lineCap: "butt" }).addTo(group);
      });
      const c = layers.crossings || { lat: [] };
      c.lat.forEach((lat, i) => L.circleMarker([lat, c.lon[i]],
        { ...flat, radius: 3, color: style.crossing, weight: 1.5, fillColor: "#fff", fillOpacity: 1 }).addTo(group));
    },
    zones(group) {
      const z = layers.zones;
      z.shape.forEach((packed, i) => {
        const zone = L.polygon(area(packed), { stroke: false, fillColor: z.fill[i], fillOpacity: 0.55 });
        hover(zone, zoneTip(i)).addTo(group);
      });
      z.shape.forEach((packed) => L.polygon(area(packed),
        { fill: false, color: "#3a3a3a", weight: 1.8, lineJoin: "round", interactive: false }).addTo(group));
    },
    today(group) {
      const t = layers.today;
      t.shape.forEach((packed, i) => hover(L.polygon(area(packed),
        { color: style.today, weight: 2.6, dashArray: "10 4 2 4", fill: true, fillOpacity: 0 }),
      `<b>${safe(fill(text.today_of, school(t.school[i])))}</b>`).addTo(group));
    },
    radius: (group) => service(group, layers.radius, text.radius_of, style.radius, "6 5"),
    walk: (group) => service(group, layers.walk, text.walk_of, style.walk, null),
    blocks(group) {
      layers.blocks.shape.forEach((_, i) => block(i).addTo(group));
    },
    moved(group) {
      layers.moved.block.forEach((i) => hover(L.polygon(area(layers.blocks.shape[i]),
        { color: style.moved, weight: 2, fillColor: style.moved, fillOpacity: 0.25 }), () => blockTip(i)).addTo(group));
    },
    gaps(group) {
      const g = layers.gaps;
      g.shape.forEach((packed, i) => hover(L.polygon(area(packed),
        { renderer: onGaps, pane: "gaps", color: style.gap, weight: 1.3, fillOpacity: 1, className: "gap" }),
      tip(fill(text.gap_of, g.id[i], g.name[i]), [
        [text.pupils, number(g.pupils[i])], [text.dwellings, number(g.dwellings[i])], [text.blocks, number(g.blocks[i])],
        [text.nearest, g.nearest[i]], [text.walk_m, metres(g.nearest_m[i])],
      ])).addTo(group));
    },
    schools(group, s = layers.schools) {
      const drawn = places(s), most = Math.max(1, ...drawn.map((i) => s.seats[i] || 0));
      const others = layers.sites ? ["candidate", "tried"] : []; // they have a layer of their own
      const bySize = drawn.filter((i) => !others.includes(s.status[i])).sort((a, b) => (s.seats[b] || 0) - (s.seats[a] || 0));
      bySize.forEach((i) => {
        const open = s.status[i] === "open" || s.status[i] === "pooled";
        const mark = L.circleMarker([s.lat[i], s.lon[i]], {
          renderer: onSchools, pane: "schools", className: "school", radius: 4 + 7 * Math.sqrt((s.seats[i] || 0) / most),
          color: open ? "#fff" : "#444", weight: open ? 1.8 : 1.4,
          fillColor: open ? style.alert[s.alert[i]] || "#666" : "#fff", fillOpacity: 1,
        });
        hover(mark, schoolTip(i, s)).addTo(group);
      });
    },
    labels(group) {
      const z = layers.zones;
      z.name.forEach((_, i) => addName(group, z, i, z.school[i] < 0 ? "" : layers.schools.alert[z.school[i]]));
    },
  };

  if (layers.before) // two plans on one map
    Object.assign(draw, zoningViews(map, groups, layers, { text, style, area, hover, tip, safe, number, metres, share, fill, blockTip: (i) => blockTip(i), addName, drawSchools: draw.schools, arrange: () => arrange() }));

  if (layers.sites) { // where to build
    pane("sites", 450);
    Object.assign(draw, zoningSites(map, layers, { text, style, area, hover, tip, number, metres, share, renderer: L.svg({ pane: "sites", padding: 0.5 }) }));
  }

  function service(group, columns, pattern, colour, dash) {
    columns.shape.forEach((packed, i) => hover(L.polygon(area(packed),
      { color: colour, weight: 1.8, dashArray: dash, fillColor: colour, fillOpacity: 0.08 }),
    `<b>${safe(fill(pattern, school(columns.school[i]), number(data.radius_m)))}</b>`).addTo(group));
  }

  function addName(group, zones, i, alert) {
    const html = `<span class="name">${safe(zones.name[i])}<i class="${safe(alert)}">${share(zones.use[i]).replace(".0 %", " %")}</i></span>`;
    const mark = L.marker([zones.lat[i], zones.lon[i]],
      { pane: "names", interactive: false, keyboard: false, icon: L.divIcon({ className: "zone-name", html, iconSize: [0, 0] }) });
    mark.addTo(group);
    names.push({ mark, pupils: zones.pupils[i] || 0, room_m: zones.room_m[i] });
    names.sort((a, b) => b.pupils - a.pupils);
  }

  function block(i) {
    if (!drawnBlocks[i]) {
      const b = layers.blocks;
      drawnBlocks[i] = L.polygon(area(b.shape[i]),
        { color: style.block, weight: 0.7, opacity: 0.6, fillColor: "#ffffff", fillOpacity: b.pupils[i] ? 0.28 : 0.08 });
      hover(drawnBlocks[i], () => blockTip(i));
    }
    return drawnBlocks[i];
  }

  function blockTip(i) {
    const b = layers.blocks;
    const moves = b.current[i] >= 0 && zoneOf(b.current[i]) !== b.school[i], shared = sharesZone(b.school[i]);
    const inside = b.radius[i] && b.walk[i] ? text.both_covered : b.radius[i] ? text.radius_covered
      : b.walk[i] ? text.walk_covered : text.not_covered;
    return tip(b.name[i] || b.id[i], [
      [text.block, b.id[i]], [text.address, b.address[i]], [text.pupils, number(b.pupils[i])],
      [text.school, school(b.school[i])], [shared ? text.mean_walk : text.walk_m, metres(b.walk_m[i])],
      [text.farthest, shared ? metres(b.farthest_m[i]) : ""], [text.covered, inside],
      [text.nearest, b.nearest[i] === b.school[i] ? "" : `${school(b.nearest[i])} · ${metres(b.nearest_m[i])}`],
      [text.reason, b.reason[i]],
      [moves ? text.moved_to : text.current, moves ? `${school(b.current[i])} → ${school(b.school[i])}`
        : b.current[i] >= 0 ? school(b.current[i]) : ""],
      [text.feeder, b.feeder[i]],
      ...(b.before ? [[text.plan_a, b.before[i] === "" ? text.new_block : `${b.before[i]} · ${metres(b.before_m[i])}`]] : []),
    ]);
  }

  function zoneTip(i) {
    const z = layers.zones, s = layers.schools, k = z.school[i];
    return tip(fill(text.zone_of, z.name[i]), [
      [text.pupils, number(z.pupils[i])], [text.seats, number(z.seats[i])], [text.use, share(z.use[i])],
      [text.blocks, number(z.blocks[i])],
      ...(k < 0 ? [] : [[text.mean_walk_m, metres(s.mean_walk_m[k])], [text.longest_walk_m, metres(s.longest_walk_m[k])], [text.feeders, s.feeders[k]]]),
    ]);
  }

  function schoolTip(i, s = layers.schools) {
    const shared = sharesZone(i, s);
    const judged = s.pupils[i] === null ? [] : [
      [shared ? text.shared : "", shared ? school(zoneOf(i, s), s) : ""],
      [text.pupils, number(s.pupils[i]) + (shared ? ` / ${number(s.seats[zoneOf(i, s)])}` : "")], [text.use, share(s.use[i])],
      s.over[i] ? [text.over, number(s.over[i])] : [text.free, number(s.free[i])],
      [text.mean_walk_m, metres(s.mean_walk_m[i])], [text.longest_walk_m, metres(s.longest_walk_m[i])],
      ["today" in layers ? text.change : "", "today" in layers ? (s.change[i] > 0 ? "+" : "") + number(s.change[i]) : ""],
    ];
    return tip(s.name[i], [
      [text.address, s.address[i]], s.status[i] === "open" || shared ? ["", ""] : [text.status, text[s.status[i]] || s.status[i]],
      [text.seats, number(s.seats[i])], ...judged, [text.feeders, s.feeders[i]],
    ]);
  }

  // ---- layers are drawn when first shown, and kept in order ------------------------------------
  const order = Object.keys(groups);
  const onCanvas = ["streets", "barriers", "zones", "suitability", "before", "today", "radius", "walk", "blocks", "moved", "elsewhere"].filter((name) => name in groups);
  order.forEach((name) => {
    let drawn = false;
    const first = () => {
      if (!drawn) draw[name](groups[name]);
      drawn = true;
    };
    if (map.hasLayer(groups[name])) first();
    else groups[name].on("add", first);
  });
  function arrange() {
    onCanvas.forEach((name) => map.hasLayer(groups[name]) && groups[name].bringToFront());
    const detail = ["blocks", "moved", "elsewhere"].some((name) => name in groups && map.hasLayer(groups[name]));
    map.getContainer().classList.toggle("detail", detail); // then gaps let the pointer through to the blocks
    placeNames();
  }
  map.on("overlayadd overlayremove", arrange);

  // ---- names of zones never lie on each other ---------------------------------------------------
  function placeNames() {
    const taken = [], circles = schoolBoxes(), view = map.getSize(), middle = map.getCenter();
    const scale = map.distance(middle, map.containerPointToLatLng(view.divideBy(2).add([100, 0]))) / 100; // metres a pixel
    const shifts = [[0, 0], [0, 0.9], [0, -0.9], [0.7, 0], [-0.7, 0], [0.45, 0.9], [-0.45, 0.9], [0.45, -0.9], [-0.45, -0.9], [0, 1.3], [0, -1.3]];
    names.filter(({ mark }) => map.hasLayer(mark)).forEach(({ mark, room_m }) => {
      const at = map.latLngToContainerPoint(mark.getLatLng()), span = mark.getElement().firstChild, room = room_m / scale;
      span.classList.toggle("tight", room < 45);
      const [w, h] = [span.offsetWidth + 4, span.offsetHeight + 2];
      const boxes = shifts.map(([dx, dy]) => [at.x + dx * w - w / 2, at.y + dy * h - h / 2, w, h, dx * w, dy * h])
        .filter((box) => Math.hypot(box[4], box[5]) <= Math.max(room, 0.9 * h)); // else it would name the neighbour
      const free = boxes.filter((box) => !taken.some((other) => overlap(box, other)));
      const hidden = free.map((box) => circles.filter((other) => overlap(box, other)).length); // schools under each
      const best = free[hidden.indexOf(Math.min(...hidden))];
      span.style.visibility = best ? "visible" : "hidden";
      if (!best) return;
      span.style.transform = `translate(calc(-50% + ${best[4]}px), calc(-50% + ${best[5]}px))`;
      if (best[0] < view.x && best[1] < view.y) taken.push(best);
    });
  }
  function schoolBoxes() {
    const s = layers.schools;
    return places().map((i) => {
      const at = map.latLngToContainerPoint([s.lat[i], s.lon[i]]);
      return [at.x - 9, at.y - 9, 18, 18];
    });
  }
  const overlap = (a, b) => a[0] < b[0] + b[2] && b[0] < a[0] + a[2] && a[1] < b[1] + b[3] && b[1] < a[1] + a[3];

  // ---- view --------------------------------------------------------------------------------------
  L.polyline(layers.boundary.shape.flatMap(lines),
    { ...flat, color: style.boundary, weight: 1.4, dashArray: "8 4 2 4" }).addTo(map);
  function whole() {
    map.setMinZoom(0);
    const covered = map.getSize().x > 700 ? list.offsetWidth : 0;
    map.fitBounds(bounds, { paddingTopLeft: [52, 20], paddingBottomRight: [covered + 24, 20], animate: false });
    map.setMinZoom(map.getZoom() - 0.75);
  }
  zoomControls(map, text, safe, whole);
  const north = L.control({ position: "bottomright" });
  north.onAdd = () => {
    const box = L.DomUtil.create("div", "north");
    box.innerHTML = document.getElementById("north").innerHTML;
    return box;
  };
  L.control.scale({ imperial: false, maxWidth: 160, position: "bottomright" }).addTo(map);
  north.addTo(map);
  document.getElementById("fold").addEventListener("click", () => {
    document.body.classList.toggle("folded");
    map.invalidateSize({ animate: false });
  });
  const list = map.getContainer().querySelector(".leaflet-control-layers");
  const fold = () => list.classList.remove("leaflet-control-layers-expanded"); // a press on its button opens it again
  if (window.innerWidth < 800) {
    document.body.classList.add("folded");
    fold();
    map.on("click", fold);
  }
  map.invalidateSize({ animate: false });
  whole();
  map.setMaxBounds(L.latLngBounds(bounds).pad(0.6)); // after the first view: setting it moves the map
  map.on("zoomend resize", placeNames);
  arrange();
  zoningSearch(map, layers, text, { block, blockTip, schoolTip, places });
}
