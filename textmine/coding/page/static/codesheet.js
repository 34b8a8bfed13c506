// One code in hand: what it is called, means and stands under; merging and deleting; the changes of the codebook.
import { $, address, ask, codeOf, make, nameOf, quietly, say, send, state, tell } from "./basics.js";
import { drawRules } from "./rules.js";
import { openTab } from "./tools.js";
import { decide, renew } from "./transcript.js";

const PARTS = ["name", "description", "examples", "color", "parent", "codable"];
const field = part => $(`sheet-${part}`);
const long = color => /^#[0-9a-f]{3}$/i.test(color) ? `#${[...color.slice(1)].map(one => one + one).join("")}` : color;
let before = {};

const takeInHand = code => {
  state.code = (codeOf(code) ?? state.project.codes.find(one => one.codable))?.code ?? null;
};

export function openSheet(code, focus = false) {
  takeInHand(code ?? state.code);
  openTab("code");
  if (focus) $("codepick").focus();
}

const values = () => Object.fromEntries(PARTS.map(part => [part, part === "codable" ? field(part).checked : field(part).value]));

// only what this coder changed is sent: another may be changing the rest
function changes() {
  const now = values();
  return Object.fromEntries(PARTS.filter(part => now[part] !== before[part]).map(part => [part, now[part]]));
}

const indented = code => `${"  ".repeat(code.path.split(" > ").length - 1)}${code.name}`;
const options = (codes, chosen) => codes.map(code => make("option", { value: code.code, textContent: indented(code), selected: code.code === chosen }));

function isUnder(code, above) {
  for (let one = codeOf(code); one; one = codeOf(one.parent)) if (one.code === above) return true;
  return false;
}

function drawSheet() {
  const code = codeOf(state.code);
  $("codepick").replaceChildren(...options(state.project.codes, state.code));
  $("sheetbody").hidden = !code;
  $("nocode").hidden = Boolean(code);
  if (!code) return;
  field("name").value = code.name;
  field("description").value = code.description;
  field("examples").value = code.examples.join("\n");
  field("color").value = long(code.color) || "#5b6169";
  field("codable").checked = code.codable;
  const others = state.project.codes.filter(one => !isUnder(one.code, code.code));
  field("parent").replaceChildren(make("option", { value: "", textContent: say("at_the_top") }), ...options(others, code.parent));
  field("parent").value = code.parent;
  const targets = state.project.codes.filter(one => one.codable && one.code !== code.code);
  $("mergeinto").replaceChildren(make("option", { value: "", textContent: say("choose_code") }), ...options(targets, ""));
  $("codecount").textContent = say("n_codings", { n: code.n });
  before = values();
}

async function saveSheet(event) {
  event.preventDefault();
  const changed = changes();
  if (!Object.keys(changed).length) { tell(say("nothing_changed")); return; }
  await send(address("/api/codes", { code: state.code }), changed, "PATCH");
  before = values();
  await renew();
  tell(say("code_kept", { code: nameOf(state.code) }));
}

async function merge(event) {
  event.preventDefault();
  const into = $("mergeinto").value, code = state.code;
  if (!into) { $("mergeinto").focus(); return; }
  const told = { code: nameOf(code), into: nameOf(into) };
  const found = await ask(address("/api/codes/merge", { code, into }), { method: "POST" });
  state.done.push(found.coding);
  state.code = into;
  await renew();
  drawSheet();
  drawRules();
  $("codepick").focus();
  tell(say("merged_told", told));
}

async function remove() {
  const name = nameOf(state.code);
  await ask(address("/api/codes", { code: state.code }), { method: "DELETE" });
  state.code = null;
  await renew();
  openSheet();
  $("codepick").focus();
  tell(say("deleted_told", { code: name }));
}

export async function addCode(event) {
  event.preventDefault();
  const found = await send("/api/codes", { name: $("newname").value });
  $("newname").value = "";
  state.code = found.code;
  await renew();
}

function change(one) {
  const parts = one.parts.map(part => say(`part_of_${part}`)).join(", ");
  const key = one.was && one.was !== one.name ? "history_renamed" : `history_${one.kind}`;
  return say(key, { code: one.name, was: one.was ?? "", into: one.into ?? "", parts });
}

async function drawHistory() {
  if (!$("history").open) return;
  const rows = await ask("/api/codes/history");
  const when = text => new Date(text).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
  $("historylist").replaceChildren(...rows.map(one => make("li", {},
    make("span", { className: "quiet", textContent: `${when(one.when)} · ${one.coder}` }),
    make("span", { className: "said", textContent: change(one) }),
    one.kind === "merged" ? make("button", { textContent: say("unmerge"), "aria-label": `${say("unmerge")} : ${one.name}`,
      on: { click: quietly(() => decide([{ action: "undone", coding: one.merge }], "undone")) } }) : null)));
  if (!rows.length) $("historylist").replaceChildren(make("li", { className: "quiet", textContent: say("no_history") }));
}

export function startSheet() {
  $("codepick").addEventListener("change", () => { state.code = $("codepick").value; drawSheet(); drawRules(); });
  $("sheetform").addEventListener("submit", quietly(saveSheet));
  $("mergeform").addEventListener("submit", quietly(merge));
  $("deletecode").addEventListener("click", quietly(remove));
  $("newcode").addEventListener("submit", quietly(addCode));
  $("history").addEventListener("toggle", drawHistory);
  document.addEventListener("tab", event => { if (event.detail === "code") { drawSheet(); drawRules(); } });
  document.addEventListener("renewed", event => {
    if ($("panel-code").hidden) return;
    if (!codeOf(state.code)) {
      // merged or deleted by another coder
      takeInHand(null);
      drawSheet();
      drawRules();
    }
    // what is being written is not overwritten
    if (event.detail.book && !Object.keys(changes()).length) drawSheet();
    else if (codeOf(state.code)) $("codecount").textContent = say("n_codings", { n: codeOf(state.code).n });
    drawHistory();
  });
}
