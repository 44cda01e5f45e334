// The programme's clock, and the buttons that turn it.

import { dayAndHours, shortDayAndHours } from "./times.js";

const byId = (id) => document.getElementById(id);
const BEAT = 5000;

export class TopBar {
  constructor(turn) {
    this.buttons = [...document.querySelectorAll(".turn")];
    for (const button of this.buttons) button.addEventListener("click", () => turn(button.dataset.by));
    setInterval(() => this.tick(), BEAT);
  }

  update(state) {
    this.zone = state.group.time_zone;
    this.clock = state.clock;
    this.seenAt = performance.now();
    this.setBusy(state.clock.turning);
    this.tick();
  }

  setBusy(busy) {
    byId("busy").hidden = !busy;
    document.body.setAttribute("aria-busy", String(busy));
    for (const button of this.buttons) {
      button.setAttribute("aria-disabled", String(busy || (button.dataset.by !== "day" && !this.clock?.next_round)));
    }
  }

  tick() {
    if (!this.clock) return;
    const now = new Date(new Date(this.clock.now).getTime() + performance.now() - this.seenAt);
    byId("clock").textContent = dayAndHours(now, this.zone);
    byId("clock").dateTime = now.toISOString();
    byId("clock-next").textContent = this.clock.turning
      ? "Turning the clock…"
      : this.clock.next_round ? `Next round ${shortDayAndHours(new Date(this.clock.next_round), this.zone)}` : "No round is planned";
  }
}
