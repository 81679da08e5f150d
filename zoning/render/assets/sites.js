/* Candidate sites: every one by what it would bring, the ground around them, and those chosen. */
"use strict";

function zoningSites(map, layers, { text, style, area, hover, tip, number, metres, share, renderer }) {
  const s = layers.sites, many = s.lat.length > 60;
  const signed = (value) => value === null ? "—" : (value > 0 ? "+" : "") + number(value);

  function siteTip(i) {
    const judged = s.rank[i] === null ? [[text.status, s.tried[i] && s.saves_km.every((v) => v === null) ? "" : text.site_out]] : [
      [text.site_rank, number(s.rank[i])], [text.saves_km, signed(s.saves_km[i])], [text.newly_covered, signed(s.newly_covered[i])],
      [s.fewer_over[i] ? text.fewer_over : "", s.fewer_over[i] ? number(s.fewer_over[i]) : ""],
      [text.site_pupils, number(s.pupils[i])], [text.mean_walk_m, metres(s.mean_walk_m[i])], [text.longest_walk_m, metres(s.longest_walk_m[i])],
      [text.moved_pupils, number(s.moved_pupils[i])], [text.proved_gap, share(s.gap[i])],
    ];
    return tip(s.name[i] + (s.chosen[i] ? ` ★ ${text.site_chosen}` : ""), [
      [text.candidate, s.id[i]], [text.address, s.address[i]], [text.seats, number(s.seats[i])],
      [text.cost_wan, s.cost_wan[i] === null ? "" : number(s.cost_wan[i])], ...judged,
    ]);
  }

  function suitability(group) {
    const cells = layers.suitability;
    cells.shape.forEach((packed, k) => {
      const i = cells.site[k];
      hover(L.polygon(area(packed), { stroke: false, fillColor: s.fill[i], fillOpacity: 0.72 }), () => siteTip(i)).addTo(group);
    });
  }

  function sites(group) {
    const order = s.lat.map((_, i) => i).sort((a, b) => s.chosen[a] - s.chosen[b] || (s.rank[b] || 1e9) - (s.rank[a] || 1e9));
    order.forEach((i) => {
      const top = s.chosen[i] || (s.rank[i] !== null && s.rank[i] <= 10);
      const mark = L.circleMarker([s.lat[i], s.lon[i]], {
        renderer, pane: "sites", className: "site", radius: s.chosen[i] ? 10 : top ? 8 : many ? 2.5 : 6, weight: s.chosen[i] ? 4 : many && !top ? 0.6 : 1.6,
        color: s.chosen[i] ? style.chosen : "#222", fillColor: s.fill[i], fillOpacity: 1,
      });
      hover(mark, () => siteTip(i)).addTo(group);
      if (top && s.rank[i] !== null)
        L.marker([s.lat[i], s.lon[i]], { pane: "sites", interactive: false, keyboard: false,
          icon: L.divIcon({ className: "site-rank", html: `<span class="${style.dark.includes(s.fill[i]) ? "dark" : ""}">${s.rank[i]}</span>`, iconSize: [0, 0] }) }).addTo(group);
    });
  }
  return { suitability, sites };
}
