/* Speaks to the server, and says what it answers in the language chosen. */
"use strict";

const KEPT = "zoning-token";
if (location.hash.length > 1) {
  sessionStorage.setItem(KEPT, location.hash.slice(1));
  history.replaceState(null, "", location.pathname); // the token is no part of what is bookmarked or shown
}
const token = sessionStorage.getItem(KEPT) || "";

export const speech = { lang: "zh", words: {} };

export function say(key, ...values) {
  const text = (speech.words[key] || {})[speech.lang] || key;
  return values.reduce((said, value) => said.replace("{}", () => value), text);
}

export class Refused extends Error {
  constructor(status, said) {
    super(said[speech.lang] || said.zh || String(status));
    this.status = status;
  }
}

async function call(path, options = {}) {
  const answer = await fetch(path, { ...options, headers: { "x-zoning-token": token, ...(options.headers || {}) } });
  if (answer.status === 204) return null;
  if (!answer.ok) throw new Refused(answer.status, await answer.json().catch(() => ({})));
  return answer;
}

export async function get(path, options) {
  const answer = await call(path, options);
  return answer && answer.json();
}

export async function post(path, body, options = {}) {
  const answer = await call(path, { method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json" }, ...options });
  return answer && answer.json();
}

export async function send(path, file) {
  return (await call(path, { method: "POST", body: file, headers: { "content-type": "application/octet-stream" } })).json();
}

export async function download(path, name) {
  const url = URL.createObjectURL(await (await call(path)).blob());
  const link = Object.assign(document.createElement("a"), { href: url, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}

export const safe = (value) => String(value).replace(/[&<>"']/g, (sign) => "&#" + sign.charCodeAt(0) + ";");
export const number = (value, digits = 0) => value === null || value === undefined ? "—"
  : value.toLocaleString("en-US", { maximumFractionDigits: digits });
export const share = (value, digits = 1) => value === null || value === undefined ? "—" : (100 * value).toFixed(digits) + " %";
export function signed(value, digits = 0) {
  const shown = number(Math.abs(value), digits);
  return shown === "0" ? "" : (value > 0 ? "+" : "−") + shown;
}
