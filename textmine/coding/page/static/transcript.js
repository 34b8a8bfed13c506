// A transcript: turns, the passages that have codes, and what is selected.
import { $, address, ask, colorOf, make, nameOf, say, send, state, tell, toPoints, toUnits } from "./basics.js";
import { drawCodes, drawProgress } from "./codebook.js";
import { drawQueue, explain, judge } from "./suggestions.js";
import { clearView } from "./tools.js";

export function openMeeting(name) {
  state.opening = showMeeting(name);
  return state.opening;
}

async function showMeeting(name) {
  state.meeting = name;
  state.codings = [];
  const [found, codings] = await Promise.all([
    ask(address("/api/transcript", { name })), ask(address("/api/codings", { name })),
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

export const inTurn = place => state.codings.filter(one => one.turn <= place && place <= one.last_turn);

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

// redraw what changed; all that has a code when the codebook did
export async function refresh({ book = false } = {}) {
  await state.opening;
  const before = new Map(state.codings.map(one => [one.coding, JSON.stringify(one)]));
  const old = state.codings;
  const meeting = state.meeting, found = await ask(address("/api/codings", { name: meeting }));
  if (meeting !== state.meeting || found.last < state.last) return;
  state.codings = found.codings;
  state.last = found.last;
  const turns = new Set();
  const mark = one => { for (let k = one.turn; k <= one.last_turn; k++) turns.add(k); };
  for (const one of state.codings) if (book || before.get(one.coding) !== JSON.stringify(one)) mark(one);
  const now = new Map(state.codings.map(one => [one.coding, one]));
  for (const one of old) if (!now.has(one.coding) || JSON.stringify(now.get(one.coding)) !== before.get(one.coding)) mark(one);
  const held = document.activeElement?.closest?.(".turn")?.dataset.turn;
  for (const place of turns) document.querySelector(`[data-turn="${place}"]`)?.replaceWith(drawTurn(place));
  if (held !== undefined && turns.has(Number(held))) document.querySelector(`[data-turn="${held}"]`)?.focus();
  drawQueue();
}

// all that shows the project, after a gesture of this page or of another coder
export async function renew(found = null) {
  const [now] = await Promise.all([found ?? ask("/api/project"), refresh()]);
  const book = now.book !== state.project.book;
  state.project = now;
  drawCodes();
  drawProgress();
  if (book) await refresh({ book });
  document.dispatchEvent(new CustomEvent("renewed", { detail: { book } }));
}

export async function decide(decisions, told, values = {}) {
  await send("/api/decisions", decisions.map(one => ({ key: crypto.randomUUID(), ...one })));
  for (const one of decisions) if (one.action !== "undone" && one.coding) state.done.push(one.coding);
  await renew();
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

export async function give(code) {
  state.code = code;
  if (state.changing) {
    const one = state.changing;
    state.changing = null;
    await decide([{ action: "changed", coding: one.coding, code }], "changed_told", { code: nameOf(code) });
    return;
  }
  const span = passage();
  if (!span) return;
  const coding = crypto.randomUUID();
  await decide([{ action: "coded", coding, code, meeting: state.meeting, ...span }], "coded_told", { code: nameOf(code) });
  getSelection().removeAllRanges();
}

export async function undo() {
  const coding = state.done.pop();
  if (!coding) { tell(say("nothing_to_undo")); return; }
  await decide([{ action: "undone", coding }], "undone");
}

async function memo(one) {
  const text = prompt(say("memo_ask", { code: nameOf(one.code) }), one.memo ?? "");
  if (text !== null) await decide([{ action: "changed", coding: one.coding, memo: text || " " }], "memo_kept");
}

// go to a passage of this or another transcript
export async function goTo(turn, meeting = state.meeting) {
  if (meeting !== state.meeting) {
    $("meeting").value = meeting;
    await openMeeting(meeting);
  }
  const node = document.querySelector(`[data-turn="${turn}"]`);
  if (!node) return;
  clearView();
  document.querySelector(".turn.here")?.classList.remove("here");
  node.classList.add("here");
  node.scrollIntoView({ block: "center" });
  node.focus({ preventScroll: true });
}
