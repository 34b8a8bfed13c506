// Rules of the code in hand: proposed by the machine, changed and kept by coders, and what they find.
import { $, address, ask, codeOf, coder, colorOf, make, nameOf, quietly, say, send, state, tell, titleOf, toUnits } from "./basics.js";
import { decide, goTo, renew } from "./transcript.js";

let identity = "", shown = null, asked = 0;

const list = text => text.split(/[;,\n]/).map(word => word.trim()).filter(Boolean);
const written = () => ({
  code: state.code, identity, words: list($("rulewords").value), without: list($("rulewithout").value),
  unless_negated: $("rulenegated").checked, shared: $("ruleshared").checked,
});

function write(rule, note) {
  identity = rule?.identity && rule.coder === coder ? rule.identity : "";
  $("rulewords").value = (rule?.words ?? []).join(" ; ");
  $("rulewithout").value = (rule?.without ?? []).join(" ; ");
  $("rulenegated").checked = Boolean(rule?.unless_negated);
  $("ruleshared").checked = Boolean(identity && rule.shared);
  $("rulenote").textContent = note;
}

export async function drawRules() {
  const code = state.code, turn = ++asked;
  $("ruleform").hidden = !code;
  forgetFound();
  if (!code) return;
  write(null, say("rule_wait"));
  await drawKept();
  const found = await ask(address("/api/rules/proposed", { code })).catch(() => null);
  if (turn !== asked || !found || list($("rulewords").value).length) return;
  write(found.rule, say(found.rule ? "rule_proposed" : "rule_none"));
}

async function drawKept() {
  const code = state.code, kept = await ask(address("/api/rules", { code }));
  if (code !== state.code) return;
  $("rulelist").replaceChildren(...kept.map(rule => {
    const told = rule.words.join(", ");
    const button = (key, run, className = "") => make("button", {
      type: "button", className, textContent: say(key), "aria-label": `${say(key)} : ${told}`, on: { click: quietly(run) },
    });
    const own = rule.coder === coder;
    return make("li", {}, make("strong", { textContent: told }),
      rule.without.length ? make("span", { className: "quiet", textContent: say("rule_but", { words: rule.without.join(", ") }) }) : null,
      rule.unless_negated ? make("span", { className: "quiet", textContent: say("rule_not_negated") }) : null,
      make("span", { className: "quiet", textContent: say(!own ? "rule_of" : rule.shared ? "rule_shared" : "rule_mine", { coder: rule.coder })
        + (rule.made_by === "machine" ? ` · ${say("rule_by_machine")}` : "") }),
      make("div", { className: "acts" },
        button("rule_find", () => showFound(rule), "main"),
        button("rule_change", () => { write(rule, say(own ? "rule_changing" : "rule_copying")); $("rulewords").focus(); }),
        own ? button("rule_forget", () => forget(rule)) : null));
  }));
}

async function keep(event) {
  event.preventDefault();
  const found = await send("/api/rules", written());
  state.done.push(found.identity);
  identity = found.identity;
  await renew();
  tell(say("rule_kept"));
}

async function forget(rule) {
  await ask(address("/api/rules", { identity: rule.identity }), { method: "DELETE" });
  state.done.push(rule.identity);
  if (identity === rule.identity) identity = "";
  await renew();
  tell(say("rule_forgotten"));
}

function forgetFound() {
  shown = null;
  $("rulefoundtext").textContent = "";
  $("rulefound").replaceChildren();
}

async function showFound(rule) {
  $("rulefoundtext").textContent = say("rule_searching");
  $("rulefound").replaceChildren();
  try {
    shown = { rule, ...await send("/api/rules/found", rule) };
  } catch (fault) {
    forgetFound();
    throw fault;
  }
  drawFound();
  $("rulefoundtext").focus();
}

function marked(one) {
  const said = make("span", { className: "said" });
  let at = 0;
  for (const [start, end] of one.marks) {
    const from = toUnits(one.text, start), to = toUnits(one.text, end);
    if (from < at) continue;
    said.append(one.text.slice(at, from), make("strong", { textContent: one.text.slice(from, to) }));
    at = to;
  }
  said.append(one.text.slice(at));
  return said;
}

function drawFound() {
  const { rule, passages, n, open, off } = shown;
  $("rulefoundtext").textContent = say(n ? "rule_found" : "rule_found_none", { n, open, code: nameOf(rule.code) })
    + (n > passages.length ? ` ${say("rule_found_most", { n: passages.length })}` : "")
    + (off ? ` ${say("next_off", { n: off })}` : "");
  $("rulefound").replaceChildren(...passages.map(one => make("li", { className: one.coded ? "coded" : "" },
    make("button", { type: "button", className: "go", on: { click: () => goTo(one.turn, one.meeting) } },
      make("span", { className: "quiet", textContent: `${titleOf(one.meeting)} · ${one.turn + 1} · ${one.speaker}` }), marked(one)),
    one.coded ? make("span", { className: "tag", color: colorOf(rule.code), textContent: say("rule_coded") })
      : make("button", { type: "button", className: "main", textContent: say("rule_code"),
          "aria-label": say("rule_code_as", { code: nameOf(rule.code), text: one.text.slice(0, 60) }),
          on: { click: quietly(() => codeFound(one)) } }))));
}

async function codeFound(one) {
  const { rule } = shown, { meeting, turn, start, last_turn, end } = one;
  const coding = crypto.randomUUID();
  one.coded = true;
  one.coding = coding;
  shown.open -= 1;
  const place = shown.passages.indexOf(one);
  try {
    await decide([{ action: "coded", coding, code: rule.code, meeting, turn, start, last_turn, end, rule: rule.identity || "machine" }],
      "coded_told", { code: nameOf(rule.code) });
  } catch (fault) {
    one.coded = false;
    shown.open += 1;
    throw fault;
  }
  drawFound();
  const rest = [...$("rulefound").children].slice(place).map(row => row.querySelector("button.main")).find(Boolean);
  (rest ?? $("rulefoundtext")).focus();
}

async function importRules() {
  const file = $("ruleimport").files[0];
  if (!file) return;
  try {
    const found = await ask("/api/rules/import", { method: "POST", body: await file.arrayBuffer() });
    await renew();
    tell(say("rules_imported", { n: found.n }));
  } finally { $("ruleimport").value = ""; }
}

export function startRules() {
  $("ruleform").addEventListener("submit", quietly(keep));
  $("rulefindbutton").addEventListener("click", quietly(() => showFound(written())));
  $("rulenew").addEventListener("click", () => { asked += 1; write(null, say("rule_new_told")); $("rulewords").focus(); });
  $("ruleimport").addEventListener("change", quietly(importRules));
  $("ruleexport").href = address("/api/rules/export", { coder });
  document.addEventListener("renewed", () => { if (!$("panel-code").hidden && codeOf(state.code)) drawKept(); });
}
