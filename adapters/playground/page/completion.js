// What can follow what is typed: the commands of /121, and members after an @.

const START = "/121 ";

// A list of { text, title, detail }: `text` is what the box holds when it is chosen.
export function suggestions(typed, state) {
  const mention = /^(\/121\s.*?)@([\p{L}\p{N}'-]*)$/u.exec(typed);
  if (mention) return members(mention[1], mention[2], state);
  if (!typed.startsWith("/") || typed.includes("\n")) return [];
  const lower = typed.toLowerCase();
  if (START.startsWith(lower)) return commands("", state);
  if (!lower.startsWith(START)) return [];
  return commands(lower.slice(START.length).trimStart(), state);
}

function commands(begun, state) {
  const organiser = state.people.find((person) => person.id === state.me)?.organiser;
  return state.commands
    .filter((command) => command.name.startsWith(begun) && (organiser || !command.organisers_only))
    .map((command) => ({
      text: `${START}${command.name}${command.parameters ? " " : ""}`,
      title: command.usage,
      detail: command.help,
    }));
}

function members(before, begun, state) {
  const wanted = begun.toLocaleLowerCase();
  const ruling = before.toLowerCase().startsWith(`${START}round `); // an organiser may be one of the two
  return state.people
    .filter((person) => ruling || person.id !== state.me)
    .filter((person) => person.name.toLocaleLowerCase().split(/\s+/).some((word) => word.startsWith(wanted)))
    .map((person) => ({ text: `${before}@${person.id} `, title: person.name, detail: person.business, member: person.id }));
}

// How the command that is being typed goes on: its usage and help, or null.
export function guide(typed, state) {
  const lower = typed.toLowerCase();
  if (!lower.startsWith(START)) return null;
  const rest = lower.slice(START.length);
  return state.commands
    .filter((command) => rest === command.name || rest.startsWith(`${command.name} `))
    .sort((a, b) => b.name.length - a.name.length)[0] ?? null;
}
