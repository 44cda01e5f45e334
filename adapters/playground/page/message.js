// One post: who said it, when, and what; with its buttons and reactions.

import { bdi, el, icon } from "./dom.js";
import { avatar, BOT, nameOf } from "./people.js";
import { day, dayAndHours, hours } from "./times.js";

const PICTURE = "image/png";
const SAFE_LINK = /^(https?:|mailto:)/i;
const NAMES = { "✅": "white check mark", "👍": "thumbs up", "❤️": "heart", "😄": "smile" };

// `view` is { state, zone, act: { press(post, action), toggle(post, emoji, on) } }.
export function postNode(post, view, follows) {
  const { state, zone } = view;
  const bot = post.author === null;
  const name = bot ? BOT : nameOf(state, post.author);
  const at = new Date(post.at);
  return el(
    "article",
    {
      class: ["post", follows && "follows", post.private && "private", bot && "by-bot"].filter(Boolean).join(" "),
      "aria-label": `${name}, ${hours(at, zone)}${post.private ? ", only you can see this" : ""}`,
    },
    el("div", { class: "post-side" }, follows ? time(at, zone) : avatar(state, post.author)),
    el(
      "div",
      { class: "post-main" },
      !follows && el(
        "header",
        { class: "post-head" },
        el("span", { class: "post-author" }, bdi(name)),
        bot && el("span", { class: "app-tag" }, "app"),
        time(at, zone),
        post.private && el("span", { class: "only-you" }, icon("lock"), "Only you can see this"),
      ),
      said(post, view),
      !post.private && reactions(post, view),
    ),
  );
}

const time = (at, zone) =>
  el("time", { class: "post-time", datetime: at.toISOString(), title: dayAndHours(at, zone) }, hours(at, zone));

function said(post, view) {
  if (typeof post.said === "string") return typed(post.said);
  const blocks = post.said.blocks ?? [];
  const framed = blocks.some((block) => ["Heading", "Fields", "Buttons"].includes(block.is));
  return el("div", { class: framed ? "document framed" : "document" }, blocks.map((block) => blockNode(block, post, view)));
}

function typed(text) {
  const command = text.trimStart().startsWith("/");
  return el("p", { class: command ? "typed command" : "typed", dir: "auto" }, text);
}

function blockNode(block, post, view) {
  switch (block.is) {
    case "Heading":
      return el("h3", { dir: "auto" }, block.text);
    case "Paragraph":
      return el("p", { dir: "auto" }, runs(block.runs, view));
    case "Note":
      return el("p", { class: "note", dir: "auto" }, runs(block.runs, view));
    case "Fields":
      return el("dl", {}, block.fields.map((field) =>
        el("div", {}, el("dt", { dir: "auto" }, field.label), el("dd", { dir: "auto" }, runs(field.runs, view)))));
    case "Buttons":
      return el("div", { class: "buttons" }, block.buttons.map((button) => buttonNode(button, post, view)));
    case "Attachment":
      return attachment(block);
    default:
      return null;
  }
}

function buttonNode(button, post, view) {
  const action = `${button.action.name}:${button.action.about}`;
  return el("button", {
    type: "button",
    class: `button ${button.look}`,
    "data-key": `press-${post.id}-${action}`,
    onclick: () => view.act.press(post, action),
  }, bdi(button.label));
}

// A picture is seen where it stands; any other file is only ever fetched, never opened in this page.
function attachment({ name, media_type: kind, content, alt }) {
  if (kind === PICTURE) {
    return el("img", { class: "picture", src: `data:${PICTURE};base64,${content.base64}`, alt });
  }
  const href = `data:application/octet-stream;base64,${content.base64}`;
  return el("p", { class: "file", dir: "auto" }, el("a", { href, download: name }, bdi(name)), el("span", { class: "note" }, alt));
}

export const runs = (list, view) => list.map((run) => runNode(run, view));

function runNode(run, { state, zone }) {
  switch (run.is) {
    case "Strong":
      return el("strong", {}, run.text);
    case "Mention": {
      const me = run.member === state.me;
      return el("span", { class: me ? "mention me" : "mention" }, bdi(`@${nameOf(state, run.member)}`));
    }
    case "When": {
      const at = new Date(run.at.at);
      const now = new Date(state.clock.now);
      const shown = run.precision === "day" ? day(at, zone, now) : dayAndHours(at, zone, now);
      return el("time", { class: "when", datetime: at.toISOString(), title: zone }, shown);
    }
    case "Link":
      return SAFE_LINK.test(run.url)
        ? el("a", { href: run.url, target: "_blank", rel: "noopener noreferrer" }, bdi(run.label))
        : `${run.label} (${run.url})`;
    default:
      return run.text ?? "";
  }
}

function reactions(post, { state, act }) {
  const chips = state.reactions.map((emoji) => {
    const who = post.reactions[emoji] ?? [];
    const mine = who.includes(state.me);
    const names = who.map((id) => nameOf(state, id)).join(", ");
    return el(
      "button",
      {
        type: "button",
        class: who.length ? "reaction some" : "reaction",
        "aria-pressed": String(mine),
        "aria-label": `${NAMES[emoji] ?? emoji}${who.length ? `: ${names}` : ""}`,
        title: who.length ? names : `React with ${emoji}`,
        "data-key": `react-${post.id}-${emoji}`,
        onclick: () => act.toggle(post, emoji, !mine),
      },
      el("span", { class: "emoji" }, emoji),
      who.length > 0 && el("span", { class: "reaction-count" }, String(who.length)),
    );
  });
  return el("div", { class: "reactions", role: "group", "aria-label": "Reactions" }, chips);
}

// The words of a post, for those who hear the page.
export function spoken(post, view) {
  const node = postNode(post, view, true).querySelector(".document, .typed");
  const pictures = [...(node?.querySelectorAll("img") ?? [])].map((picture) => picture.alt);
  return [node?.textContent ?? "", ...pictures].join(" ").trim();
}
