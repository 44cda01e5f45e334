// A form that the bot opens: a dialog with its inputs. What is wrong is said at the input, and stays open.

import { bdi, el, icon } from "./dom.js";
import { runs } from "./message.js";

// `send` is given the values by name and gives the problems by name (none: done; false: it could not be sent).
export function showForm(dialog, form, view, send) {
  const close = () => dialog.close();
  const body = el("form", { method: "dialog", novalidate: true, onsubmit: (event) => submit(event) },
    el("header", { class: "form-head" },
      el("h2", { id: "form-title" }, form.title),
      el("button", { type: "button", class: "quiet small", "aria-label": "Close", onclick: close }, icon("close"))),
    form.opening.length > 0 && el("p", { class: "form-opening" }, runs(form.opening, view)),
    form.inputs.map((input) => row(input, view)),
    el("footer", { class: "form-foot" },
      el("button", { type: "button", class: "button", onclick: close }, "Cancel"),
      el("button", { type: "submit", class: "button primary" }, form.send)));

  async function submit(event) {
    event.preventDefault();
    const values = Object.fromEntries(form.inputs.map((input) => [input.name, valueOf(body, input)]));
    const problems = await send(values);
    if (!problems) return;
    for (const place of body.querySelectorAll(".form-problem")) place.textContent = problems[place.dataset.of] ?? "";
    const first = form.inputs.find((input) => problems[input.name]);
    if (first) body.querySelector(`[name="${first.name}"]`).focus();
    else close();
  }

  dialog.replaceChildren(body);
  dialog.showModal();
}

function row(input, view) {
  const id = `form-${input.name}`;
  const words = [bdi(input.label), input.required ? "" : el("span", { class: "form-free" }, " (if you like)")];
  const notes = [
    input.hint && el("p", { class: "note" }, input.hint),
    el("p", { class: "form-problem", role: "alert", "data-of": input.name }),
  ];
  if (input.is === "Choice" && input.several) {
    return el("fieldset", { class: "form-row" }, el("legend", {}, words),
      input.options.map((option) => el("label", { class: "form-tick" },
        el("input", { type: "checkbox", name: input.name, value: option.value, checked: input.chosen.includes(option.value) }), option.label)),
      notes);
  }
  return el("div", { class: "form-row" }, el("label", { for: id }, words), field(input, id, view), notes);
}

function field(input, id, { state }) {
  const common = { id, name: input.name, value: input.value ?? "" };
  switch (input.is) {
    case "Day": return el("input", { ...common, type: "date" });
    case "Hour": return el("input", { ...common, type: "time" });
    case "Choice": return select(input, id, input.options, input.chosen[0]);
    case "Channel": {
      const channels = state.rooms.filter((room) => room.kind === "channel");
      return select(input, id, channels.map((room) => ({ value: room.id, label: `# ${room.id}` })), input.value);
    }
    default: return input.several
      ? el("textarea", { ...common, rows: "2", maxlength: String(input.most) })
      : el("input", { ...common, type: "text", maxlength: String(input.most) });
  }
}

function select(input, id, options, chosen) {
  const box = el("select", { id, name: input.name },
    !chosen && el("option", { value: "" }, "Choose"),
    options.map((option) => el("option", { value: option.value }, option.label)));
  box.value = chosen ?? "";
  return box;
}

function valueOf(body, input) {
  const fields = [...body.querySelectorAll(`[name="${input.name}"]`)];
  const several = input.is === "Choice" && input.several;
  return several ? fields.filter((box) => box.checked).map((box) => box.value).join(",") : fields[0].value;
}
