/** Drafts a system file from nothing but the commands of its roles; what it cannot know it guesses, and says so. Pure. */

/** A FIFO that a command names, and that is there now: absolute path. */
export interface DraftInput {
  /** Name of the system: lower-case letters, digits and hyphens. */
  name: string;
  /** One command line a role, as a person types it; the first is taken for the source, the last for who takes. */
  commands: readonly [string, ...string[]];
  /** Absolute paths of the FIFOs among the words of the commands. */
  fifos: readonly string[];
}

interface DraftRole {
  name: string;
  command: string;
}

export function systemDraft({ name, commands, fifos }: DraftInput): string {
  const roles = rolesOf(commands);
  const [source] = roles;
  const taker = roles.at(-1);
  if (source === undefined || taker === undefined) throw new Error("a system has at least one role");
  const resources = [...portLines(commands), ...fifos.map(fifoLine)];
  return `# A draft by \`init-system\`: it knows the commands and nothing else. What begins with "guess" is for you to look at.
# \`doctor --system FILE\` starts it once, without faults, and tells what was seen of it and what can be judged.
system: ${name}
${resources.length === 0 ? "" : `\n# What a run has for itself. A fixed one is exclusive: runs that share it wait for each other.\nresources:\n${resources.join("\n")}\n`}
# \${barCount} and \${speedMs} stand for the length and the pace of a scheme: put them where the source takes such arguments.
# \${state} is a folder that each run has for itself, \${here} the folder of this file.
roles:
${roles.map((role) => roleText(role, source, taker, roles)).join("\n")}
# guess: the lines by which bars are seen. The number must be that of the bar, and go on over a restart.
observe:
  published: { role: ${source.name}, line: '[Bb]ar (?<bar>\\d+)' }
  taken: { role: ${taker.name}, line: '[Bb]ar (?<bar>\\d+)' }
  # guess: no status update of its own, so that each bar is one.
  snapshot: { role: ${taker.name}, line: '[Bb]ar (?<n>\\d+)', everyBars: 1 }
  trouble: { line: "Error|Exception|Traceback|panic:" }
  # A file of the one who takes that must not lose a line: see bring-your-own.md.
  # ledger: { file: "\${state}/ledger.jsonl" }
`;
}

function roleText(
  { name, command }: DraftRole,
  source: DraftRole,
  taker: DraftRole,
  roles: readonly DraftRole[],
): string {
  const isSource = name === source.name && roles.length > 1;
  const others = roles.filter((role) => role.name !== name).map((role) => role.name);
  return [
    `  ${name}:`,
    ...(name === taker.name ? ["    consumer: true"] : []),
    `    command: ${commandText(command)}`,
    "    cwd: ${here}",
    ...(isSource ? [`    startAfter: [${others.join(", ")}]`] : []),
    "    # guess: it holds its stdout back when that is no terminal. `line` where it does not.",
    "    buffering: block",
    "    # guess: ready with its first line. Surer: the line that says so, or port, file, fifoReader or command.",
    '    ready: { line: ".", within: 10s }',
    "    # stop: SIGTERM",
    "    # grace: 2s",
    "",
  ].join("\n");
}

/** A line that only a shell understands is left to one; exec, so that no shell stands between a signal and the program. */
function commandText(command: string): string {
  const words = command.trim().split(/\s+/);
  const isPlain = words.every((word) => /^[\w./:=@%+,-]+$/.test(word));
  const isOne = !/[;&|\n]/.test(command);
  const argv = isPlain ? words : ["sh", "-c", isOne ? `exec ${command.trim()}` : command.trim()];
  return `[${argv.map(yamlWord).join(", ")}]`;
}

/** A word that YAML would read as anything else goes into quotes. */
function yamlWord(word: string): string {
  return /^[A-Za-z./][\w./-]*$/.test(word) && !/^(true|false|null|yes|no|on|off)$/i.test(word)
    ? word
    : JSON.stringify(word);
}

function rolesOf(commands: readonly string[]): DraftRole[] {
  const taken = new Map<string, number>();
  return commands.map((command) => {
    const wanted = roleName(command);
    const count = (taken.get(wanted) ?? 0) + 1;
    taken.set(wanted, count);
    return { name: count === 1 ? wanted : `${wanted}-${count}`, command };
  });
}

/** Of the script, where an interpreter runs one; else of the program. */
function roleName(command: string): string {
  const words = command.trim().split(/\s+/);
  const script = words.slice(1).find((word) => /\.(py|js|mjs|cjs|ts|sh|rb|pl|jar|php|lua|R)$/.test(word));
  const base = (script ?? words[0] ?? "").split("/").at(-1) ?? "";
  const name = base
    .replace(/\.\w+$/, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^[^a-z]+|-+$/g, "")
    .slice(0, 36);
  return name === "" ? "role" : name;
}

/** Ports behind a host or a flag: other numbers mean other things. */
function portLines(commands: readonly string[]): string[] {
  const found = commands.flatMap((command) => [
    ...command.matchAll(/(?:[\w.*\]]:|(?:^|\s)(?:-p|--port)[ =])(\d{2,5})(?!\S*\d)/g),
  ]);
  const ports = [...new Set(found.map(([, port]) => Number(port)))].filter((port) => port <= 65_535);
  return ports.map(
    (port) =>
      `  # For a port of its own in each run leave out \`fixed\`, and write \${port${port}Port} or \${port${port}Url} in the commands.\n` +
      `  port${port}: { kind: port, fixed: ${port} }`,
  );
}

function fifoLine(path: string, index: number): string {
  const name = index === 0 ? "fifo" : `fifo${index + 1}`;
  return (
    `  # It is made anew for each run. With \`path\` left out each run has its own, and the commands say \${${name}}.\n` +
    `  ${name}: { kind: fifo, path: ${JSON.stringify(path)} }`
  );
}
