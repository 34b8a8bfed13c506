// The tabs at the right: words in the text, agreement between coders.
import { $, address, ask, language, make, say } from "./basics.js";
import { goTo } from "./transcript.js";

const tabs = () => [...document.querySelectorAll("#tabs [role=tab]")];

export function openTab(name, focus = false) {
  for (const tab of tabs()) {
    const on = tab.dataset.tab === name;
    tab.setAttribute("aria-selected", String(on));
    tab.tabIndex = on ? 0 : -1;
    $(`panel-${tab.dataset.tab}`).hidden = !on;
    if (on && focus) tab.focus();
  }
  showSide(true);
  document.dispatchEvent(new CustomEvent("tab", { detail: name }));
}

// on a narrow screen the tabs lie over the transcript, and go away again
export function showSide(on) {
  document.body.classList.toggle("side", on);
  $("sidebutton").setAttribute("aria-expanded", String(on));
}

export function clearView() {
  if (matchMedia("(max-width: 68rem)").matches) showSide(false);
}

function moveTab(event) {
  const every = tabs(), at = every.indexOf(event.target.closest("[role=tab]"));
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: every.length - 1 }[event.key];
  if (at < 0 || to === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  openTab(every[(to + every.length) % every.length].dataset.tab, true);
}

async function findText(event) {
  event.preventDefault();
  const found = await ask(address("/api/find", { query: $("find").value }));
  $("found").replaceChildren(...found.map(one => make("li", {}, make("button", {
    on: { click: () => goTo(one.turn, one.meeting) },
  }, make("span", { className: "quiet", textContent: `${one.meeting} · ${one.speaker}` }),
  make("span", { className: "said" }, one.left, make("strong", { textContent: one.match }), one.right)))));
  if (!found.length) $("found").replaceChildren(make("li", { className: "quiet", textContent: say("not_found") }));
}

async function agreement() {
  const rows = await ask("/api/agreement");
  const two = value => value === null ? "—" : value.toFixed(2).replace(".", language === "fr" ? "," : ".");
  const told = name => name === "*" ? say("all_codes") : name;
  $("agreement").replaceChildren(rows.length ? make("table", {},
    make("tr", {}, ...["code", "alpha", "cohen", "alpha_u"].map(key => make("th", { scope: "col", textContent: say(`head_${key}`) }))),
    ...rows.map(row => make("tr", {}, make("th", { scope: "row", textContent: told(row.name) }),
      make("td", { textContent: two(row.alpha) }), make("td", { textContent: two(row.cohen) }),
      make("td", { textContent: two(row.alpha_u) }))))
    : make("p", { className: "quiet", textContent: say("one_coder") }));
}

export function startTools() {
  for (const tab of tabs()) tab.addEventListener("click", () => openTab(tab.dataset.tab));
  $("tabs").addEventListener("keydown", moveTab);
  $("sidebutton").addEventListener("click", () => showSide(!document.body.classList.contains("side")));
  $("findform").addEventListener("submit", findText);
  $("agree").addEventListener("click", agreement);
}
