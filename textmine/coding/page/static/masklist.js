// The entities at the left: by kind, most frequent first, as the search and the choice of state leave them.
import { $, make, say } from "./basics.js";

export const desk = { entities: [], current: null, applied: null };
export const stateOf = one => one.decided_by ? one.decision : "open";
export const current = () => desk.entities.find(one => one.id === desk.current);

const plain = text => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

export function visible() {
  const wanted = plain($("search").value.trim()), show = $("show").value;
  return desk.entities.filter(one =>
    (show === "all" || (show === "open" ? !one.decided_by : one.decision === show) || one.id === desk.held)
    && (!wanted || plain([one.entity, one.pseudonym, ...one.variants].join(" ")).includes(wanted)));
}

export function neighbour(step) {
  const shown = visible(), at = shown.findIndex(one => one.id === desk.current);
  return shown[Math.min(Math.max(at + step, 0), shown.length - 1)];
}

// after a decision: the next one that nobody reviewed, else simply the next
export function nextOpen() {
  const shown = visible(), at = shown.findIndex(one => one.id === desk.current);
  const turned = [...shown.slice(at + 1), ...shown.slice(0, Math.max(at, 0))];
  return turned.find(one => !one.decided_by);
}

function entry(one, choose) {
  const state = stateOf(one), here = one.id === desk.current;
  const button = make("button", {
    className: `entry ${one.decision}`, tabIndex: here ? 0 : -1, "data-id": one.id, "aria-current": String(here),
    on: { click: () => choose(one.id) },
  },
  make("span", { className: `sign ${state}`, "aria-hidden": "true", textContent: { open: "", mask: "✓", keep: "–" }[state] }),
  make("span", { className: "who" }, make("span", { className: "old", textContent: one.entity }),
    make("span", { className: "new", textContent: one.decision === "mask" ? `→ ${one.pseudonym}` : say("kept_as_it_is") })),
  make("span", { className: "n", textContent: one.count }),
  make("span", { className: "unseen", textContent: say(`state_${state}`) }));
  return make("li", {}, button);
}

export function drawList(choose) {
  const held = document.activeElement?.closest?.("#kinds") !== null, shown = visible(), kinds = [...new Set(shown.map(one => one.kind))];
  if (!shown.some(one => one.id === desk.current)) desk.current = shown[0]?.id ?? desk.current;
  $("kinds").replaceChildren(...kinds.flatMap(kind => {
    const own = shown.filter(one => one.kind === kind);
    return [
      make("h2", { id: `kind-${kind}` }, say(`kind_${kind}`), " ", make("span", { className: "quiet", textContent: own.length })),
      make("ul", { "aria-labelledby": `kind-${kind}` }, ...own.map(one => entry(one, choose))),
    ];
  }));
  if (!shown.length) $("kinds").replaceChildren(make("p", { className: "quiet", textContent: say("none_shown") }));
  const here = $("kinds").querySelector("[aria-current=true]");
  here?.scrollIntoView({ block: "nearest" });
  if (held) here?.focus({ preventScroll: true });
  const done = desk.entities.filter(one => one.decided_by).length;
  $("gauge").max = desk.entities.length || 1;
  $("gauge").value = done;
  $("progress").textContent = say("progress", { done, all: desk.entities.length });
}
