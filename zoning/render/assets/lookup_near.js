/* Names nearest to a question that nothing answers (zoning/lookup/near.py), and names that may be meant while somebody is typing. */
"use strict";

function lookupNear(data, text, { byLetters }) {
  const { names, streets, reading } = data, { signs } = text;
  const pool = (list) => list.plain.map((name) => { const sound = signs(text.sound(name)); return { name, signs: signs(name), sound, sounds: new Set(sound) }; });
  const places = pool(names), roads = pool(streets);
  const unique = (values) => [...new Set(values)];

  function nearest(question) {
    const asked = signs(text.plain(question)).slice(0, reading.most_signs).join("");
    if (/^[\x00-\x7f]*$/.test(asked)) return typed(asked);
    const ways = text.readings(asked), rest = ways[ways.length - 1][1], numbered = text.address(rest);
    const offered = best(places, text.core(rest)).map(([score, i]) => [score, 0, i, names.shown[i]]);
    if (numbered) offered.push(...best(roads, numbered[0]).map(([score, i]) => [score, 1, i, `${streets.shown[i]}${numbered[1]}号`]));
    offered.sort((a, b) => b[0] - a[0] || a[1] - b[1] || a[2] - b[2]);
    return unique(offered.map((one) => one[3])).slice(0, reading.most_near);
  }
  function typed(asked) {
    if (asked.length < 2) return [];
    const found = new Set();
    byLetters.forEach((of, letters) => { if (letters.startsWith(asked)) of.forEach((i) => found.add(i)); });
    return unique([...found].sort((a, b) => a - b).map((i) => names.shown[i])).slice(0, reading.most_near);
  }
  function best(list, asked) {
    const mine = signs(asked), spoken = signs(text.sound(asked));
    if (mine.length < 2) return [];
    const scored = list.map((one, i) => [alike(one, asked, mine, spoken), i]).filter(([score]) => score >= reading.least_near);
    return scored.sort((a, b) => b[0] - a[0] || a[1] - b[1]).slice(0, reading.most_near);
  }
  function alike(one, asked, mine, spoken) {
    const longer = Math.max(one.signs.length, mine.length), shorter = Math.min(one.signs.length, mine.length);
    if (!spoken.some((sign) => one.sounds.has(sign))) return 0; // nothing in common
    const slips = 2 * (longer - shorter) > longer ? 2 * longer : apart(mine, one.signs) + apart(spoken, one.sound); // too long or too short to be half alike
    const held = one.name.includes(asked) || (one.signs.length > 2 && asked.includes(one.name));
    return Math.max(1 - slips / (2 * longer), held ? 0.5 + 0.5 * shorter / longer : 0);
  }
  function apart(a, b) { // insertions, losses, exchanges, and neighbours that changed places
    let before = [], last = Array.from({ length: b.length + 1 }, (_, j) => j);
    for (let i = 1; i <= a.length; i++) {
      const row = [i];
      for (let j = 1; j <= b.length; j++) {
        row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j], before[j - 2] + 1);
      }
      before = last;
      last = row;
    }
    return last[b.length];
  }

  function suggestions(question, most) { // while typing: what begins so, what holds it, what is like it
    const asked = text.plain(question);
    if (!asked) return [];
    const begins = names.shown.filter((_, i) => names.plain[i].startsWith(asked));
    const roadsSo = streets.shown.filter((_, i) => streets.plain[i].startsWith(asked));
    const holds = names.shown.filter((_, i) => names.plain[i].includes(asked));
    const all = [...begins, ...roadsSo, ...holds];
    return unique(all.length >= most || signs(asked).length < 2 ? all : [...all, ...nearest(question)]).slice(0, most);
  }

  return { nearest, suggestions };
}
