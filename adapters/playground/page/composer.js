// The box in which one types: sends, and completes what begins with a slash.

import { bdi, el, icon, refill } from "./dom.js";
import { guide, suggestions } from "./completion.js";
import { avatar, firstName, nameOf, roomLabel } from "./people.js";

const LONGEST = 4000;

export class Composer {
  constructor(slot, send) {
    this.send = send;
    this.found = [];
    this.chosen = 0;
    this.moved = false;
    this.shut = true;
    this.list = el("ul", { class: "options", role: "listbox", id: `options-${slot}`, "aria-label": "Commands", hidden: true });
    this.guide = el("p", { class: "guide", id: `guide-${slot}`, hidden: true });
    this.box = el("input", {
      id: `box-${slot}`,
      type: "text",
      class: "box",
      dir: "auto",
      maxlength: String(LONGEST),
      autocomplete: "off",
      spellcheck: "true",
      disabled: true, // until it is known who speaks, and where
      enterkeyhint: "send",
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": `options-${slot}`,
      "aria-describedby": `guide-${slot}`,
      oninput: () => this.typed(),
      onkeydown: (event) => this.key(event),
      onblur: () => this.close(),
      onfocus: () => { if (this.box.value.startsWith("/")) this.typed(); },
    });
    this.node = el(
      "form",
      { class: "composer", onsubmit: (event) => { event.preventDefault(); this.submit(); } },
      this.list,
      this.guide,
      el("div", { class: "box-row" }, this.box,
        el("button", { type: "submit", class: "send", "aria-label": "Send" }, icon("send"))),
    );
  }

  update(state, room) {
    this.state = state;
    const who = firstName(nameOf(state, state.me));
    this.box.setAttribute("aria-label", `Message ${roomLabel(state, room)} as ${who}, or type /121`);
    this.box.placeholder = `Say something as ${who}, or type /121`;
    this.box.disabled = !room.joined;
  }

  typed() {
    this.found = suggestions(this.box.value, this.state);
    this.chosen = 0;
    this.moved = false;
    this.shut = this.found.length === 0 || this.isWhole();
    this.show();
  }

  isWhole() {
    return this.found.length === 1 && this.found[0].text === this.box.value;
  }

  show() {
    this.list.hidden = this.shut;
    this.box.setAttribute("aria-expanded", String(!this.shut));
    refill(this.list, this.shut ? [] : this.found.map((option, place) => this.optionNode(option, place)));
    const current = this.shut ? null : this.list.children[this.chosen];
    if (current) {
      this.box.setAttribute("aria-activedescendant", current.id);
      current.scrollIntoView({ block: "nearest" });
    } else {
      this.box.removeAttribute("aria-activedescendant");
    }
    this.showGuide();
  }

  showGuide() {
    const command = this.shut ? guide(this.box.value, this.state) : null;
    this.guide.hidden = !command;
    refill(this.guide, command ? [el("code", {}, command.usage), el("span", {}, command.help)] : []);
  }

  optionNode(option, place) {
    return el(
      "li",
      {
        id: `${this.list.id}-${place}`,
        role: "option",
        class: "option",
        "aria-selected": String(place === this.chosen),
        onmousedown: (event) => { event.preventDefault(); this.take(place); },
      },
      option.member && avatar(this.state, option.member, "small"),
      el("span", { class: option.member ? "option-title" : "option-title code" }, bdi(option.title)),
      el("span", { class: "option-detail" }, bdi(option.detail)),
    );
  }

  key(event) {
    if (event.isComposing) return;
    if (event.key === "Escape" && !this.shut) {
      event.preventDefault();
      event.stopPropagation();
      this.close();
    } else if (!this.shut && ["ArrowDown", "ArrowUp"].includes(event.key)) {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      this.chosen = (this.chosen + step + this.found.length) % this.found.length;
      this.moved = true;
      this.show();
    } else if (!this.shut && event.key === "Tab" && !event.shiftKey) {
      event.preventDefault();
      this.take(this.chosen);
    } else if (!this.shut && event.key === "Enter" && (this.moved || !this.isSaid())) {
      event.preventDefault();
      this.take(this.chosen);
    }
  }

  // Is what was typed a whole command already, so that Enter sends it?
  isSaid() {
    const typed = this.box.value.trim().toLowerCase();
    return typed === "/121" || this.found.some((option) => option.text.trim() === typed);
  }

  take(place) {
    const option = this.found[place];
    if (!option) return;
    this.box.value = option.text;
    this.close();
    this.box.focus();
    this.box.setSelectionRange(option.text.length, option.text.length);
  }

  close() {
    this.shut = true;
    this.show();
  }

  async submit() {
    const text = this.box.value;
    if (!text.trim()) return;
    this.box.value = "";
    this.close();
    if (!(await this.send(text)) && !this.box.value) this.box.value = text;
  }
}
