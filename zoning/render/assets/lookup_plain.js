/* Names and addresses in the form in which they are compared, and their parts: what zoning/lookup/plain.py, sounds.py and parts.py do. */
"use strict";

function lookupPlain({ patterns, sounds, simple, no_admin }) {
  const whole = (name) => new RegExp(`^(?:${patterns[name]})$`, "u"), anywhere = (name) => new RegExp(patterns[name], "u");
  const beginning = (name) => new RegExp(`^(?:${patterns[name]})`, "u"), every = (name) => new RegExp(patterns[name], "gu");
  const isTail = whole("tail"), isPart = whole("part"), isWord = whole("word"), isMore = whole("more"), isVague = anywhere("vague"), isGroup = anywhere("group"), ofSubdistrict = anywhere("subdistrict");
  const houseNumber = beginning("house"), streetNumber = whole("address"), streetStem = whole("stem"), streetlike = whole("streetlike"), housed = whole("housed");
  const opening = anywhere("opening"), closing = anywhere("closing");
  const signs = (text) => Array.from(text);
  const simplified = new Map(), voice = new Map();
  const pairs = signs(simple);
  for (let i = 0; i < pairs.length; i += 2) simplified.set(pairs[i], pairs[i + 1]);
  sounds.split(" ").forEach((alike) => { const all = signs(alike); all.forEach((sign) => voice.set(sign, all[0])); });

  function plain(text) {
    const bare = text.replace(/[\s\x1c-\x1f\x85]+/gu, "").normalize("NFKC").toLowerCase().replace(every("dashes"), "-");
    const kept = signs(bare).map((sign) => simplified.get(sign) || sign).join("").replace(/[^\p{L}\p{N}-]/gu, "");
    const inner = kept.replace(/-+/g, "-").replace(/(^|[^0-9])-/g, "$1").replace(/-(?=[^0-9]|$)/g, "");
    return inner.replace(every("numeral"), (_, ordinal, counted) => ordinal ? "第" + number(ordinal) : String(number(counted)));
  }

  const DIGITS = { "零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9 };
  const TENS = { "十": 10, "百": 100 };
  function number(numeral) {
    const all = signs(numeral);
    if (!all.some((sign) => sign in TENS)) return parseInt(all.map((sign) => DIGITS[sign]).join(""), 10);
    let total = 0, held = 0;
    all.forEach((sign) => {
      if (sign in TENS) { total += (held || 1) * TENS[sign]; held = 0; } else held = DIGITS[sign];
    });
    return total + held;
  }

  const sound = (text) => signs(text).map((sign) => voice.get(sign) || sign).join("");
  const soft = (pinyin) => pinyin.replace(/([zcs])h/g, "$1").replace(/([aeio])ng/g, "$1n");
  const ordered = (text) => signs(text).sort().join("");

  function readings(text) { // [what stands in front, the rest], the one that takes nothing away first
    const found = [["", text]], bare = text.replace(opening, "").replace(closing, "");
    if (bare !== text && signs(bare).length > 1) found.push(["", bare]);
    const ends = every("admin");
    for (let one = ends.exec(bare); one; one = ends.exec(bare)) {
      const before = bare.slice(0, ends.lastIndex), rest = bare.slice(ends.lastIndex);
      if (one.index && signs(rest).length > 1 && !no_admin.some((name) => before.endsWith(name))) found.push([before, rest]);
    }
    return found;
  }

  const tail = (rest) => !rest || isTail.test(rest);
  function core(rest) { // without building and room
    const all = signs(rest);
    for (let at = 2; at < all.length; at++) if (tail(all.slice(at).join(""))) return all.slice(0, at).join("");
    return rest;
  }
  function house(rest) {
    const found = houseNumber.exec(rest);
    return found ? [parseInt(found[1], 10), Boolean(found[3]), rest.slice(found[0].length)] : null; // number, whether 号 is written, what follows
  }
  function address(rest) {
    const found = streetNumber.exec(rest);
    return found ? [found[1], parseInt(found[2], 10)] : null;
  }
  const other = (name, after) => streetlike.test(name) && housed.test(after);
  const stem = (street) => { const found = streetStem.exec(street); return found ? found[1] : ""; };
  const elsewhere = (before, known) => known.size > 0 && ofSubdistrict.test(before) && ![...known].some((name) => before.includes(name));

  return {
    plain, sound, soft, ordered, signs, readings, tail, core, house, address, stem, other, elsewhere,
    part: (text) => isPart.test(text), word: (text) => isWord.test(text), more: (text) => isMore.test(text), vague: (text) => isVague.test(text), group: (text) => isGroup.test(text), typed: whole("typed"), typedAddress: whole("typed_address"),
  };
}
