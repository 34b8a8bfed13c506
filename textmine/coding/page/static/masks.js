// The page that reviews a masking: accept, change, refuse, join; each decision is written before it is shown.
import { $, ask, fillWords, make, quietly, say, send, tell } from "./basics.js";
import { current, desk, drawList, neighbour, nextOpen, stateOf } from "./masklist.js";

async function load() {
  const found = await ask("/api/masks");
  Object.assign(desk, { entities: found.entities, applied: found.applied, table: found.table });
  $("corpus").textContent = found.name;
  $("undo").disabled = !found.undo || found.applied !== null;
  if (!current()) desk.current = (found.entities.find(one => !one.decided_by) ?? found.entities[0])?.id ?? null;
  draw();
  if (found.applied) drawDone();
}

function draw() {
  drawList(choose);
  drawEntity();
}

function choose(id, focus = true) {
  desk.current = id;
  desk.held = null;
  draw();
  if (focus) $("kinds").querySelector("[aria-current=true]")?.focus();
}

const mentions = one => one.count === 1 ? say("place")
  : say(one.documents > 1 ? "places" : "places_one", { n: one.count, documents: one.documents });

function drawEntity() {
  const one = current();
  $("entity").hidden = !one;
  if (!one) return;
  const closed = desk.applied !== null, masked = one.decision === "mask";
  $("kind").textContent = `${say(`kind_${one.kind}`)} · ${mentions(one)}`;
  $("name").textContent = one.entity;
  $("state").className = stateOf(one);
  $("state").textContent = one.decided_by
    ? `${say(`state_${one.decision}`)} · ${say("by", { by: one.decided_by, date: one.date })}` : say("not_decided");
  $("policies").replaceChildren($("policies").firstElementChild, ...one.policies.map((policy, at) => make("label", {},
    make("input", { type: "radio", name: "policy", value: policy, disabled: closed,
      checked: masked ? policy === one.policy : policy === "keep", on: { change: () => quietly(decide)({ action: "change", policy }) } }),
    make("span", {}, say(`policy_${policy}`), " ", make("kbd", { textContent: at + 1, "aria-hidden": "true" })))));
  $("replacing").hidden = !masked;
  $("stays").hidden = masked;
  $("pseudonym").value = one.pseudonym;
  for (const id of ["pseudonym", "save", "accept", "refuse"]) $(id).disabled = closed;
  $("apply").disabled = closed;
  $("contexts").replaceChildren(...one.contexts.map(([before, found, after]) =>
    make("li", {}, before, make("mark", { textContent: found }), after)));
  if (!one.contexts.length) $("contexts").replaceChildren(make("li", { className: "quiet", textContent: say("no_contexts") }));
  $("variants").replaceChildren(...one.variants.map(name => make("li", { textContent: name })));
  const others = desk.entities.filter(other => other.kind === one.kind && other.id !== one.id);
  $("joining").hidden = !others.length || closed;
  $("into").replaceChildren(make("option", { value: "", textContent: say("join_choose") }),
    ...others.map(other => make("option", { value: other.id, textContent: `${other.entity} (${other.count})` })));
}

async function decide(sent, goOn = false) {
  const one = current();
  if (!one || desk.applied) return;
  const field = document.activeElement?.name === "policy", next = goOn ? nextOpen() : null;
  const found = await send("/api/masks/decisions", { entity: one.id, ...sent }).catch(async fault => { await load(); throw fault; });
  desk.entities = desk.entities.map(each => each.id === found.id ? found : each);
  desk.held = goOn ? null : found.id;
  $("undo").disabled = false;
  if (next) desk.current = next.id;
  draw();
  if (field) $("policies").querySelector("input:checked")?.focus();
  tell(say(`is_${found.decision}`, found) + (desk.entities.every(each => each.decided_by) ? ` ${say("all_done")}` : ""));
}

const accept = () => decide({ action: "accept" }, true);
const refuse = () => decide({ action: "refuse" }, true);
const typed = () => current() && current().decision === "mask" && $("pseudonym").value.trim() !== current().pseudonym;
const save = () => decide({ action: "change", policy: current().policy, pseudonym: $("pseudonym").value });

