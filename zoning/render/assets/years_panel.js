/* What stands beside the map: a year's totals, pupils against seats, the works of the year, the legend. */
"use strict";

const yearsSay = {
  safe: (value) => String(value).replace(/[&<>"']/g, (c) => "&#" + c.charCodeAt(0) + ";"),
  number: (value) => value === null || value === undefined ? "—" : value.toLocaleString("en-US"),
  share: (value) => value === null || value === undefined ? "—" : (100 * value).toFixed(1) + " %",
  fill: (pattern, ...values) => values.reduce((said, value) => said.replace("{}", () => value), pattern),
};

function yearsPanel(data, pick) {
  const { text, style, years } = data, { safe, number, share, fill } = yearsSay;
  const now = document.getElementById("now"), chart = document.getElementById("chart"), works = document.getElementById("works");

  function totals(stage, at) {
    const t = stage.totals, radius = number(stage.radius_m);
    const signed = (value, show) => value === null || value === 0 ? "" : (value > 0 ? "+" : "−") + show(Math.abs(value));
    const change = (name, show) => at && t[name][at] !== null && t[name][0] !== null ? signed(t[name][at] - t[name][0], show) : "";
    const points = (value) => (100 * value).toFixed(1);
    const gap = t.gap[at], idle = t.gap_unchanged[at];
    const rows = [
      [text.pupils, number(t.pupils[at]), change("pupils", number)],
      [text.seats, number(t.seats[at]), change("seats", number)],
      t.private_seats[at] ? [text.private_seats, number(t.private_seats[at]), change("private_seats", number)] : null,
      [gap > 0 ? text.gap : text.free, number(Math.abs(gap)), "", gap > 0 ? "short" : ""],
      idle !== gap ? [idle > 0 ? text.gap_unchanged : text.free_unchanged, number(Math.abs(idle)), "", idle > 0 ? "short" : ""] : null,
      [text.utilisation_share, `<i class="dot ${safe(t.alert[at])}"></i>` + share(t.utilisation_share[at]), change("utilisation_share", points)],
      [text.schools, number(t.schools[at]), change("schools", number)],
      [fill(text.radius_share, radius), share(t.radius_share[at]), change("radius_share", points)],
      [fill(text.walk_share, radius), share(t.walk_share[at]), change("walk_share", points)],
      [text.moved, number(t.moved[at]), ""],
    ].filter(Boolean);
    const title = `${stage.name} · ${fill(text.year_of, years[at])}<small>${at ? text.planned : text.today}</small>`;
    const head = at ? `<tr><td></td><td></td><td>${safe(fill(text.change, years[0]))}</td></tr>` : "";
    now.innerHTML = `<h2>${title}</h2><table>${head}${rows.map(([said, value, more, kind]) =>
      `<tr class="${kind || ""}"><th>${safe(said)}</th><td>${value}</td><td>${more}</td></tr>`).join("")}</table>`;
  }

  function lines(stage, at) {
    const t = stage.totals, w = 286, h = 118, left = 6, base = 98, n = years.length;
    const top = 1.06 * Math.max(...t.pupils, ...t.seats, 1), low = 0.92 * Math.min(...t.pupils, ...t.seats);
    const from = low > 0.5 * top ? low : 0, step = (w - 2 * left) / n;
    const x = (i) => left + step * (i + 0.5), y = (v) => base - (base - 10) * (v - from) / (top - from || 1);
    const seats = t.seats.map((v, i) => `${i ? "" : "M" + (x(0) - step / 2) + " " + y(v)}L${x(i) - step / 2} ${y(v)}L${x(i) + step / 2} ${y(v)}`).join("");
    const pupils = t.pupils.map((v, i) => `${i ? "L" : "M"}${x(i)} ${y(v)}`).join("");
    const dots = t.pupils.map((v, i) => `<circle cx="${x(i)}" cy="${y(v)}" r="${i === at ? 4.5 : 3}" fill="${style.alert[t.alert[i]] || "#666"}" stroke="#fff"/>`).join("");
    const every = Math.ceil(n / 10);
    const labels = years.map((year, i) => i % every ? "" : `<text x="${x(i)}" y="112" text-anchor="middle" class="${i === at ? "on" : ""}">${year}</text>`).join("");
    const touch = years.map((_, i) => `<rect data-year="${i}" x="${x(i) - step / 2}" y="0" width="${step}" height="${h}" fill="transparent"/>`).join("");
    chart.innerHTML = `<p class="keys"><span><svg width="22" height="8"><path d="M1 4H21" stroke="#1d2733" stroke-width="2"/></svg>${safe(text.pupils)}</span>` +
      `<span><svg width="22" height="8"><path d="M1 4H21" stroke="#0b4f8a" stroke-width="2.4" stroke-dasharray="5 3"/></svg>${safe(text.seats)}</span></p>` +
      `<svg viewBox="0 0 ${w} ${h}" role="img" aria-label="${safe(text.chart)}"><rect x="${x(at) - step / 2}" y="2" width="${step}" height="${h - 2}" fill="#e8f0f7" rx="3"/>` +
      `<path d="M${left} ${base}H${w - left}" stroke="#aeb8c2"/><path d="${seats}" fill="none" stroke="#0b4f8a" stroke-width="2.2" stroke-dasharray="5 3"/>` +
      `<path d="${pupils}" fill="none" stroke="#1d2733" stroke-width="2"/>${dots}${labels}${touch}</svg>`;
    chart.querySelectorAll("[data-year]").forEach((box) => box.addEventListener("click", () => pick(+box.dataset.year)));
  }

  function done(stage, at) {
    const w = stage.works, here = w.year.map((_, i) => i).filter((i) => w.year[i] === years[at]);
    const items = here.map((i) => {
      const kind = data.kinds[w.kind[i]], into = w.into[i] >= 0 ? " " + fill(text.into, stage.schools.name[w.into[i]]) : "";
      const cost = w.cost_wan[i] ? " · " + fill(text.wan, number(w.cost_wan[i])) : "";
      return `<li><b style="background:${style.works[kind]}">${safe(text[kind])}</b>${safe(stage.schools.name[w.school[i]] + into)}` +
        `<small>${number(w.seats_before[i])} → ${number(w.seats_planned[i])} ${safe(text.seats)}${safe(cost)}</small></li>`;
    });
    works.innerHTML = `<h3>${safe(fill(text.works_of, years[at]))}</h3>` + (items.length ? `<ul>${items.join("")}</ul>` : `<p class="small">${safe(text.no_works)}</p>`) +
      (at === 0 && !stage.today_known ? `<p class="small">${safe(text.no_zones)}</p>` : "");
  }
  return { show(stage, at) { totals(stage, at); lines(stage, at); done(stage, at); } };
}

function yearsLegend(data, shown, changed) {
  const { text, style } = data, { safe, share, fill } = yearsSay, box = document.getElementById("legend");
  const [yellow, red] = data.alert_shares.map((v) => share(v).replace(".0 %", " %"));
  const svg = (inside) => `<svg width="36" height="16">${inside}</svg>`;
  const dot = (colour) => svg(`<circle cx="18" cy="8" r="6" fill="${colour}" stroke="#fff"/>`);
  const done = data.kinds.filter((kind, k) => data.stages.some((stage) => stage.works.kind.includes(k)));
  const rows = [
    [svg(style.zones.slice(0, 4).map((c, i) => `<rect x="${9 * i}" y="2" width="9" height="12" fill="${c}" fill-opacity=".6"/>`).join("")), text.zones],
    [dot(style.alert.green), fill(text.use_green, yellow)], [dot(style.alert.yellow), fill(text.use_yellow, yellow, red)], [dot(style.alert.red), fill(text.use_red, red)],
    ...done.map((kind) => [svg(`<rect x="10" y="0" width="16" height="16" rx="3" fill="${style.works[kind]}"/><text x="18" y="12" text-anchor="middle" font-size="11" fill="#fff">${safe(text["sign_" + kind])}</text>`), text[kind]]),
    ...(done.length ? [[svg('<circle cx="18" cy="8" r="6" fill="#fff" stroke="#666" stroke-width="2.5"/>'), text.work_now]] : []),
  ];
  const boxes = [["labels", text.labels], ["homes", text.homes], ["moved", text.moved_blocks], ["streets", text.streets]];
  box.innerHTML = rows.map(([mark, said]) => `<div class="key">${mark}<span>${safe(said)}</span></div>`).join("") +
    boxes.map(([key, said]) => `<label class="key"><input type="checkbox" data-layer="${key}"${shown[key] ? " checked" : ""}>${key === "moved" ? `<i class="patch" style="border-color:${style.moved};background:${style.moved}55"></i>` : ""}<span>${safe(said)}</span></label>`).join("");
  box.querySelectorAll("input").forEach((input) => input.addEventListener("change", () => { shown[input.dataset.layer] = input.checked; changed(); }));
}
