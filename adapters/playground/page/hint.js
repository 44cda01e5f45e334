// The card for whoever is here for the first time: what this is, and three things to try.

import { bdi, el, icon, memory, refresh } from "./dom.js";
import { firstName, nameOf } from "./people.js";

export function showHint(place, state, act) {
  place.hidden = Boolean(memory.get("hint-closed"));
  const who = firstName(nameOf(state, state.me));
  if (place.hidden) return;
  const close = () => { memory.set("hint-closed", true); place.hidden = true; act.closed(); };
  const chip = (words, what, doIt) =>
    el("button", { type: "button", class: "chip", "data-key": words, onclick: doIt }, el("b", {}, words), el("span", {}, what));
  refresh(place, [who, state.group.name], () => [
    el("div", { class: "hint-words" },
      el("h2", {}, "Welcome to the ", bdi(state.group.name)),
      el("p", {}, "121 brings two members together for an hour, again and again. Here you play all of them, and time is yours to turn. Try:")),
    el("div", { class: "chips" },
      chip("/121 join", ["as ", bdi(who)], () => act.say("/121 join")),
      chip("/121 pair-me", "a partner now", () => act.say("/121 pair-me")),
      chip("Next round", "let the time pass", () => act.turn("next-round"))),
    el("button", { type: "button", class: "quiet close", "aria-label": "Close this hint", "data-key": "close-hint", onclick: close }, icon("close")),
  ]);
}
