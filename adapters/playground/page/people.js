// Members as they are shown: their picture is made of their initials.

import { el } from "./dom.js";

const HUES = 8;

export const BOT = "121";

export function nameOf(state, id) {
  return state.people.find((person) => person.id === id)?.name ?? id;
}

export const firstName = (name) => name.split(/\s+/)[0];

function initials(name) {
  const letters = name.split(/\s+/).map((word) => [...word].find((c) => /\p{L}|\p{N}/u.test(c))).filter(Boolean);
  const shown = letters.length > 1 ? [letters[0], letters.at(-1)] : letters;
  return shown.join("").toLocaleUpperCase() || [...name.trim()][0] || "?";
}

export function avatar(state, id, size = "") {
  if (id === null) return el("span", { class: `avatar bot ${size}`, "aria-hidden": "true" }, BOT);
  const place = state.people.findIndex((person) => person.id === id);
  const hue = `hue-${(place < 0 ? 0 : place) % HUES}`;
  return el("span", { class: `avatar ${hue} ${size}`, "aria-hidden": "true" }, initials(nameOf(state, id)));
}

// What a room is called for the member who looks at it.
export function roomName(state, room) {
  if (room.kind === "channel") return room.id;
  if (room.kind === "direct") return BOT;
  const others = room.members.filter((id) => id !== state.me).map((id) => firstName(nameOf(state, id)));
  return [...others, BOT].join(", ");
}

export const roomLabel = (state, room) => (room.kind === "channel" ? `# ${room.id}` : roomName(state, room));
