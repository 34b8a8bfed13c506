// What all parts of the page share: words of the catalogue, requests, elements, and what is on screen.
const facts = JSON.parse(document.getElementById("facts").textContent);
export const words = facts.words, coder = facts.coder, language = facts.language;
export const $ = id => document.getElementById(id);
export const say = (key, values = {}) => words[key].replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
export const state = {
  project: null, meeting: null, turns: [], codings: [], last: 0, focus: 0, done: [], changing: null, code: null, opening: null,
};

export async function ask(path, options = {}) {
  const url = new URL(path, location.origin);
  url.searchParams.set("coder", coder);
  const answer = await fetch(url, options);
  const found = await answer.json();
  if (!answer.ok) { tell(found.error, true); throw new Error(found.error); }
  return found;
}

export const address = (path, values) => `${path}?${new URLSearchParams(values)}`;
export const send = (path, body, method = "POST") =>
  ask(path, { method, headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

let quiet;
export function tell(text, bad = false) {
  $("told").textContent = text;
  $("told").className = bad ? "on bad" : "on";
  clearTimeout(quiet);
  quiet = setTimeout(() => { $("told").className = ""; }, bad ? 7000 : 3500);
}

// what the server refuses was told already: it is no fault of the page
export const quietly = run => async (...given) => {
  try { return await run(...given); } catch (fault) { if (!$("told").classList.contains("bad")) throw fault; }
  return undefined;
};

// code points and UTF-16: a turn without surrogates counts the same in both
const astral = text => /[\ud800-\udfff]/.test(text);
export const toPoints = (text, at) => astral(text) ? [...text.slice(0, at)].length : at;
export const toUnits = (text, at) => astral(text) ? [...text].slice(0, at).join("").length : at;

export const codeOf = id => state.project.codes.find(code => code.code === id);
export const nameOf = id => codeOf(id)?.name ?? id;
export const colorOf = id => codeOf(id)?.color || "#5b6169";
export const titleOf = name => state.project.meetings.find(one => one.name === name)?.title ?? name;

export function make(tag, options = {}, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(options)) {
    if (key === "on") Object.entries(value).forEach(([event, run]) => node.addEventListener(event, run));
    else if (key === "color") node.style.setProperty("--code", value);
    else if (key in node && key !== "list") node[key] = value;
    else node.setAttribute(key, value);
  }
  node.append(...children.filter(child => child !== null && child !== undefined));
  return node;
}

export function fillWords() {
  document.querySelectorAll("[data-say]").forEach(node => { node.textContent = say(node.dataset.say); });
  document.querySelectorAll("[data-hint]").forEach(node => { node.title = say(node.dataset.hint); });
  document.querySelectorAll("[data-label]").forEach(node => node.setAttribute("aria-label", say(node.dataset.label)));
  document.querySelectorAll("[data-placeholder]").forEach(node => {
    node.placeholder = say(node.dataset.placeholder);
    if (!node.labels?.length) node.setAttribute("aria-label", node.placeholder);
  });
}
