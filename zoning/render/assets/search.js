/* The search box: schools, blocks and addresses; a choice goes there and shows what is known. */
"use strict";

function zoningSearch(map, layers, text, { block, blockTip, schoolTip, places }) {
  const box = document.getElementById("find"), found = document.getElementById("found");
  const entries = [
    ...places().map((i) => ({ said: layers.schools.name[i], under: layers.schools.address[i], go: () => toSchool(i) })),
    ...layers.blocks.name.map((name, i) => ({ said: name || layers.blocks.id[i], under: layers.blocks.address[i],
      key: layers.blocks.id[i], go: () => toBlock(i) })),
  ];
  entries.forEach((entry) => { entry.text = [entry.said, entry.under, entry.key || ""].join(" ").toLowerCase(); });
  let marked = null;
  function show(layer, at) {
    if (marked) map.removeLayer(marked);
    map.setView(at, Math.max(map.getZoom(), 16), { animate: false });
    marked = L.tooltip({ className: "tip", opacity: 1, direction: "top" }).setLatLng(at).setContent(layer).addTo(map);
  }
  function toSchool(i) {
    show(schoolTip(i), [layers.schools.lat[i], layers.schools.lon[i]]);
  }
  function toBlock(i) {
    const shape = block(i);
    const centre = shape.getBounds().getCenter();
    const outline = L.polygon(shape.getLatLngs(), { color: "#000", weight: 3, fill: false, interactive: false }).addTo(map);
    show(blockTip(i), centre);
    marked.on("remove", () => map.removeLayer(outline));
  }
  map.on("click", () => { if (marked) map.removeLayer(marked); marked = null; });
  box.addEventListener("input", () => {
    const words = box.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    const hits = words.length ? entries.filter((entry) => words.every((word) => entry.text.includes(word))) : [];
    found.replaceChildren(...hits.slice(0, 8).map(choice));
    if (words.length && !hits.length) found.textContent = text.none_found;
  });
  box.addEventListener("keydown", (e) => {
    if (e.key === "Enter" && found.firstElementChild) found.firstElementChild.firstElementChild.click();
  });
  function choice(entry) {
    const item = document.createElement("li"), button = document.createElement("button"), under = document.createElement("small");
    button.type = "button";
    button.textContent = entry.said;
    under.textContent = entry.under;
    button.append(under);
    button.addEventListener("click", entry.go);
    item.append(button);
    return item;
  }
}