async function undo() {
  await send("/api/masks/undo", {});
  await load();
  tell(say("undone_told"));
}

async function join(event) {
  event.preventDefault();
  const one = current(), into = desk.entities.find(other => other.id === $("into").value);
  if (!one || !into) return;
  await send("/api/masks/join", { entity: one.id, into: into.id });
  desk.current = into.id;
  desk.held = into.id;
  await load();
  $("kinds").querySelector("[aria-current=true]")?.focus();
  tell(say("joined_told", { entity: one.entity, into: into.entity }));
}

function confirm() {
  const n = desk.entities.filter(one => !one.decided_by).length;
  $("confirmopen").textContent = n ? say("confirm_open", { n }) : say("confirm_done");
  $("confirm").showModal();
}

async function apply() {
  $("confirm").close();
  $("apply").disabled = true;
  tell(say("working"));
  try { await send("/api/masks/apply", {}); } catch (fault) { $("apply").disabled = false; throw fault; }
  $("told").className = "";
  await load();
  $("done").focus();
}

function drawDone() {
  const facts = desk.applied, leaks = Object.entries(facts.leaks ?? {});
  const line = (key, path, more = "") => [make("dt", { textContent: say(key) }),
    make("dd", {}, make("code", { textContent: path }), more ? make("span", { className: "quiet", textContent: more }) : null)];
  $("done").hidden = false;
  $("donetold").textContent = say("done_told", facts)
    + (facts.annotations_left_out ? ` ${say("done_lost", { n: facts.annotations_left_out })}` : "");
  $("donelist").replaceChildren(...line("done_folder", facts.path),
    ...line("done_leaks", facts.leaks_table, leaks.map(([key, n]) => `${say(`leak_${key}`)} ${n}`).join(", ")),
    ...line("done_key", facts.key || say("done_no_key")), ...line("done_table", desk.table));
}

function keys(event) {
  const field = event.target.matches("input:not([type=radio]), select, textarea");
  if (event.key === "Escape" && event.target.matches("input, select")) {
    drawEntity();
    $("kinds").querySelector("[aria-current=true]")?.focus();
    return;
  }
  if (field || $("confirm").open || event.ctrlKey || event.metaKey || event.altKey) return;
  const radio = event.target.matches("input[type=radio]");
  const move = step => { const one = neighbour(step); if (one) choose(one.id); };
  const runs = {
    j: () => move(1), k: () => move(-1), a: accept, r: refuse, u: undo, "/": () => $("search").focus(),
    e: () => { $("pseudonym").focus(); $("pseudonym").select(); },
    ...(radio ? {} : { ArrowDown: () => move(1), ArrowUp: () => move(-1) }),
  };
  const policy = current()?.policies[Number(event.key) - 1];
  const run = runs[event.key] ?? (policy ? () => decide({ action: "change", policy }) : null);
  if (!run) return;
  event.preventDefault();
  quietly(run)();
}

fillWords();
document.querySelector("h1").textContent = document.title;
document.addEventListener("keydown", keys);
$("search").addEventListener("input", draw);
$("search").addEventListener("keydown", event => {
  if (event.key === "Enter" || event.key === "ArrowDown") { event.preventDefault(); $("kinds").querySelector("[aria-current=true]")?.focus(); }
});
$("show").addEventListener("change", () => { desk.held = null; draw(); });
$("form").addEventListener("submit", event => {
  event.preventDefault();
  quietly(typed() ? save : async () => undefined)();
});
// what was typed and not saved is not lost by accepting it
$("accept").addEventListener("click", quietly(async () => { if (typed()) await save(); await accept(); }));
$("refuse").addEventListener("click", quietly(refuse));
$("undo").addEventListener("click", quietly(undo));
$("joinform").addEventListener("submit", quietly(join));
$("apply").addEventListener("click", confirm);
$("applynow").addEventListener("click", quietly(apply));
$("cancel").addEventListener("click", () => $("confirm").close());
quietly(load)();
