/** junit.xml: a suite for each scheme run and a case for each of its checks, for what reads JUnit's format. Pure. */
import type { Verdict } from "../finding.js";
import type { RunReport } from "../report.js";
import { runKey, type SchemeRun } from "../scheme-run.js";
import { xmlAttribute, xmlText } from "./escape.js";
import { againCommand, replayCommand } from "./table.js";

interface Case {
  name: string;
  outcome: Verdict;
  reason: string;
}

/** An undecided check is an error: it could not tell. What was not run is skipped; what nobody ran is an error. */
const elements: Readonly<Record<Verdict, "failure" | "error" | "skipped" | null>> = {
  pass: null,
  fail: "failure",
  inconclusive: "error",
  notRun: "skipped",
  missing: "error",
};

export function junitText(report: RunReport): string {
  const { results, schemes, durationMs } = report;
  const suites = schemes.map(({ run }) => ({ run, cases: casesOf(run) }));
  const all = suites.flatMap(({ cases }) => cases);
  const attributes = {
    name: `faultline ${results.run.id}`,
    tests: all.length,
    failures: countOf(all, "failure"),
    errors: countOf(all, "error"),
    ...(durationMs === null ? {} : { time: secondsOf(durationMs) }),
  };
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributesText(attributes)}>`,
    ...suites.flatMap(({ run, cases }) => suiteLines(run, cases, report)),
    "</testsuites>",
    "",
  ].join("\n");
}

/** A verdict that none of the checks has, such as that of a folder that is gone, is a case of its own. */
function casesOf(run: SchemeRun): Case[] {
  const cases = run.findings.map(({ check: name, outcome, reason }) => ({ name, outcome, reason }));
  if (cases.some(({ outcome }) => outcome === run.verdict)) return cases;
  return [...cases, { name: "verdict", outcome: run.verdict, reason: run.reason }];
}

function suiteLines(run: SchemeRun, cases: readonly Case[], report: RunReport): string[] {
  const attributes = {
    name: runKey(run),
    tests: cases.length,
    failures: countOf(cases, "failure"),
    errors: countOf(cases, "error"),
    skipped: countOf(cases, "skipped"),
    time: secondsOf(run.durationMs),
    ...momentOf(report.results.run.startedAt),
  };
  return [
    `  <testsuite${attributesText(attributes)}>`,
    "    <properties>",
    ...propertiesOf(run, report).map(
      ([name, value]) => `      <property${attributesText({ name, value })}/>`,
    ),
    "    </properties>",
    ...cases.flatMap((one) => caseLines(one, run, report)),
    "  </testsuite>",
  ];
}

function propertiesOf({ verdict, plan, folder, historyDigest }: SchemeRun, report: RunReport) {
  const { commit, seed } = report.results.run;
  const known: [string, string | number | null | undefined][] = [
    ["verdict", verdict],
    ["commit", commit],
    ["seed", plan?.seed ?? seed],
    ["speedMs", plan?.speedMs],
    ["bars", plan?.bars],
    ["deadlineMs", plan?.deadline.ms],
    ["folder", folder],
    ["historyDigest", historyDigest],
  ];
  return known.flatMap(([name, value]) =>
    value === null || value === undefined ? [] : [[name, `${value}`] as const],
  );
}

function caseLines({ name, outcome, reason }: Case, run: SchemeRun, { folder, again }: RunReport): string[] {
  const attempt = run.attempt > 1 ? `#${run.attempt}` : "";
  const head = `    <testcase${attributesText({ name, classname: `${run.feed}.${run.scheme}${attempt}` })}`;
  const element = elements[outcome];
  if (element === null) return [`${head}/>`];
  const body = [
    reason,
    ...(run.folder === null ? [] : [`folder   ${folder}/${run.folder}`]),
    ...(element === "skipped" ? [] : [`again    ${againCommand(run, again)}`]),
    ...(run.folder === null ? [] : [`replay   ${replayCommand(`${folder}/${run.folder}`)}`]),
  ].join("\n");
  const outcomeHead = `${element}${attributesText({ type: name, message: reason })}`;
  return [`${head}>`, `      <${outcomeHead}>${xmlText(body)}</${element}>`, "    </testcase>"];
}

function countOf(cases: readonly Case[], element: "failure" | "error" | "skipped"): number {
  return cases.filter(({ outcome }) => elements[outcome] === element).length;
}

function secondsOf(ms: number): string {
  return (ms / 1000).toFixed(3);
}

/** UTC, without fractions and zone: the pattern that the strictest readers know. */
function momentOf(iso: string): { timestamp?: string } {
  const [timestamp] = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.exec(iso) ?? [];
  return timestamp === undefined ? {} : { timestamp };
}

function attributesText(attributes: Readonly<Record<string, string | number>>): string {
  return Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${xmlAttribute(`${value}`)}"`)
    .join("");
}
