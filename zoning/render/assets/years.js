/* The page of the years: which stage and year is shown, what moves it, and schools on the map. Needs Leaflet and nothing else. */
"use strict";

function zoningYears(data) {
  const { text, style, years } = data, { safe, number, share, fill } = yearsSay;
  const byId = (id) => document.getElementById(id);
  const slider = byId("slider"), play = byId("play"), mapBox = byId("map");
  const map = L.map(mapBox, { zoomControl: false, attributionControl: false, keyboard: false, fadeAnimation: false, zoomSnap: 0.25, zoomDelta: 0.5, maxZoom: 18 });
  const shown = { labels: true, homes: true, moved: true, streets: true };
  const narrow = () => window.innerWidth < 800;
  let stage = Math.max(0, data.stages.findIndex((each) => each.stage === "primary")), year = 0, playing = null;

  // ---- the first view ---------------------------------------------------------------------------------
  document.body.classList.toggle("folded", narrow());
  function whole() {
    map.setMinZoom(0);
    map.fitBounds(data.bounds, { paddingTopLeft: [16, 58], paddingBottomRight: [16, 92], animate: false });
    map.setMinZoom(map.getZoom() - 0.75);
  }
  map.invalidateSize({ animate: false });
  whole();
  map.setMaxBounds(L.latLngBounds(data.bounds).pad(0.6));
  const picture = yearsMap(map, data, shown);
  const marks = map.createPane("marks");
  marks.style.zIndex = 620;

  // ---- schools -------------------------------------------------------------------------------------------
  const most = data.stages.map((s) => Math.max(1, ...s.schools.seats.flat()));
  const placed = []; // markers of the stage
  function workOf(s, i, at) { // the work of this year, else the last one before it
    const w = s.works, mine = w.year.map((_, k) => k).filter((k) => w.school[k] === i && w.year[k] <= years[at]);
    return mine.length ? mine[mine.length - 1] : -1;
  }
  function icon(s, i, at) {
    const seats = s.schools.seats[at][i], pupils = s.schools.pupils[at][i], k = workOf(s, i, at);
    const fresh = k >= 0 && s.works.year[k] === years[at], kind = k >= 0 ? data.kinds[s.works.kind[k]] : "";
    if (!(seats > 0) && !fresh) return "";
    const r = 5 + 6 * Math.sqrt(Math.max(seats, 0) / most[stage]), size = 2 * r + 8, mid = size / 2;
    const alert = data.alerts[s.schools.alert[at][i]], colour = seats > 0 ? style.alert[alert] || "#666" : "#fff";
    const ring = kind && seats > 0 ? `<circle cx="${mid}" cy="${mid}" r="${r + 1.5}" fill="none" stroke="${style.works[kind]}" stroke-width="3"/>` : "";
    const body = seats > 0 ? `<circle cx="${mid}" cy="${mid}" r="${r}" fill="${colour}" stroke="#fff" stroke-width="1.8"/>`
      : `<circle cx="${mid}" cy="${mid}" r="${r}" fill="#fff" stroke="#1a1a1a" stroke-width="1.6" stroke-dasharray="3 2"/>`;
    const badge = fresh ? `<b class="sign" style="background:${style.works[kind]}">${safe(text["sign_" + kind])}</b>` : "";
    const use = seats > 0 && pupils !== null ? `<i class="${safe(alert)}">${Math.round(100 * pupils / seats)} %</i>` : "";
    return `<div class="school" style="width:${size}px;height:${size}px"><svg width="${size}" height="${size}">${ring}${body}</svg>${badge}` +
      `<span class="name">${safe(s.schools.name[i])}${use}</span></div>`;
  }
  function schools() {
    const s = data.stages[stage];
    placed.splice(0).forEach((mark) => mark.remove());
    s.schools.name.map((_, i) => i).sort((a, b) => s.schools.seats[year][b] - s.schools.seats[year][a]).forEach((i) => {
      const html = icon(s, i, year);
      if (!html) return;
      const at = [s.schools.lat[i], s.schools.lon[i]];
      const mark = L.marker(at, { pane: "marks", keyboard: false, icon: L.divIcon({ className: "mark", html, iconSize: [0, 0] }) }).addTo(map);
      mark.school = i;
      mark.on("mouseover click", () => tell(at, schoolTip(i)));
      mark.on("mouseout", quiet);
      placed.push(mark);
    });
    names();
  }
  function names() { // names that would lie on another name or school are left out; the larger school first
    const taken = placed.map((mark) => { const p = map.latLngToContainerPoint(mark.getLatLng()); return [p.x - 9, p.y - 9, 18, 18]; });
    const boxes = placed.map((mark) => mark.getElement().querySelector(".name"));
    boxes.forEach((span) => { span.style.display = shown.labels ? "" : "none"; });
    if (!shown.labels) return;
    const sizes = boxes.map((span) => [span.offsetWidth + 2, span.offsetHeight]);
    const first = placed.map((_, k) => k).sort((a, b) => fresh(b) - fresh(a));
    first.forEach((k) => {
      const p = map.latLngToContainerPoint(placed[k].getLatLng()), [w, h] = sizes[k];
      const tries = [[p.x - w / 2, p.y + 10], [p.x - w / 2, p.y - 10 - h], [p.x + 13, p.y - h / 2], [p.x - 13 - w, p.y - h / 2]];
      const box = tries.map((at) => [...at, w, h]).find((at) => !taken.some((other, n) => n !== k && overlap(at, other)));
      boxes[k].style.visibility = box ? "visible" : "hidden";
      if (!box) return;
      boxes[k].style.transform = `translate(${box[0] - p.x}px, ${box[1] - p.y}px)`;
      taken.push(box);
    });
  }
  const fresh = (k) => placed[k].getElement().querySelector(".sign") ? 1 : 0;
  const overlap = (a, b) => a[0] < b[0] + b[2] && b[0] < a[0] + a[2] && a[1] < b[1] + b[3] && b[1] < a[1] + a[3];

  // ---- what is under the pointer ------------------------------------------------------------------------
  const bubble = L.tooltip({ className: "tip", opacity: 1, direction: "auto", offset: [12, 0] });
  function tip(title, rows) {
    return `<b>${safe(title)}</b><table>` + rows.filter((row) => row[1] !== "" && row[1] !== null)
      .map(([said, value]) => `<tr><th>${safe(said)}</th><td>${safe(value)}</td></tr>`).join("") + "</table>";
  }
  const tell = (at, html) => bubble.setLatLng(at).setContent(html).addTo(map);
  const quiet = () => bubble.remove();
  function schoolTip(i) {
    const s = data.stages[stage], seats = s.schools.seats[year][i], pupils = s.schools.pupils[year][i], k = workOf(s, i, year);
    return tip(s.schools.name[i], [
      [text.seats, number(seats)], [text.pupils, number(pupils)], [text.use, seats > 0 && pupils !== null ? share(pupils / seats) : ""],
      [text.work, k < 0 ? "" : `${s.works.year[k]} ${text[data.kinds[s.works.kind[k]]]}`],
    ]);
  }
  function blockTip(i) {
    const s = data.stages[stage], now = s.zone[year][i], before = year ? s.zone[year - 1][i] : -1;
    return tip(data.names[i] || data.ids[i], [
      [text.block, data.ids[i]], [text.pupils, number(s.pupils[year][i])], [text.school, now >= 0 ? s.schools.name[now] : ""],
      [text.before, before >= 0 && before !== now ? s.schools.name[before] : ""],
    ]);
  }
  let waiting = null;
  map.on("mousemove click", (e) => {
    if (e.originalEvent.target.closest && e.originalEvent.target.closest(".mark")) return;
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(() => { const i = picture.hit(e.latlng); i < 0 ? quiet() : tell(e.latlng, blockTip(i)); });
  });
  map.on("mouseout", () => { cancelAnimationFrame(waiting); quiet(); });

  // ---- stage and year -------------------------------------------------------------------------------------
  const panel = yearsPanel(data, (at) => show(stage, at));
  function show(s, at) {
    stage = s;
    year = Math.max(0, Math.min(years.length - 1, at));
    slider.value = year;
    slider.setAttribute("aria-valuetext", years[year]);
    byId("year").textContent = fill(text.year_of, years[year]);
    byId("stages").querySelectorAll("button").forEach((b, k) => b.setAttribute("aria-pressed", k === stage));
    byId("ticks").querySelectorAll("span").forEach((tick, k) => tick.classList.toggle("on", k === year));
    quiet();
    picture.show(stage, year);
    schools();
    panel.show(data.stages[stage], year);
  }
  function stop() {
    clearInterval(playing);
    playing = null;
    play.textContent = "▶";
    play.setAttribute("aria-label", text.play);
  }
  function start() {
    if (year === years.length - 1) show(stage, 0);
    play.textContent = "❚❚";
    play.setAttribute("aria-label", text.pause);
    playing = setInterval(() => { show(stage, year + 1); if (year === years.length - 1) stop(); }, 1300);
  }
  byId("stages").innerHTML = data.stages.map((s) => `<button type="button">${safe(s.name)}</button>`).join("");
  byId("stages").querySelectorAll("button").forEach((b, k) => b.addEventListener("click", () => show(k, year)));
  const every = Math.ceil(years.length / 12);
  byId("ticks").innerHTML = years.map((y, i) => `<span style="left:${years.length > 1 ? 100 * i / (years.length - 1) : 0}%">${i % every ? "" : y}</span>`).join("");
  Object.assign(slider, { min: 0, max: years.length - 1, step: 1 });
  slider.addEventListener("input", () => { stop(); show(stage, +slider.value); });
  play.addEventListener("click", () => playing ? stop() : start());
  document.addEventListener("keydown", (e) => {
    const to = { ArrowLeft: year - 1, ArrowRight: year + 1, Home: 0, End: years.length - 1 }[e.key];
    if (to === undefined || e.altKey || e.ctrlKey || e.metaKey) return;
    e.preventDefault();
    stop();
    show(stage, to);
  });

  // ---- controls ----------------------------------------------------------------------------------------------
  zoomControls(map, text, safe, whole);
  const north = L.control({ position: "topright" });
  north.onAdd = () => {
    const box = L.DomUtil.create("div", "north");
    box.innerHTML = '<svg width="30" height="46" viewBox="0 0 34 52" role="img" aria-label="N"><text x="17" y="13" text-anchor="middle" font-size="15" font-weight="700" fill="#1d2733">N</text>' +
      '<path d="M17 17 L27 49 L17 42 Z" fill="#1d2733"/><path d="M17 17 L7 49 L17 42 Z" fill="#fff" stroke="#1d2733"/></svg>';
    return box;
  };
  north.addTo(map);
  L.control.scale({ imperial: false, maxWidth: 140, position: "topright" }).addTo(map);
  byId("fold").addEventListener("click", () => { document.body.classList.toggle("folded"); map.invalidateSize({ animate: false }); });
  map.on("zoomend moveend resize", names);
  yearsLegend(data, shown, () => { picture.draw(); names(); });
  show(stage, 0);
  return { map, show, state: () => ({ stage: data.stages[stage].stage, year: years[year], playing: playing !== null }) };
}
