// The page: two panes, the list of members, the clock; and what ties them to the playground.

import { follow, look, Refused, send } from "./api.js";
import { el, memory } from "./dom.js";
import { showForm } from "./form.js";
import { showHint } from "./hint.js";
import { Pane } from "./pane.js";
import { showSidebar, waitingForAll } from "./sidebar.js";
import { TopBar } from "./topbar.js";

const byId = (id) => document.getElementById(id);
const ROOMY = matchMedia("(min-width: 1100px)");
const NARROW = matchMedia("(max-width: 820px)");
const FIRST = ["ada", "ben"];
const PAUSE = 60;
const TOAST_STAYS = 8000;

const slots = (memory.get("members") ?? FIRST).map((member) => ({ member, state: null }));
const rooms = new Map(memory.get("rooms") ?? []);
let active = 0;
let sideBySide = memory.get("side-by-side") ?? true;
let showsOld = false;

const panes = slots.map((slot, number) => new Pane(number, {
  activate: () => { if (active !== number) { active = number; show(); } },
  play: (member) => play(number, member),
  go: (room) => go(number, room),
  send: (text) => say(number, text),
  press: (post, action) => press(slot, post, action),
  toggle: (post, emoji, on) => tell(on ? "/react" : "/unreact", { as: slot.member, post: post.id, emoji }),
  channel: (channel, what) => tell("/channel", { as: slot.member, channel, do: what }),
  seen: (post) => see(slot, post),
  news: (words) => { byId("news").textContent = words; },
}));
const top = new TopBar(turn);

const two = () => sideBySide && ROOMY.matches;
const onScreen = () => (two() ? [0, 1] : [active]);
const roomOf = (slot) => {
  const room = rooms.get(slot.member);
  return slot.state.rooms.some((found) => found.id === room) ? room : slot.state.group.circle_channel;
};

function show() {
  document.body.classList.toggle("two", two());
  byId("side-by-side").setAttribute("aria-pressed", String(two()));
  const visible = onScreen();
  panes.forEach((pane, number) => {
    pane.node.hidden = !visible.includes(number);
    const slot = slots[number];
    if (!pane.node.hidden && slot.state) pane.update(slot.state, roomOf(slot), number === active && two());
  });
  const slot = slots[active];
  if (!slot.state) return;
  showSidebar(byId("drawer"), slot.state,
    { room: roomOf(slot), inPanes: visible.map((number) => slots[number].member), showsOld },
    { play: (member) => { play(active, member); closeDrawer(); }, go: (room) => { go(active, room); closeDrawer(); }, showOld: () => { showsOld = true; show(); } });
  showHint(byId("hint"), slots[two() ? 0 : active].state,
    { say: (text) => say(two() ? 0 : active, text), turn, closed: () => byId(`box-${active}`).focus() });
  const waiting = waitingForAll(slot.state);
  byId("drawer-count").hidden = waiting === 0;
  byId("drawer-count").textContent = String(waiting);
  document.title = waiting ? `(${waiting}) 121 playground` : "121 playground";
}

// Looking again: at most one look at a time, and one more if something changed meanwhile.
let looking = false;
let stale = false;

async function refresh() {
  stale = true;
  if (looking) return;
  looking = true;
  try {
    while (stale) {
      stale = false;
      await lookOnce();
      await new Promise((resolve) => { setTimeout(resolve, PAUSE); });
    }
  } catch (error) {
    if (error instanceof Refused) forgetMembers();
    else connected(false);
  } finally {
    looking = false;
  }
}

// Somebody who was played last time is no longer here.
function forgetMembers() {
  if (slots.every((slot, number) => slot.member === FIRST[number])) return;
  slots.forEach((slot, number) => { slot.member = FIRST[number]; });
  setTimeout(refresh);
}

async function lookOnce() {
  const asked = onScreen().map((number) => slots[number]);
  const members = asked.map((slot) => slot.member);
  const states = await Promise.all(members.map(look));
  asked.forEach((slot, place) => { if (slot.member === members[place]) slot.state = states[place]; });
  top.update(states[0]);
  show();
}

function connected(is) {
  byId("offline").hidden = is;
}

async function play(number, member) {
  const other = onScreen().find((found) => found !== number && slots[found].member === member);
  if (other !== undefined) {
    active = other;
    show();
    return;
  }
  active = number;
  slots[number].member = member;
  memory.set("members", slots.map((slot) => slot.member));
  await refresh();
}

function go(number, room) {
  active = number;
  rooms.set(slots[number].member, room);
  memory.set("rooms", [...rooms]);
  show();
}

const seenUpTo = new Map();

function see(slot, post) {
  const key = `${slot.member} ${roomOf(slot)}`;
  if ((seenUpTo.get(key) ?? 0) >= post) return;
  seenUpTo.set(key, post);
  send("/seen", { as: slot.member, post }).catch(() => seenUpTo.delete(key));
}

async function tell(path, fields) {
  try {
    return await send(path, fields);
  } catch (error) {
    toast(error.message);
    return false;
  } finally {
    refresh();
  }
}

// A button may open a form; what is filled in is sent until nothing is wrong with it any more.
async function press(slot, post, action) {
  const member = slot.member;
  const done = await tell("/press", { as: member, post: post.id, action });
  if (!done.form) return;
  const view = { state: slot.state, zone: slot.state.people.find((person) => person.id === member).time_zone };
  showForm(byId("form"), done.form, view, async (values) => {
    const answer = await tell("/fill", { as: member, room: roomOf(slot), form: done.form.action, values });
    return answer && answer.problems;
  });
}

function say(number, text) {
  const slot = slots[number];
  active = number;
  return tell("/say", { as: slot.member, room: roomOf(slot), text });
}

async function turn(by) {
  if (document.body.getAttribute("aria-busy") === "true") return;
  top.setBusy(true);
  await tell("/clock", { by });
}

function toast(words) {
  const gone = () => node.remove();
  const node = el("div", { class: "toast" }, el("span", { dir: "auto" }, words),
    el("button", { type: "button", class: "quiet small", onclick: gone }, "Close"));
  byId("toasts").replaceChildren(node);
  setTimeout(gone, TOAST_STAYS);
}

function setDrawer(open) {
  document.body.classList.toggle("drawer-open", open);
  byId("open-drawer").setAttribute("aria-expanded", String(open));
  byId("shade").hidden = !open;
  byId("drawer").inert = NARROW.matches && !open;
  document.querySelector(".stage").inert = open;
}

function closeDrawer() {
  if (document.body.classList.contains("drawer-open")) {
    setDrawer(false);
    byId("open-drawer").focus();
  }
}

byId("panes").append(...panes.map((pane) => pane.node));
byId("open-drawer").addEventListener("click", () => {
  setDrawer(!document.body.classList.contains("drawer-open"));
  byId("drawer").querySelector("[aria-current], button")?.focus();
});
byId("shade").addEventListener("click", closeDrawer);
document.addEventListener("keydown", (event) => { if (event.key === "Escape") closeDrawer(); });
byId("side-by-side").addEventListener("click", () => {
  sideBySide = !sideBySide;
  memory.set("side-by-side", sideBySide);
  refresh();
});
ROOMY.addEventListener("change", refresh);
NARROW.addEventListener("change", () => setDrawer(false));
document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh(); });
setDrawer(false);
follow(() => slots[0].member, refresh, connected);
