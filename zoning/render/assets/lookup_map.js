/* The zones on a map, the zone that was found, and what a tap on the map means. */
"use strict";

function lookupMap(data, onTap) {
  const { zones, blocks, ground, style, bounds, text, reading } = data;
  const map = L.map("map", { preferCanvas: true, zoomControl: false, attributionControl: false, zoomSnap: 0.25, maxZoom: 19, fadeAnimation: false, zoomAnimation: false });
  const flat = L.canvas({ padding: 0.4 }), still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  map.fitBounds(bounds);
  map.setMinZoom(Math.floor(map.getBoundsZoom(bounds)) - 1);
  map.setMaxBounds(L.latLngBounds(bounds).pad(0.6));
  const safe = (value) => String(value).replace(/[&<>"']/g, (c) => "&#" + c.charCodeAt(0) + ";");

  function ring(steps) {
    const out = [];
    let x = 0, y = 0;
    for (let i = 0; i < steps.length; i += 2) { x += steps[i]; y += steps[i + 1]; out.push([y / 1e6, x / 1e6]); }
    return out;
  }
  const area = (packed) => packed.map((part) => part.map(ring)), lines = (packed) => packed.map((part) => ring(part[0]));
  const shapes = blocks.shape.map(area);
  const line = (path, options) => L.polyline(path, { renderer: flat, interactive: false, ...options }).addTo(map);
  const fills = zones.map((zone) => L.polygon(area(zone.shape), { renderer: flat, interactive: false, color: "#5a6570", weight: 1.2, fillColor: zone.fill, fillOpacity: 0.42 }).addTo(map));
  if (ground.barriers) ground.barriers.shape.forEach((packed, i) => {
    const colour = style.ground[ground.barriers.kind[i]] || "#888888";
    if (ground.barriers.area[i]) L.polygon(area(packed), { renderer: flat, interactive: false, stroke: false, fillColor: colour, fillOpacity: 0.9 }).addTo(map);
    else line(lines(packed), { color: colour, weight: 2, dashArray: ground.barriers.kind[i] === "railway" ? "6 4" : null });
  });
  const roads = !ground.streets ? [] : ground.streets.shape.map((packed, i) => {
    const [color, weight, zoom] = style.streets[ground.streets.level[i]];
    return { zoom, drawn: L.polyline(lines(packed), { renderer: flat, interactive: false, color, weight, opacity: 0.7 }) };
  });
  line(ground.boundary.shape.flatMap(lines), { color: style.ground.boundary, weight: 1.6 });
  function byZoom() { roads.forEach(({ zoom, drawn }) => { if (map.getZoom() >= zoom) drawn.addTo(map); else drawn.remove(); }); }
  map.on("zoomend", byZoom);
  byZoom();
  zoomButtons();
  L.control.scale({ imperial: false }).addTo(map);
  const found = L.featureGroup().addTo(map), marks = L.layerGroup().addTo(map);
  schoolMarks(zones.flatMap((zone) => zone.schools), false);

  function zoomButtons() {
    const box = L.control({ position: "topleft" });
    box.onAdd = () => {
      const bar = L.DomUtil.create("div", "tools");
      [["+", text.zoom_in, () => map.zoomIn()], ["−", text.zoom_out, () => map.zoomOut()], ["⤢", text.whole, () => map.fitBounds(bounds)]].forEach(([sign, said, act]) => {
        const button = L.DomUtil.create("button", "", bar);
        Object.assign(button, { type: "button", textContent: sign, title: said });
        button.setAttribute("aria-label", said);
        button.addEventListener("click", act);
      });
      L.DomEvent.disableClickPropagation(bar);
      return bar;
    };
    box.addTo(map);
  }
  function schoolMarks(schools, named) {
    schools.forEach((school) => {
      const dot = L.circleMarker(school.at, { renderer: flat, interactive: false, radius: named ? 8 : 4, color: "#ffffff", weight: named ? 2.5 : 1.5, fillColor: named ? style.chosen : "#1d2733", fillOpacity: 1 });
      dot.addTo(named ? marks : map);
      if (named) dot.bindTooltip(safe(school.name), { permanent: true, direction: "top", className: "name", offset: [0, -8] });
    });
  }

  function show(zone, own) { // the zone found, its schools, and the blocks that were meant
    found.clearLayers();
    marks.clearLayers();
    fills.forEach((fill, i) => fill.setStyle({ fillOpacity: zone < 0 ? 0.42 : i === zone ? 0.7 : 0.12, weight: i === zone ? 3 : 1.2, color: i === zone ? "#1d2733" : "#5a6570" }));
    if (zone >= 0) fills[zone].bringToFront();
    own.forEach((b) => L.polygon(shapes[b], { renderer: flat, interactive: false, color: style.chosen, weight: 3, fillColor: style.chosen, fillOpacity: 0.25 }).addTo(found));
    if (zone >= 0) schoolMarks(zones[zone].schools, true);
    const here = L.latLngBounds(zone >= 0 ? fills[zone].getBounds() : found.getBounds());
    if (zone >= 0) zones[zone].schools.forEach((school) => here.extend(school.at));
    if (here.isValid()) map.fitBounds(here, { padding: [24, 36], maxZoom: 16, animate: !still });
  }
  function clear() {
    show(-1, []);
    map.fitBounds(bounds);
  }

  // ---- a tap on the map ----------------------------------------------------------------------------
  const inRing = (path, lat, lng) => {
    let inside = false;
    for (let i = 0, j = path.length - 1; i < path.length; j = i++)
      if (path[i][0] > lat !== path[j][0] > lat && lng < (path[j][1] - path[i][1]) * (lat - path[i][0]) / (path[j][0] - path[i][0]) + path[i][1]) inside = !inside;
    return inside;
  };
  const inside = (b, lat, lng) => shapes[b].some((rings) => rings.reduce((odd, path) => odd !== inRing(path, lat, lng), false));
  function metres(b, lat, lng) { // to the edge of a block; the ground is flat over so short a way
    const y = 111195, x = 111195 * Math.cos(lat * Math.PI / 180);
    let least = Infinity;
    shapes[b].forEach((rings) => rings.forEach((path) => path.forEach((from, i) => {
      const to = path[(i + 1) % path.length], ax = (from[1] - lng) * x, ay = (from[0] - lat) * y, dx = (to[1] - from[1]) * x, dy = (to[0] - from[0]) * y;
      const length = dx * dx + dy * dy, part = length ? Math.min(1, Math.max(0, -(ax * dx + ay * dy) / length)) : 0;
      least = Math.min(least, Math.hypot(ax + part * dx, ay + part * dy));
    })));
    return least;
  }
  function at(lat, lng) { // [[block, metres], …]: those the point lies in, else those beside it
    const all = shapes.map((_, b) => b), there = all.filter((b) => inside(b, lat, lng));
    if (there.length) return there.map((b) => [b, 0]);
    const far = all.map((b) => [b, metres(b, lat, lng)]), least = far.reduce((most, one) => Math.min(most, one[1]), Infinity);
    return far.filter((one) => one[1] <= Math.min(reading.near_m, least + reading.unsure_m)).sort((a, b) => a[1] - b[1]);
  }
  map.on("click", (event) => onTap(at(event.latlng.lat, event.latlng.lng)));
  new ResizeObserver(() => map.invalidateSize({ animate: false })).observe(map.getContainer());

  return { map, show, clear, at };
}
