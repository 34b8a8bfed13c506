// The page of a human coder: a transcript, codes, suggestions, rules. No library, no network but this server.
import { $, ask, coder, fillWords, make, quietly, state } from "./basics.js";
import { codable, drawCodes, drawProgress } from "./codebook.js";
import { openSheet, startSheet } from "./codesheet.js";
import { startNext } from "./next.js";
import { startRules } from "./rules.js";
import { change, explain, judge, suggest } from "./suggestions.js";
import { clearView, openTab, startTools } from "./tools.js";
import { decide, give, inTurn, openMeeting, renew, undo } from "./transcript.js";

async function openProject() {
  state.project = await ask("/api/project");
  document.querySelector("h1").textContent = state.project.name;
  const chosen = state.project.meetings[0]?.name;
  $("meeting").replaceChildren(...state.project.meetings.map(one => make("option", { value: one.name, selected: one.name === chosen })));
  drawCodes();
  drawProgress();
  if (chosen) await openMeeting(chosen);
}

function move(step) {
  const next = Math.min(Math.max(state.focus + step, 0), state.turns.length - 1);
  const node = document.querySelector(`[data-turn="${next}"]`);
  node?.focus();
  node?.scrollIntoView({ block: "nearest" });
}

function keys(event) {
  const inField = event.target.matches("input, select, textarea");
  if (event.key === "Escape") {
    event.target.blur();
    state.changing = null;
    clearView();
    $("transcript").querySelector(`[data-turn="${state.focus}"]`)?.focus();
    return;
  }
  if (inField || event.ctrlKey || event.metaKey || event.altKey) return;
  const waiting = inTurn(state.focus).find(one => one.status === "pending");
  const runs = {
    j: () => move(1), ArrowDown: () => move(1), k: () => move(-1), ArrowUp: () => move(-1),
    "/": () => $("search").focus(), u: undo, s: suggest,
    a: () => waiting && judge(waiting, "accepted"), r: () => waiting && judge(waiting, "refused"),
    c: () => waiting && change(waiting), "?": () => waiting && explain(waiting),
    e: () => openSheet(null, true), n: () => { openTab("next"); $("nexthow").focus(); },
  };
  const number = Number(event.key);
  if (number >= 1 && number <= 9 && codable()[number - 1]) { event.preventDefault(); quietly(give)(codable()[number - 1].code); return; }
  if (runs[event.key]) { event.preventDefault(); quietly(runs[event.key])(); }
}

fillWords();
startTools();
startSheet();
startRules();
startNext(quietly);
$("export").href = `/api/export?${new URLSearchParams({ coder })}`;
document.addEventListener("keydown", keys);
$("transcript").addEventListener("click", event => {
  const turn = event.target.closest(".turn");
  if (turn && getSelection().isCollapsed && !event.target.closest("button")) turn.focus({ preventScroll: true });
});
$("meeting").addEventListener("change", () => openMeeting($("meeting").value));
$("search").addEventListener("input", drawCodes);
$("search").addEventListener("keydown", event => {
  if (event.key === "Enter" && codable()[0]) { quietly(give)(codable()[0].code); $("search").value = ""; drawCodes(); $("search").blur(); }
});
$("suggest").addEventListener("click", quietly(suggest));
$("undo").addEventListener("click", quietly(undo));
$("finish").addEventListener("click", () => decide([{ action: "finished", meeting: state.meeting }], "finished"));
$("off").addEventListener("change", () =>
  decide([{ action: "switched", meeting: state.meeting, memo: $("off").checked ? "off" : "on" }], $("off").checked ? "is_off" : "is_on"));
setInterval(async () => {
  if (document.hidden || !state.meeting) return;
  const found = await ask("/api/project").catch(() => null);
  if (found && (found.last !== state.project.last || found.book !== state.project.book)) await renew(found);
}, 4000);
openProject();
