/* Zoom in, zoom out, and the whole area again. */
"use strict";

function zoomControls(map, text, safe, whole) {
  L.control.zoom({ position: "topleft", zoomInTitle: text.zoom_in, zoomOutTitle: text.zoom_out }).addTo(map);
  const home = L.control({ position: "topleft" });
  home.onAdd = () => {
    const box = L.DomUtil.create("div", "leaflet-bar");
    box.innerHTML = `<a href="#" role="button" title="${safe(text.whole)}" aria-label="${safe(text.whole)}">⤢</a>`;
    L.DomEvent.disableClickPropagation(box);
    L.DomEvent.on(box.firstChild, "click", (e) => { L.DomEvent.stop(e); whole(); });
    return box;
  };
  home.addTo(map);
}
