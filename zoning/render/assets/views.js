/* Two plans on one map: the zones of plan A beside those of plan B, and the switch A · B · both. */
"use strict";

function zoningViews(map, groups, layers, { text, style, area, hover, tip, safe, number, share, fill, blockTip, addName, drawSchools, arrange }) {
  const filled = L.layerGroup(), outlined = L.layerGroup(), named = L.layerGroup();
  let view = "b";

  function before(group) {
    const z = layers.before;
    z.shape.forEach((packed, i) => {
      const shape = area(packed);
      hover(L.polygon(shape, { color: "#3a3a3a", weight: 1.8, fillColor: z.fill[i], fillOpacity: 0.55 }), zoneTip(i)).addTo(filled);
      L.polygon(shape, { fill: false, color: style.before, weight: 3.2, dashArray: "9 6", interactive: false }).addTo(outlined);
      addName(named, z, i, "");
    });
    group.addLayer(view === "a" ? filled : outlined);
    if (view === "a") group.addLayer(named);
  }

  function zoneTip(i) {
    const z = layers.before;
    return tip(`${text.plan_a}${text.colon}${fill(text.zone_of, z.name[i])}`, [
      [text.pupils, number(z.pupils[i])], [text.seats, number(z.seats[i])], [text.use, share(z.use[i])], [text.blocks, number(z.blocks[i])],
    ]);
  }

  function elsewhere(group) {
    layers.elsewhere.block.forEach((i) => hover(L.polygon(area(layers.blocks.shape[i]),
      { color: style.elsewhere, weight: 2, fillColor: style.elsewhere, fillOpacity: 0.35 }), () => blockTip(i)).addTo(group));
  }

  const show = (group, on) => group && (on ? map.addLayer(group) : map.removeLayer(group));
  function turn(to) {
    view = to;
    [filled, outlined, named].forEach((part) => groups.before.removeLayer(part));
    if (filled.getLayers().length) {
      groups.before.addLayer(to === "a" ? filled : outlined);
      if (to === "a") groups.before.addLayer(named);
    }
    if (groups.schools.getLayers().length) { // drawn already: then anew, as they are in this plan
      groups.schools.clearLayers();
      drawSchools(groups.schools, to === "a" ? layers.schools_before : layers.schools);
    }
    show(groups.zones, to !== "a");
    show(groups.labels, to !== "a");
    show(groups.before, to !== "b");
    document.querySelectorAll("#views button").forEach((button) => button.setAttribute("aria-pressed", button.dataset.view === to));
    arrange();
  }
  document.querySelectorAll("#views button").forEach((button) => button.addEventListener("click", () => turn(button.dataset.view)));
  return { before, elsewhere };
}
