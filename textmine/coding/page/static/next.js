// What to read next, across transcripts.
import { $, address, ask, colorOf, make, nameOf, say, titleOf } from "./basics.js";
import { goTo } from "./transcript.js";

async function readNext() {
  const how = $("nexthow").value;
  $("nexttext").textContent = say("next_wait");
  $("nextlist").replaceChildren();
  const found = await ask(address("/api/next", { how }), { method: "POST" })
    .catch(fault => { $("nexttext").textContent = fault.message; throw fault; });
  if ($("nexthow").value !== how) return;
  $("nexttext").textContent = (found.passages.length ? say(`next_${how}_told`) : say("next_nothing"))
    + (found.off ? ` ${say("next_off", { n: found.off })}` : "");
  $("nextlist").replaceChildren(...found.passages.map(one => make("li", {}, make("button", {
    on: { click: () => goTo(one.turn, one.meeting) },
  },
  make("span", { className: "quiet", textContent: `${titleOf(one.meeting)} · ${one.speaker}` }),
  one.code ? make("span", { className: "tag", color: colorOf(one.code), textContent: nameOf(one.code) }) : null,
  make("span", { className: "said", textContent: one.text })))));
}

export function startNext(quietly) {
  $("nexthow").addEventListener("change", quietly(readNext));
  $("nextform").addEventListener("submit", event => { event.preventDefault(); quietly(readNext)(); });
}
