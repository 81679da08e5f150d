/* What a question means, as zoning/lookup/match.py finds it: what is not certain is asked, never guessed. */
"use strict";

function lookupMatch(data, text) {
  const { names, streets, blocks, reading } = data, { signs } = text;
  const count = names.plain.length, roads = streets.plain.length;
  const subdistricts = new Set(blocks.subdistrict.filter(Boolean));
  const upTo = (n) => Array.from({ length: n }, (_, i) => i);
  const lengths = (list) => list.reduce((most, name) => Math.max(most, signs(name).length), 0);
  const longestName = lengths(names.plain), longestStreet = lengths(streets.plain);
  const byPlain = grouped(count, (i) => [names.plain[i]]), bySound = grouped(count, (i) => [text.sound(names.plain[i])]);
  const bySigns = grouped(count, (i) => [text.ordered(names.plain[i])]), byLetters = grouped(count, (i) => names.letters[i].split(" "));
  const byStart = grouped(count, (i) => {
    const all = signs(names.plain[i]);
    return names.kind[i] === "school" ? [] : upTo(all.length).slice(2).map((k) => all.slice(0, k).join(""));
  });
  const byGap = grouped(count, (i) => { const all = signs(names.plain[i]); return all.map((_, k) => [...all.slice(0, k), ...all.slice(k + 1)].join("")); });
  const roadByPlain = grouped(roads, (i) => [streets.plain[i]]), roadBySound = grouped(roads, (i) => [text.sound(streets.plain[i])]);
  const roadBySigns = grouped(roads, (i) => [text.ordered(streets.plain[i])]), roadByLetters = grouped(roads, (i) => streets.letters[i].split(" "));
  const roadByStem = grouped(roads, (i) => [text.stem(streets.plain[i])]);
  const spans = streets.spans.map((flat) => upTo(flat.length / 3).map((k) => ({ low: flat[3 * k], high: flat[3 * k + 1], block: flat[3 * k + 2] })));

  function grouped(length, keys) {
    const found = new Map();
    for (let i = 0; i < length; i++) for (const key of keys(i)) {
      if (!key) continue;
      const of = found.get(key);
      if (!of) found.set(key, [i]); else if (of[of.length - 1] !== i) of.push(i);
    }
    return found;
  }
  const hit = (rule, name, own, more) => ({ rule, name, blocks: own, zone: -1, said: [], slip: "", score: 1, doubt: "", ...more });
  const unique = (values) => [...new Set(values)];
  const inOrder = (values) => unique(values).sort((a, b) => a - b);

  function match(question) {
    const asked = text.plain(question), unknown = { status: "unknown", hits: [], zone: -1, blocks: [], candidates: [], doubt: "" };
    if (!asked) return unknown;
    if (byPlain.has(asked)) return decided(named(byPlain.get(asked)), "");
    if (signs(asked).length > reading.most_signs) return unknown;
    const found = attempt(asked);
    if (!found) return unknown;
    return decided(text.vague(asked) ? found[1].map((one) => ({ ...one, doubt: "vague" })) : found[1], found[0]);
  }

  function attempt(asked) { // as it is written first, then with one kind of slip
    const ways = text.readings(asked);
    for (const read of [exact, slipped]) for (const [before, rest] of ways) {
      const hits = read(rest);
      if (hits.length) return [before, hits];
    }
    const hits = typed(asked);
    return hits.length ? ["", hits] : null;
  }

  // ---- as it is written --------------------------------------------------------------------------
  function exact(rest) {
    const all = signs(rest);
    for (let k = Math.min(all.length, longestName); k > 1; k--) {
      const positions = byPlain.get(all.slice(0, k).join(""));
      const hits = positions ? placed(positions, all.slice(0, k).join(""), all.slice(k).join("")) : [];
      if (hits.length) return hits;
    }
    for (let k = Math.min(all.length, longestStreet); k > 1; k--) {
      const positions = roadByPlain.get(all.slice(0, k).join("")), hits = positions ? addressed(positions, all.slice(k).join(""), "", 1) : [];
      if (hits.length) return hits;
    }
    const whole = text.core(rest);
    return text.group(rest.slice(whole.length)) ? [] : begins(whole);
  }
  function placed(positions, name, after) {
    const hits = named(positions);
    if (text.tail(after.startsWith(reading.estate) ? after.slice(reading.estate.length) : after)) return another(name, after) ? [] : hits;
    const more = named(byPlain.get(text.core(after)) || []), both = common(hits, more);
    return both.length ? [{ ...more[0], blocks: both }] : more.length ? [...hits, ...more] : [];
  }
  const another = (name, after) => (text.group(after) && byStart.has(name)) || text.other(name, after);
  const common = (one, other) => { const b = new Set(other.flatMap((of) => of.blocks)); return inOrder(one.flatMap((of) => of.blocks).filter((block) => b.has(block))); };
  function named(positions, slip = "", score = 1) {
    return positions.map((i) => {
      if (names.now[i]) return hit("former", names.shown[i], names.blocks[i], { zone: names.zone[i], said: [names.now[i]], slip, score });
      const rule = names.kind[i] === "place" ? "name" : names.kind[i];
      return hit(rule, names.shown[i], names.blocks[i], { zone: names.zone[i], said: rule === "community" ? [String(names.blocks[i].length)] : [], slip, score });
    });
  }
  function addressed(positions, after, slip, score) {
    if (!after) return positions.map((i) => hit("street", streets.shown[i], blocksOf(spans[i]), { said: [String(spans[i].length)], slip, score, doubt: spans[i].length < reading.few ? "street" : "" }));
    const found = text.house(after);
    if (!found || found[0] >= reading.most_number) return [];
    const [number, unit, more] = found, hits = positions.map((i) => at(i, number, slip, score));
    const places = text.tail(more) ? [] : named(byPlain.get(text.core(more)) || []);
    if (!places.length) return text.tail(more) || (unit && !slip) ? hits : [];
    const standing = hits.filter((one) => one.rule === "number" || one.rule === "span"), both = common(standing, places);
    if (both.length) return [{ ...hits[0], rule: "both", blocks: both, said: [String(number), places[0].name] }];
    return standing.length ? [...hits, ...places] : places;
  }
  const blocksOf = (of) => inOrder(of.map((span) => span.block));
  const has = ({ low, high }, number) => low <= number && number <= high && ((low - high) % 2 !== 0 || (number - low) % 2 === 0);
  function at(i, number, slip, score) {
    const of = spans[i], shown = streets.shown[i], there = of.filter((span) => has(span, number));
    if (there.length) {
      const wide = there.find((span) => span.low < span.high), said = wide ? [number, wide.low, wide.high] : [number];
      return hit(wide ? "span" : "number", shown, blocksOf(there), { said: said.map(String), slip, score });
    }
    const side = of.filter((span) => (span.high < number && (number - span.high) % 2 === 0) || (span.low > number && (span.low - number) % 2 === 0));
    const below = side.filter((span) => span.high < number && (number - span.high) % 2 === 0), above = side.filter((span) => span.low > number && (span.low - number) % 2 === 0);
    const low = Math.max(...below.map((span) => span.high)), high = Math.min(...above.map((span) => span.low));
    const next = [...below.filter((span) => span.high === low), ...above.filter((span) => span.low === high)];
    if (below.length && above.length) return hit("between", shown, blocksOf(next), { said: [number, low, high].map(String), slip, score });
    const apart = (span) => Math.min(Math.abs(span.low - number), Math.abs(span.high - number)), least = Math.min(...of.map(apart));
    return hit("between", shown, blocksOf(next.length ? next : of.filter((span) => apart(span) === least)), { said: [String(number)], slip, score, doubt: "number" });
  }
  function begins(rest) {
    const positions = byStart.get(rest) || [], left = signs(rest).length, ends = positions.map((i) => signs(names.plain[i]).slice(left).join(""));
    if (!ends.some((end) => text.part(end) || text.more(end))) return [];
    if (positions.length === 1) return [hit("longer", names.shown[positions[0]], names.blocks[positions[0]], { score: reading.beginning, doubt: text.word(ends[0]) ? "" : "part" })];
    const doubt = ends.every(text.part) ? "" : "part";
    return positions.map((i) => hit("begins", names.shown[i], names.blocks[i], { said: [String(positions.length)], score: reading.beginning, doubt }));
  }

  // ---- with a slip -------------------------------------------------------------------------------
  function slipped(rest) {
    const meant = text.core(rest);
    if (another(meant, rest.slice(meant.length))) return streetSlipped(rest);
    for (const [slip, key, known] of [["sound", text.sound(meant), bySound], ["order", text.ordered(meant), bySigns]]) {
      const close = (known.get(key) || []).map((i) => [i, alike(meant, names.plain[i], slip)]).filter(([, score]) => score >= reading.claimed);
      if (close.length) return [...close.flatMap(([i, score]) => named([i], slip, score)), ...named(rivals(meant, close.map(([i]) => i)), "lost", reading.claimed)];
    }
    return streetSlipped(rest);
  }
  function rivals(meant, found) { // one sign too few or too many
    const all = signs(meant), more = upTo(all.length).flatMap((k) => byPlain.get([...all.slice(0, k), ...all.slice(k + 1)].join("")) || []);
    return inOrder([...more, ...(byGap.get(meant) || [])]).filter((i) => !found.includes(i));
  }
  function streetSlipped(rest) {
    const found = text.address(rest), street = found ? found[0] : rest, after = found ? rest.slice(street.length) : "";
    for (const [slip, key, known] of [["sound", text.sound(street), roadBySound], ["order", text.ordered(street), roadBySigns]]) {
      const close = (known.get(key) || []).map((i) => [i, alike(street, streets.plain[i], slip)]).filter(([, score]) => score >= reading.claimed);
      const hits = close.length ? addressed(close.map(([i]) => i), after, slip, Math.min(...close.map(([, score]) => score))) : [];
      if (hits.length) return hits;
    }
    const stems = (found && roadByStem.get(street)) || [];
    return stems.length === 1 ? addressed(stems, after, "stem", reading.beginning) : [];
  }
  function alike(asked, name, slip) {
    const a = signs(asked), b = signs(name), apart = upTo(a.length).filter((i) => a[i] !== b[i]);
    if (slip === "sound") return apart.some((i) => reading.apart.includes([a[i], b[i]].sort().join(""))) ? 0 : 1 - apart.length / (2 * b.length);
    return apart.length === 2 && apart[1] === apart[0] + 1 ? 1 - 1 / b.length : 0;
  }
  function typed(asked) {
    if (!text.typed.test(asked)) return [];
    const positions = byLetters.get(asked) || byLetters.get(text.soft(asked));
    if (positions) return named(positions, "letters", reading.beginning);
    const found = text.typedAddress.exec(asked), on = found && (roadByLetters.get(found[1]) || roadByLetters.get(text.soft(found[1])));
    return on ? addressed(on, found[2], "letters", reading.beginning) : [];
  }

  // ---- one zone or several -----------------------------------------------------------------------
  function decided(all, before) {
    const [hits, against] = within(all, before), doubted = hits.find((one) => one.doubt);
    let doubt = against || (doubted ? doubted.doubt : "");
    const own = inOrder(hits.flatMap((one) => one.blocks));
    const zones = inOrder([...own.map((block) => blocks.zone[block]), ...hits.map((one) => one.zone).filter((zone) => zone >= 0)]);
    if (!zones.length) return { status: "unknown", hits: [], zone: -1, blocks: [], candidates: [], doubt: "" };
    if (zones.length > 1 && !doubt) doubt = hits.every((one) => one.rule === "between") ? "number" : "zones";
    if (!doubt && zones[0] < 0) doubt = "unzoned";
    if (doubt) return { status: "ask", hits, zone: -1, blocks: own, candidates: candidates(hits), doubt };
    return { status: "found", hits, zone: zones[0], blocks: own, candidates: [], doubt: "" };
  }
  function within(hits, before) {
    const inFront = new Set([...subdistricts].filter((name) => before.includes(name))), placed = hits.filter((one) => one.blocks.length);
    if (text.elsewhere(before, subdistricts)) return [hits, "elsewhere"];
    if (!inFront.size || !placed.length) return [hits, ""];
    const inside = placed.map((one) => ({ ...one, blocks: one.blocks.filter((block) => inFront.has(blocks.subdistrict[block])) })).filter((one) => one.blocks.length);
    if (inside.length && placed.every((one) => one.rule !== "between")) return [inside, ""];
    const known = placed.flatMap((one) => one.blocks.map((block) => blocks.subdistrict[block]));
    return [hits, known.some((name) => !name || inFront.has(name)) ? "" : "elsewhere"];
  }
  function candidates(hits) {
    const schools = hits.filter((one) => one.zone >= 0).map((one) => ({ name: one.name, under: "", blocks: [], zone: one.zone }));
    const own = unique(hits.flatMap((one) => one.blocks));
    if (own.length <= reading.most_listed)
      return [...schools, ...own.map((b) => ({ name: blocks.name[b], under: blocks.address[b], blocks: [b], zone: blocks.zone[b] }))];
    const byZone = new Map();
    own.forEach((b) => { if (!byZone.has(blocks.zone[b])) byZone.set(blocks.zone[b], []); byZone.get(blocks.zone[b]).push(b); });
    return [...schools, ...[...byZone].map(([zone, of]) => ({ name: of.slice(0, 3).map((b) => blocks.name[b]).join("、"), under: "", blocks: of, zone }))];
  }

  return { match, decided, hit, byLetters };
}
