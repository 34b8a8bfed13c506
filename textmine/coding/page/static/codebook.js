// The codes at the left, with how often this coder gave them, and the progress at the top.
import { $, make, say, state } from "./basics.js";
import { openSheet } from "./codesheet.js";
import { give } from "./transcript.js";

export function drawProgress() {
  const meeting = state.project.meetings.find(one => one.name === state.meeting);
  const done = state.project.meetings.filter(one => one.finished).length;
  $("progress").textContent = say("progress", { done, all: state.project.meetings.length });
  for (const option of $("meeting").options) {
    const one = state.project.meetings.find(each => each.name === option.value);
    if (one) option.textContent = `${one.title} (${one.codings}${one.finished ? " ✓" : ""})`;
  }
  if (meeting) {
    $("off").checked = meeting.off;
    $("finish").disabled = meeting.finished;
  }
}

export function codable() {
  const wanted = $("search").value.trim().toLowerCase();
  return state.project.codes.filter(code => code.codable && (!wanted || code.path.toLowerCase().includes(wanted)));
}

const depth = code => code.path.split(" > ").length - 1;

function more(code) {
  return make("button", {
    className: "more", textContent: "⋯", title: say("sheet_hint"), "aria-label": say("sheet_of", { code: code.name }),
    on: { click: () => openSheet(code.code, true), mousedown: event => event.preventDefault() },
  });
}

export function drawCodes() {
  const shown = codable(), wanted = $("search").value.trim();
  const held = document.activeElement?.closest?.("#codelist li")?.dataset.code, kind = document.activeElement?.className;
  const rows = [];
  for (const code of state.project.codes) {
    const place = shown.indexOf(code), indent = `--depth: ${wanted ? 0 : depth(code)}`;
    if (!code.codable) {
      if (!wanted) rows.push(make("li", { className: "heading", style: indent, "data-code": code.code },
        make("span", { textContent: code.name }), more(code)));
      continue;
    }
    if (place < 0) continue;
    rows.push(make("li", { style: indent, "data-code": code.code }, make("button", {
      className: "give", title: code.description, on: { click: () => give(code.code), mousedown: event => event.preventDefault() },
    },
    make("span", { className: "dot", color: code.color || "#5b6169" }), make("span", { className: "name", textContent: code.name }),
    make("span", { className: "n", textContent: code.n || "", title: say("n_codings", { n: code.n }) }),
    place < 9 ? make("kbd", { textContent: place + 1 }) : null), more(code)));
  }
  $("codelist").replaceChildren(...rows);
  if (held) $("codelist").querySelector(`[data-code="${CSS.escape(held)}"] .${kind}`)?.focus();
}
