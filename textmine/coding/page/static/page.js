// The page of a human coder: a transcript, codes, suggestions. No library, no network but this server.
const facts = JSON.parse(document.getElementById("facts").textContent);
const words = facts.words, coder = facts.coder;
const $ = id => document.getElementById(id);
const say = (key, values = {}) => words[key].replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
const state = { project: null, meeting: null, turns: [], codings: [], last: 0, span: null, focus: 0, done: [] };

document.querySelectorAll("[data-say]").forEach(node => { node.textContent = say(node.dataset.say); });
document.querySelectorAll("[data-hint]").forEach(node => { node.title = say(node.dataset.hint); });
document.querySelectorAll("[data-placeholder]").forEach(node => {
  node.placeholder = say(node.dataset.placeholder);
  node.setAttribute("aria-label", node.placeholder);
});

async function ask(path, options = {}) {
  const url = new URL(path, location.origin);
  url.searchParams.set("coder", coder);
  const answer = await fetch(url, options);
  const found = await answer.json();
  if (!answer.ok) { tell(found.error, true); throw new Error(found.error); }
  return found;
}
const send = (path, body) =>
  ask(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

let quiet;
function tell(text, bad = false) {
  $("told").textContent = text;
  $("told").className = bad ? "on bad" : "on";
  clearTimeout(quiet);
  quiet = setTimeout(() => { $("told").className = ""; }, 3500);
}

// code points and UTF-16: a turn without surrogates counts the same in both
const astral = text => /[\ud800-\udfff]/.test(text);
const toPoints = (text, at) => astral(text) ? [...text.slice(0, at)].length : at;
const toUnits = (text, at) => astral(text) ? [...text].slice(0, at).join("").length : at;

const codeOf = id => state.project.codes.find(code => code.code === id);
const nameOf = id => codeOf(id)?.name ?? id;
const colorOf = id => codeOf(id)?.color || "#5b6169";
const make = (tag, options = {}, ...children) => {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(options)) {
    if (key === "on") Object.entries(value).forEach(([event, run]) => node.addEventListener(event, run));
    else if (key === "color") node.style.setProperty("--code", value);
    else if (key in node && key !== "list") node[key] = value;
    else node.setAttribute(key, value);
  }
  node.append(...children.filter(child => child !== null));
  return node;
};

async function openProject() {
  state.project = await ask("/api/project");
  document.querySelector("h1").textContent = state.project.name;
  const pick = $("meeting");
  const chosen = state.meeting ?? state.project.meetings[0]?.name;
  pick.replaceChildren(...state.project.meetings.map(one => make("option", {
    value: one.name, selected: one.name === chosen,
    textContent: `${one.title} (${one.codings}${one.finished ? " ✓" : ""})`,
  })));
  drawCodes();
  drawProgress();
  if (state.meeting === null && chosen) await openMeeting(chosen);
}

function drawProgress() {
  const meeting = state.project.meetings.find(one => one.name === state.meeting);
  const done = state.project.meetings.filter(one => one.finished).length;
  $("progress").textContent = say("progress", { done, all: state.project.meetings.length });
  if (meeting) {
    $("off").checked = meeting.off;
    $("finish").disabled = meeting.finished;
  }
}

function codable() {
  const wanted = $("search").value.trim().toLowerCase();
  return state.project.codes.filter(code => code.codable && (!wanted || code.path.toLowerCase().includes(wanted)));
}

function drawCodes() {
  const shown = codable(), wanted = $("search").value.trim();
  const rows = [];
  for (const code of state.project.codes) {
    if (!code.codable) {
      if (!wanted) rows.push(make("li", { className: "heading", textContent: code.name }));
      continue;
    }
    const place = shown.indexOf(code);
    if (place < 0) continue;
    rows.push(make("li", {}, make("button", {
      title: code.description, on: { click: () => give(code.code), mousedown: event => event.preventDefault() },
    },
    make("span", { className: "dot", color: code.color || "#5b6169" }), make("span", { textContent: code.name }),
    make("span", { className: "n", textContent: code.n || "" }),
    place < 9 ? make("kbd", { textContent: place + 1 }) : null)));
  }
  $("codelist").replaceChildren(...rows);
}

function openMeeting(name) {
  state.opening = showMeeting(name);
  return state.opening;
}

async function showMeeting(name) {
  state.meeting = name;
  state.codings = [];
  const [found, codings] = await Promise.all([
    ask(`/api/transcript?name=${encodeURIComponent(name)}`), ask(`/api/codings?name=${encodeURIComponent(name)}`),
  ]);
  if (state.meeting !== name) return;
  state.turns = found.turns;
  state.codings = codings.codings;
  state.last = codings.last;
  state.focus = 0;
  $("transcript").replaceChildren(...state.turns.map((turn, place) => drawTurn(place)));
  $("transcript").scrollTop = 0;
  drawQueue();
  drawProgress();
}

