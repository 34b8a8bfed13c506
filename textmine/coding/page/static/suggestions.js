// Suggestions: asked for, judged one by one, and why they were made.
import { $, address, ask, make, nameOf, say, state, tell, toUnits } from "./basics.js";
import { openTab } from "./tools.js";
import { decide, goTo, refresh } from "./transcript.js";

export function drawQueue() {
  const waiting = state.codings.filter(one => one.status === "pending").sort((a, b) => b.score - a.score);
  $("queuetext").textContent = waiting.length ? say("waiting", { n: waiting.length }) : say("nothing_waiting");
  $("waiting").textContent = waiting.length || "";
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

export const judge = (one, action) => decide([{ action, coding: one.coding }], action, { code: nameOf(one.code) });

export function change(one) {
  state.changing = one;
  $("search").focus();
  tell(say("change_told"));
}

export async function explain(one) {
  const found = await ask(address("/api/why", { coding: one.coding }));
  const strong = Object.entries(found.parts).filter(([, weight]) => weight > 0.02).map(([part]) => say(`part_${part}`));
  $("reason").hidden = false;
  $("reasonbody").replaceChildren(
    make("p", {}, make("strong", { textContent: nameOf(one.code) }), " : ",
      found.words.filter(word => word.weight > 0).map(word => word.word).join(", ")),
    make("p", { className: "quiet", textContent: strong.length ? say("why_parts", { parts: strong.join(", ") }) : "" }),
    make("p", { textContent: say("why_near") }),
    ...found.nearest.map(near => make("blockquote", { textContent: `${near.speaker} : ${near.text.slice(0, 220)}${near.text.length > 220 ? "…" : ""}` })));
  openTab("queue");
  $("side").scrollTop = 0;
}

export async function suggest() {
  $("suggest").disabled = true;
  tell(say("learning"));
  try {
    await state.opening;
    const found = await ask(address("/api/suggest", { name: state.meeting }), { method: "POST" });
    await refresh();
    openTab("queue");
    const not_yet = found.not_yet.map(one => one.name).join(", ");
    tell(found.off ? say("is_off") : say(found.n ? "suggested_told" : "nothing_to_suggest", { n: found.n })
      + (not_yet ? ` ${say("not_yet", { codes: not_yet })}` : ""));
  } finally { $("suggest").disabled = false; }
}
