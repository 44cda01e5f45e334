// At the left: the conversations of the member who is played, and everybody who can be played.

import { bdi, el, refresh } from "./dom.js";
import { avatar, firstName, nameOf, roomName } from "./people.js";

const GROUPS_SHOWN = 5;

// `act` is { play(member), go(room), showOld() }; `inPanes` the members who are on screen.
export function showSidebar(place, state, { room, inPanes, showsOld }, act) {
  const stamp = [state.me, state.people, state.rooms.map(({ posts, ...rest }) => rest), room, inPanes, showsOld];
  refresh(place, stamp, () => [
    el("h2", { class: "side-title" }, bdi(firstName(nameOf(state, state.me))), "’s conversations"),
    el("ul", { class: "rooms" }, roomsOf(state, showsOld, room).map((found) => el("li", {}, roomButton(state, found, room, act)))),
    olderCount(state) > 0 && !showsOld
      && el("button", { type: "button", class: "quiet small older", "data-key": "older", onclick: act.showOld }, `${olderCount(state)} older`),
    el("h2", { class: "side-title" }, "Play a member"),
    el("ul", { class: "people" }, state.people.map((person) => el("li", {}, personButton(state, person, inPanes, act)))),
  ]);
}

const groupsOf = (state) => state.rooms.filter((room) => room.kind === "group").reverse();
const olderCount = (state) => groupsOf(state).length - GROUPS_SHOWN;

function roomsOf(state, showsOld, current) {
  const kinds = (kind) => state.rooms.filter((room) => room.kind === kind);
  const groups = groupsOf(state).filter((room, place) =>
    showsOld || place < GROUPS_SHOWN || room.unread || room.id === current);
  return [...kinds("channel"), ...kinds("direct"), ...groups];
}

function roomButton(state, room, current, act) {
  const channel = room.kind === "channel";
  const classes = ["room", channel && "channel", room.unread && "unread", !room.joined && "outside"];
  const others = room.members.filter((id) => id !== state.me);
  return el(
    "button",
    {
      type: "button",
      class: classes.filter(Boolean).join(" "),
      "aria-current": room.id === current ? "true" : undefined,
      "data-key": `room-${room.id}`,
      onclick: () => act.go(room.id),
    },
    channel
      ? el("span", { class: "hash", "aria-hidden": "true" }, "#")
      : avatar(state, room.kind === "direct" ? null : others[0] ?? null, "small"),
    el("span", { class: "room-name" }, bdi(roomName(state, room))),
    room.kind === "direct" && el("span", { class: "room-more" }, "direct"),
    !room.joined && el("span", { class: "room-more" }, "not in it"),
    room.unread > 0 && badge(room.unread, channel),
  );
}

function badge(number, quietly) {
  return el("span", { class: quietly ? "dot" : "count" },
    quietly ? el("span", { class: "unseen" }, "new messages") : String(number),
    !quietly && el("span", { class: "unseen" }, " new"));
}

function personButton(state, person, inPanes, act) {
  const on = inPanes.includes(person.id);
  return el(
    "button",
    {
      type: "button",
      class: on ? "person on" : "person",
      "aria-pressed": String(person.id === state.me),
      "data-key": `play-${person.id}`,
      onclick: () => act.play(person.id),
    },
    avatar(state, person.id),
    el("span", { class: "person-words" },
      el("span", { class: "person-name" }, bdi(person.name), person.organiser && el("span", { class: "role" }, "organiser")),
      el("span", { class: "person-business", dir: "auto" }, person.business)),
    person.waiting > 0 && badge(person.waiting, false),
  );
}

export const waitingForAll = (state) => state.people.reduce((sum, person) => sum + person.waiting, 0);