const inTurn = place => state.codings.filter(one => one.turn <= place && place <= one.last_turn);

function drawTurn(place) {
  const turn = state.turns[place], own = inTurn(place), length = toPoints(turn.text, turn.text.length);
  const parts = own.map(one => ({
    one, start: one.turn === place ? one.start : 0, end: one.last_turn === place ? one.end : length,
  }));
  const cuts = [...new Set([0, length, ...parts.flatMap(part => [part.start, part.end])])].sort((a, b) => a - b);
  const text = make("p");
  cuts.slice(0, -1).forEach((from, k) => {
    const said = turn.text.slice(toUnits(turn.text, from), toUnits(turn.text, cuts[k + 1]));
    const over = parts.filter(part => part.start <= from && part.end >= cuts[k + 1]);
    const top = over.find(part => part.one.status === "coded") ?? over[0];
    text.append(top ? make("mark", {
      className: top.one.status, color: colorOf(top.one.code), textContent: said,
      title: over.map(part => nameOf(part.one.code)).join(", "),
    }) : said);
  });
  const margin = make("div", { className: "margin" }, ...own.filter(one => one.turn === place).map(chip));
  return make("article", {
    className: "turn", tabIndex: place === state.focus ? 0 : -1, "data-turn": place,
    "aria-label": `${turn.speaker}, ${place + 1}`, on: { focus: () => { state.focus = place; } },
  }, make("div", {}, make("b", { textContent: turn.speaker }), text), margin);
}

function chip(one) {
  const act = (key, run, label) => make("button", { textContent: label ?? say(key), title: say(key),
    "aria-label": `${say(key)} : ${nameOf(one.code)}`, on: { click: run } });
  const acts = one.status === "pending"
    ? [act("accept", () => judge(one, "accepted"), "✓"), act("refuse", () => judge(one, "refused"), "✗"),
       act("why", () => explain(one), "?")]
    : [act("memo", () => memo(one), "✎"), act("remove", () => decide([{ action: "undone", coding: one.coding }], "removed"), "×")];
  return make("div", { className: `chip ${one.status}`, color: colorOf(one.code), "data-coding": one.coding },
    nameOf(one.code), one.status === "pending" ? ` ${Math.round(100 * one.score)} %` : "", ...acts,
    one.memo ? make("span", { className: "memo", textContent: one.memo }) : null);
}

function drawQueue() {
  const waiting = state.codings.filter(one => one.status === "pending").sort((a, b) => b.score - a.score);
  $("queuetext").textContent = waiting.length ? say("waiting", { n: waiting.length }) : say("nothing_waiting");
  $("queuelist").replaceChildren(...waiting.map(one => {
    const turn = state.turns[one.turn], said = turn.text.slice(toUnits(turn.text, one.start));
    return make("li", {}, make("strong", { textContent: nameOf(one.code) }), ` ${Math.round(100 * one.score)} %`,
      make("span", { className: "said", textContent: `${turn.speaker} : ${said.slice(0, 140)}${said.length > 140 ? "…" : ""}` }),
      make("div", { className: "acts" },
        make("button", { className: "main", textContent: say("accept"), on: { click: () => judge(one, "accepted") } }),
        make("button", { textContent: say("refuse"), on: { click: () => judge(one, "refused") } }),
        make("button", { textContent: say("change"), title: say("change_hint"), on: { click: () => change(one) } }),
        make("button", { textContent: say("show"), on: { click: () => goTo(one.turn) } }),
        make("button", { textContent: say("why"), on: { click: () => explain(one) } })));
  }));
}

async function refresh(touched = null) {
  await state.opening;
  const before = new Map(state.codings.map(one => [one.coding, JSON.stringify(one)]));
  const old = state.codings;
  const meeting = state.meeting, found = await ask(`/api/codings?name=${encodeURIComponent(meeting)}`);
  if (meeting !== state.meeting || found.last < state.last) return;
  state.codings = found.codings;
  state.last = found.last;
  const turns = new Set();
  const mark = one => { for (let k = one.turn; k <= one.last_turn; k++) turns.add(k); };
  for (const one of state.codings) if (before.get(one.coding) !== JSON.stringify(one)) mark(one);
  const now = new Map(state.codings.map(one => [one.coding, one]));
  for (const one of old) if (!now.has(one.coding) || JSON.stringify(now.get(one.coding)) !== before.get(one.coding)) mark(one);
  const held = document.activeElement?.closest?.(".turn")?.dataset.turn;
  for (const place of turns) document.querySelector(`[data-turn="${place}"]`)?.replaceWith(drawTurn(place));
  if (held !== undefined && turns.has(Number(held))) document.querySelector(`[data-turn="${held}"]`)?.focus();
  drawQueue();
}

