// One pane: a member who is played, in one of their rooms.

import { Composer } from "./composer.js";
import { bdi, el, focusKey, icon, refresh } from "./dom.js";
import { postNode, spoken } from "./message.js";
import { avatar, BOT, firstName, nameOf, roomLabel } from "./people.js";
import { day, year } from "./times.js";

const TOGETHER = 5 * 60 * 1000;
const NEAR_END = 80;

// `act` is { activate, play(member), go(room), send(text), press, toggle, channel(room, do), seen(room, post), news(text) }.
export class Pane {
  constructor(slot, act) {
    this.act = act;
    this.shown = new Map();
    this.composer = new Composer(slot, act.send);
    this.head = el("header", { class: "pane-head" });
    this.log = el("div", { class: "log", role: "log", "aria-live": "off", tabindex: "0" });
    this.atEnd = true;
    this.log.addEventListener("scroll", () => {
      if (this.log.clientHeight !== this.height || Math.abs(this.log.scrollTop - this.placed) < 2) return; // not the reader's doing
      this.atEnd = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < NEAR_END;
    }, { passive: true });
    new ResizeObserver(() => {
      this.height = this.log.clientHeight;
      if (this.atEnd) this.toEnd();
    }).observe(this.log);
    this.foot = el("div", { class: "pane-foot" }, this.composer.node);
    this.node = el(
      "section",
      { class: "pane", "data-slot": String(slot), onfocusin: () => act.activate(), onpointerdown: () => act.activate() },
      this.head, this.log, this.foot,
    );
  }

  update(state, roomId, active) {
    const room = state.rooms.find((found) => found.id === roomId) ?? state.rooms[0];
    const moved = this.place !== `${state.me} ${room.id}`;
    this.place = `${state.me} ${room.id}`;
    const me = state.people.find((person) => person.id === state.me);
    this.view = { state, zone: me.time_zone, act: this.act };
    this.node.classList.toggle("active", active);
    this.node.setAttribute("aria-label", `${me.name} in ${roomLabel(state, room)}`);
    this.log.setAttribute("aria-label", `Messages in ${roomLabel(state, room)}`);
    this.showHead(state, room, me);
    this.showLog(room, moved);
    this.composer.update(state, room);
    const last = room.posts.at(-1);
    if (room.unread && last && !document.hidden) this.act.seen(last.id);
  }

  showHead(state, room, me) {
    const elsewhere = state.rooms.filter((other) => other.id !== room.id && other.kind !== "channel" && other.unread);
    const leaves = room.kind === "channel" && room.joined;
    const stamp = [state.people.map((p) => [p.id, p.name]), state.rooms.map((r) => this.roomOption(state, r)), me.id, room.id, leaves, elsewhere.at(-1)?.id];
    refresh(this.head, stamp, () => [
      avatar(state, me.id),
      el("div", { class: "pane-who" },
        this.choice("member", "Play", me.id, state.people.map((p) => [p.id, p.organiser ? `${p.name} · organiser` : p.name]), this.act.play),
        this.choice("room", "Room", room.id, state.rooms.map((r) => [r.id, this.roomOption(state, r)]), this.act.go)),
      elsewhere.length > 0 && this.newsButton(state, elsewhere.at(-1)),
      leaves && el("button", {
        type: "button", class: "quiet small", "data-key": "leave", "aria-label": `Leave ${roomLabel(state, room)}`,
        onclick: () => this.act.channel(room.id, "leave"),
      }, "Leave"),
    ]);
  }

  choice(key, label, value, options, chosen) {
    const box = el(
      "select",
      {
        class: `choice choice-${key}`,
        "aria-label": label,
        "data-key": `choose-${key}`,
        onchange: (event) => { const wanted = event.target.value; event.target.value = value; chosen(wanted); },
      },
      options.map(([id, text]) => el("option", { value: id }, text)),
    );
    box.value = value;
    return box;
  }

  roomOption(state, room) {
    const name = room.kind === "direct" ? `${BOT}, direct messages` : roomLabel(state, room);
    return room.unread && room.kind !== "channel" ? `${name} · ${room.unread} new` : name;
  }

  newsButton(state, room) {
    return el("button", { type: "button", class: "pill", "data-key": "elsewhere", onclick: () => this.act.go(room.id) },
      el("span", {}, "New: ", bdi(roomLabel(state, room))), icon("next"));
  }

