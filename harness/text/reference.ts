/** The reference page of faults, checks, observations and keys: made from the tables and shapes that the program itself uses. Pure. */
import { checks } from "../checks/index.js";
import { faults } from "../faults/index.js";
import type { Check } from "../finding.js";
import type { Fault, FaultOption } from "../stage.js";
import { jsonSchema } from "./schema.js";
import { runVariables } from "./system-check.js";

/** As much of a JSON schema as the page shows. */
interface Node {
  type?: string;
  description?: string;
  properties?: Record<string, Node>;
  required?: readonly string[];
  additionalProperties?: Node | boolean;
  items?: Node;
  anyOf?: readonly Node[];
  oneOf?: readonly Node[];
  enum?: readonly string[];
  const?: unknown;
}

/** Markdown; a test holds the committed page against it. */
export function referenceText(): string {
  const system = jsonSchema("system") as Node;
  const scheme = jsonSchema("scheme") as Node;
  const { timeline, ...schemeKeys } = scheme.properties ?? {};
  const { observe, ...systemKeys } = system.properties ?? {};
  return [
    "# Reference",
    "",
    "Made by `node dist/harness/main.js reference` from the tables of the program; a test holds it fresh.",
    "What lies behind a fault stands in [the page of faults](faults.md), how a scheme is written in",
    "[its chapter](writing-a-scheme.md), how a system is put under test in [another](bring-your-own.md).",
    "",
    ...section("Faults", faultRows(), ["fault", "target", "what is done", "length", "own keys"]),
    ...section("Keys of a step", keyRows(stepNode(timeline)), keyHead),
    ...section("Keys of a scheme", keyRows({ ...scheme, properties: schemeKeys }), keyHead),
    ...section("Checks", checkRows(), ["check", "what it demands"]),
    ...section("Observations", keyRows(observe ?? {}), keyHead),
    ...section("Keys of a system", keyRows({ ...system, properties: systemKeys }), keyHead),
    ...section("Variables", variableRows(), ["variable", "what it stands for"]),
  ].join("\n");
}

const keyHead = ["key", "what it holds", "meaning"];

type Row = readonly string[];

function section(title: string, rows: readonly Row[], head: Row): string[] {
  const line = (cells: Row) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [`## ${title}`, "", line(head), `|${"---|".repeat(head.length)}`, ...rows.map(line), ""];
}

function faultRows(): Row[] {
  return Object.entries(faults as Record<string, Fault>).map(([name, fault]) => [
    `\`${name}\``,
    targets[fault.target],
    fault.summary,
    fault.defaultForBars === 0 ? "none" : `${fault.defaultForBars} bars`,
    Object.entries(fault.options ?? {})
      .map(([key, option]) => optionText(key, option))
      .join("; "),
  ]);
}

const targets: Readonly<Record<Fault["target"], string>> = {
  role: "a role",
  clocked: "a role with `clock`",
  consumer: "the role with `consumer: true`",
  fifo: "a FIFO",
  endpoint: "an endpoint with `via: proxy`",
  channel: "such an endpoint or a FIFO",
};

function optionText(key: string, option: FaultOption): string {
  const whole = option.kind === "word" ? option.words.join(", ") : option.kind;
  const rest = option.default === undefined ? "" : `, ${option.default} by default`;
  return `\`${key}\` (${whole}${option.required ? ", required" : rest}): ${option.summary.replace(/\.$/, "")}`;
}

function checkRows(): Row[] {
  return Object.entries(checks as Record<string, Check>).map(([name, { summary }]) => [
    `\`${name}\``,
    summary,
  ]);
}

/** What all steps share, whatever their fault. */
function stepNode(timeline: Node | undefined): Node {
  const steps = timeline?.items?.anyOf ?? timeline?.items?.oneOf ?? [];
  const own = new Set(
    Object.values(faults as Record<string, Fault>).flatMap(({ options = {} }) => Object.keys(options)),
  );
  const [step = {}] = steps;
  const shared = Object.entries(step.properties ?? {}).filter(([key]) => !own.has(key));
  const properties = Object.fromEntries(
    shared.map(([key, node]) => [key, key === "fault" ? { description: "A fault of the table." } : node]),
  );
  return { ...step, properties };
}

/** A row for each key, those of maps below their map. */
function keyRows(node: Node, path = ""): Row[] {
  return Object.entries(node.properties ?? {}).flatMap(([key, below]) => {
    const name = path === "" ? key : `${path}.${key}`;
    const needed = node.required?.includes(key) === true ? "required; " : "";
    const meaning = below.description ?? (below.const === undefined ? "" : (node.description ?? ""));
    return [[`\`${name}\``, `${needed}${kindOf(below)}`, meaning], ...rowsBelow(below, name)];
  });
}

function rowsBelow(node: Node, name: string): Row[] {
  const entry = typeof node.additionalProperties === "object" ? node.additionalProperties : node.items;
  const named = entry === undefined ? name : `${name}${node.items === undefined ? ".NAME" : "[]"}`;
  const shown = entry ?? node;
  return [
    ...new Map(
      (shown.anyOf ?? shown.oneOf ?? [shown])
        .flatMap((one) => keyRows(one, named))
        .map((row) => [row.join(), row]),
    ).values(),
  ];
}

function kindOf(node: Node): string {
  if (node.const !== undefined) return `\`${node.const}\``;
  if (node.enum !== undefined) return node.enum.map((word) => `\`${word}\``).join(", ");
  const ways = node.anyOf ?? node.oneOf;
  if (ways !== undefined) return [...new Set(ways.map(kindOf))].join(" or ");
  const kinds: Readonly<Record<string, string>> = {
    string: "text",
    integer: "whole number",
    number: "number",
    boolean: "true or false",
    array: "list",
    object: "map",
  };
  return kinds[node.type ?? ""] ?? "text";
}

const variables: Readonly<Record<(typeof runVariables)[number], string>> = {
  results: "the results file to replay",
  speedMs: "milliseconds from one bar to the next",
  barCount: "how many bars",
  recovery: "on or off",
  state: "a folder that outlives restarts, and is removed after the run",
  run: "the folder of this run, which is kept",
  root: "the root of the checkout",
  here: "the folder of the system file",
};

function variableRows(): Row[] {
  return [
    ...runVariables.map((name) => [`\`\${${name}}\``, variables[name]]),
    [
      "`${NAMEUrl}`, `${NAMEPort}`",
      "of a port or endpoint NAME of the resources: tcp://127.0.0.1:PORT, and PORT alone",
    ],
    ["`${NAME}`", "of a FIFO of the resources: its path"],
    ["`${golden}`", "in `golden` alone: the file to write"],
  ];
}