async function decide(decisions, told, values = {}) {
  await send("/api/decisions", decisions.map(one => ({ key: crypto.randomUUID(), ...one })));
  for (const one of decisions) if (one.action !== "undone" && one.coding) state.done.push(one.coding);
  await refresh();
  state.project = await ask("/api/project");
  drawCodes();
  drawProgress();
  if (told) tell(say(told, values));
}

// a passage: what is selected, or the turn that has the focus
function passage() {
  const chosen = getSelection();
  if (chosen.rangeCount && !chosen.isCollapsed) {
    const range = chosen.getRangeAt(0);
    const end = node => (node.nodeType === 1 ? node : node.parentElement)?.closest(".turn");
    const first = end(range.startContainer), last = end(range.endContainer);
    if (first && last) {
      const from = place(first, range.startContainer, range.startOffset);
      const to = place(last, range.endContainer, range.endOffset);
      const turn = Number(first.dataset.turn), lastTurn = Number(last.dataset.turn);
      if (turn < lastTurn || from < to) return { turn, start: from, last_turn: lastTurn, end: to };
    }
  }
  const turn = state.turns[state.focus];
  if (!turn) return null;
  return { turn: state.focus, start: 0, last_turn: state.focus, end: toPoints(turn.text, turn.text.length) };
}

function place(article, node, offset) {
  const text = article.querySelector("p"), range = document.createRange();
  range.selectNodeContents(text);
  if (!text.contains(node)) {
    const before = text.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_PRECEDING;
    return before ? 0 : toPoints(text.textContent, text.textContent.length);
  }
  range.setEnd(node, offset);
  return toPoints(text.textContent, range.toString().length);
}

async function give(code) {
  if (state.changing) {
    const one = state.changing;
    state.changing = null;
    await decide([{ action: "changed", coding: one.coding, code }], "changed_told", { code: nameOf(code) });
    return;
  }
  const span = passage();
  if (!span) return;
  const shown = state.codings.some(one => one.score !== null && one.turn <= span.last_turn && span.turn <= one.last_turn);
  const coding = crypto.randomUUID();
  await decide([{ action: "coded", coding, code, meeting: state.meeting, shown, ...span }], "coded_told", { code: nameOf(code) });
  getSelection().removeAllRanges();
}

const judge = (one, action) => decide([{ action, coding: one.coding }], action, { code: nameOf(one.code) });

function change(one) {
  state.changing = one;
  $("search").focus();
  tell(say("change_told"));
}

async function undo() {
  const coding = state.done.pop();
  if (!coding) { tell(say("nothing_to_undo")); return; }
  await decide([{ action: "undone", coding }], "undone");
}

async function memo(one) {
  const text = prompt(say("memo_ask", { code: nameOf(one.code) }), one.memo ?? "");
  if (text !== null) await decide([{ action: "changed", coding: one.coding, memo: text || " " }], "memo_kept");
}

async function explain(one) {
  const found = await ask(`/api/why?coding=${encodeURIComponent(one.coding)}`);
  const strong = Object.entries(found.parts).filter(([, weight]) => weight > 0.02).map(([part]) => say(`part_${part}`));
  $("reason").hidden = false;
  $("reasonbody").replaceChildren(
    make("p", {}, make("strong", { textContent: nameOf(one.code) }), " : ",
      found.words.filter(word => word.weight > 0).map(word => word.word).join(", ")),
    make("p", { className: "quiet", textContent: strong.length ? say("why_parts", { parts: strong.join(", ") }) : "" }),
    make("p", { textContent: say("why_near") }),
    ...found.nearest.map(near => make("blockquote", { textContent: `${near.speaker} : ${near.text.slice(0, 220)}${near.text.length > 220 ? "…" : ""}` })));
  document.body.classList.add("side");
  $("side").scrollTop = 0;
}

async function suggest() {
  $("suggest").disabled = true;
  tell(say("learning"));
  try {
    await state.opening;
    const found = await ask(`/api/suggest?name=${encodeURIComponent(state.meeting)}`, { method: "POST" });
    await refresh();
    const not_yet = found.not_yet.map(one => one.name).join(", ");
    tell(found.off ? say("is_off") : say(found.n ? "suggested_told" : "nothing_to_suggest", { n: found.n })
      + (not_yet ? ` ${say("not_yet", { codes: not_yet })}` : ""));
  } finally { $("suggest").disabled = false; }
}