  showLog(room, moved) {
    const stays = this.atEnd;
    const key = this.log.contains(document.activeElement) && document.activeElement.dataset.key;
    if (moved) this.shown.clear();
    const before = new Set(this.shown.keys());
    this.fill(room);
    if (key && document.activeElement === document.body) focusKey(this.log, key);
    const fresh = room.posts.filter((post) => !before.has(`post ${post.id}`));
    if (!moved && fresh.length) this.announce(fresh);
    if (moved || stays || (fresh.length && fresh.at(-1).author === this.view.state.me)) this.toEnd();
  }

  // Shows the newest post: its end, or its beginning where it is taller than the pane.
  toEnd() {
    this.atEnd = true;
    const end = this.log.scrollHeight - this.log.clientHeight;
    this.log.scrollTop = Math.min(end, this.log.lastElementChild?.offsetTop ?? end);
    this.placed = this.log.scrollTop;
  }

  // Puts the log in order, and makes anew only what has changed.
  fill(room) {
    const wanted = this.lines(room);
    const keys = new Set(wanted.map((line) => line.key));
    for (const [key, line] of this.shown) {
      if (!keys.has(key)) { line.node.remove(); this.shown.delete(key); }
    }
    let at = this.log.firstChild;
    for (const { key, stamp, make } of wanted) {
      const old = this.shown.get(key);
      if (old?.stamp === stamp) {
        if (old.node === at) at = at.nextSibling;
        else this.log.insertBefore(old.node, at);
        continue;
      }
      const node = make();
      if (old) {
        if (old.node === at) at = at.nextSibling;
        old.node.replaceWith(node);
      } else {
        this.log.insertBefore(node, at);
      }
      this.shown.set(key, { node, stamp });
    }
    while (at) { const gone = at; at = at.nextSibling; gone.remove(); }
  }

  lines(room) {
    if (!room.joined) return [this.outside(room)];
    if (!room.posts.length) return [this.nothing(room)];
    const lines = [];
    const now = new Date(this.view.state.clock.now);
    const thisYear = year(now, this.view.zone);
    let before = null;
    for (const post of room.posts) {
      const date = day(new Date(post.at), this.view.zone, now);
      if (!before || day(new Date(before.at), this.view.zone, now) !== date) {
        lines.push({ key: `day ${post.id}`, stamp: date, make: () => el("div", { class: "day", role: "separator", "aria-label": date }, el("span", {}, date)) });
        before = null;
      }
      const follows = Boolean(before) && before.author === post.author && before.private === post.private
        && new Date(post.at) - new Date(before.at) < TOGETHER;
      lines.push({
        key: `post ${post.id}`,
        stamp: JSON.stringify([post, follows, this.view.zone, thisYear]),
        make: () => postNode(post, this.view, follows),
      });
      before = post;
    }
    return lines;
  }

  outside(room) {
    const who = firstName(nameOf(this.view.state, this.view.state.me));
    return {
      key: "outside", stamp: this.place,
      make: () => el("div", { class: "empty" },
        el("p", {}, bdi(who), ` is not in ${roomLabel(this.view.state, room)}.`),
        el("button", { type: "button", class: "button primary", "data-key": "join", onclick: () => this.act.channel(room.id, "join") }, `Join # ${room.id}`)),
    };
  }

  nothing(room) {
    const { state } = this.view;
    const who = bdi(firstName(nameOf(state, state.me)));
    const words = {
      channel: ["Nobody has said anything here yet."],
      direct: ["This is where 121 writes to ", who, " in private."],
      group: ["Only the members of this room and 121 can read along."],
    }[room.kind];
    return {
      key: "nothing", stamp: this.place,
      make: () => el("div", { class: "empty" },
        room.kind === "channel" ? null : avatar(state, null, "large"),
        el("p", {}, ...words),
        el("p", { class: "note" }, "Say something, or type /121 to see what it can do.")),
    };
  }

  announce(posts) {
    const words = posts.filter((post) => post.author !== this.view.state.me).map((post) => {
      const who = post.author === null ? BOT : nameOf(this.view.state, post.author);
      return `${who} to ${firstName(nameOf(this.view.state, this.view.state.me))}: ${spoken(post, this.view)}`;
    });
    if (words.length) this.act.news(words.join(". "));
  }
}
