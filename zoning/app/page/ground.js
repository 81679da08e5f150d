/* What lies below the zones: streets by level, rivers, railways, the boundary. */
"use strict";

const GROUND = { arterial: ["#8c8c8c", 2.2, 0], secondary: ["#a8a8a8", 1.6, 12], local: ["#bcbcbc", 1, 14], path: ["#cccccc", 0.8, 15] };
const BARRIERS = { river: ["#7db4d8", 4], railway: ["#4a4a4a", 3], motorway: ["#b08d57", 4] };

export function ring(steps) {
  const out = [];
  for (let i = 0, x = 0, y = 0; i < steps.length; i += 2) out.push([(x += steps[i]) / 1e6, (y += steps[i + 1]) / 1e6]);
  return out; // longitude, latitude
}

export function drawGround(map, ground) {
  const pane = map.createPane("ground");
  pane.style.zIndex = 350;
  pane.style.pointerEvents = "none";
  const flat = { renderer: L.canvas({ pane: "ground", padding: 0.3 }), interactive: false };
  const turned = (packed) => packed.map((part) => part.map((r) => ring(r).map(([x, y]) => [y, x])));
  const { streets, barriers, boundary } = ground;
  const line = (packed, style) => L.polyline(turned(packed).map((part) => part[0]), { ...flat, ...style }).addTo(map);
  if (streets) streets.shape.forEach((packed, i) => {
    const [colour, width, from] = GROUND[streets.level[i]];
    const drawn = line(packed, { color: colour, weight: width });
    const fit = () => drawn.setStyle({ stroke: map.getZoom() >= from });
    map.on("zoomend", fit);
    setTimeout(fit);
  });
  if (barriers) barriers.shape.forEach((packed, i) => {
    const [colour, width] = BARRIERS[barriers.kind[i]] || ["#888", 2];
    if (barriers.area[i]) L.polygon(turned(packed), { ...flat, color: colour, weight: 1, fillOpacity: 1 }).addTo(map);
    else line(packed, { color: colour, weight: width });
  });
  if (boundary) boundary.shape.forEach((packed) => line(packed, { color: "#333", weight: 1.4, dashArray: "8 4 2 4" }));
}