function goTo(turn, span = null) {
  const node = document.querySelector(`[data-turn="${turn}"]`);
  if (!node) return;
  document.querySelector(".turn.here")?.classList.remove("here");
  node.classList.add("here");
  node.scrollIntoView({ block: "center" });
  node.focus({ preventScroll: true });
}

async function findText(event) {
  event.preventDefault();
  const found = await ask(`/api/find?query=${encodeURIComponent($("find").value)}`);
  $("found").replaceChildren(...found.map(one => make("li", {}, make("button", {
    on: { click: async () => { if (one.meeting !== state.meeting) { $("meeting").value = one.meeting; await openMeeting(one.meeting); } goTo(one.turn); } },
  }, make("span", { className: "quiet", textContent: `${one.meeting} · ${one.speaker}` }),
  make("span", { className: "said" }, one.left, make("strong", { textContent: one.match }), one.right)))));
  if (!found.length) $("found").replaceChildren(make("li", { className: "quiet", textContent: say("not_found") }));
}

async function agreement() {
  const rows = await ask("/api/agreement");
  const two = value => value === null ? "—" : value.toFixed(2).replace(".", facts.language === "fr" ? "," : ".");
  const told = name => name === "*" ? say("all_codes") : name;
  $("agreement").replaceChildren(rows.length ? make("table", {},
    make("tr", {}, ...["code", "alpha", "cohen", "alpha_u"].map(key => make("th", { textContent: say(`head_${key}`) }))),
    ...rows.map(row => make("tr", {}, make("td", { textContent: told(row.name) }),
      make("td", { textContent: two(row.alpha) }), make("td", { textContent: two(row.cohen) }),
      make("td", { textContent: two(row.alpha_u) }))))
    : make("p", { className: "quiet", textContent: say("one_coder") }));
}

function keys(event) {
  const inField = event.target.matches("input, select, textarea");
  if (event.key === "Escape") { event.target.blur(); state.changing = null; $("transcript").querySelector(`[data-turn="${state.focus}"]`)?.focus(); return; }
  if (inField || event.ctrlKey || event.metaKey || event.altKey) return;
  const waiting = inTurn(state.focus).find(one => one.status === "pending");
  const move = step => { const next = Math.min(Math.max(state.focus + step, 0), state.turns.length - 1);
    const node = document.querySelector(`[data-turn="${next}"]`); node?.focus(); node?.scrollIntoView({ block: "nearest" }); };
  const runs = {
    j: () => move(1), ArrowDown: () => move(1), k: () => move(-1), ArrowUp: () => move(-1),
    "/": () => $("search").focus(), u: undo, s: suggest,
    a: () => waiting && judge(waiting, "accepted"), r: () => waiting && judge(waiting, "refused"),
    c: () => waiting && change(waiting), "?": () => waiting && explain(waiting),
  };
  const number = Number(event.key);
  if (number >= 1 && number <= 9 && codable()[number - 1]) { event.preventDefault(); give(codable()[number - 1].code); return; }
  if (runs[event.key]) { event.preventDefault(); runs[event.key](); }
}

document.addEventListener("keydown", keys);
$("transcript").addEventListener("click", event => {
  const turn = event.target.closest(".turn");
  if (turn && getSelection().isCollapsed && !event.target.closest("button")) turn.focus({ preventScroll: true });
});
$("meeting").addEventListener("change", () => openMeeting($("meeting").value));
$("search").addEventListener("input", drawCodes);
$("search").addEventListener("keydown", event => {
  if (event.key === "Enter" && codable()[0]) { give(codable()[0].code); $("search").value = ""; drawCodes(); $("search").blur(); }
});
$("newcode").addEventListener("submit", async event => {
  event.preventDefault();
  await send("/api/codes", { name: $("newname").value });
  $("newname").value = "";
  state.project = await ask("/api/project");
  drawCodes();
});
$("suggest").addEventListener("click", suggest);
$("undo").addEventListener("click", undo);
$("finish").addEventListener("click", () => decide([{ action: "finished", meeting: state.meeting }], "finished"));
$("off").addEventListener("change", () =>
  decide([{ action: "switched", meeting: state.meeting, memo: $("off").checked ? "off" : "on" }], $("off").checked ? "is_off" : "is_on"));
$("findform").addEventListener("submit", findText);
$("agree").addEventListener("click", agreement);
setInterval(async () => {
  if (document.hidden || !state.meeting) return;
  const found = await ask("/api/project").catch(() => null);
  if (found && found.last !== state.project.last) { state.project = found; drawCodes(); drawProgress(); await refresh(); }
}, 4000);
openProject();
