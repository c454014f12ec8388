/** What a plan needs of faults and checks that this program does not know, because another had defined them. Pure. */
import { definedChecks } from "./checks/index.js";
import { faultNames, knownFaults } from "./faults/index.js";
import type { Plan } from "./planning/plan.js";

/** Node loads that module before the program, and into its threads. */
const advice = "load the module that defines it: `node --import ./MODULE.js dist/harness/main.js ...`";

/** Why the plan cannot be run, nor its history be read here; null where nothing stands against it. */
export function foreignFault({ steps }: Pick<Plan, "steps">): string | null {
  const known = knownFaults();
  const unknown = steps.find(({ fault }) => !known.includes(fault));
  if (unknown === undefined) return null;
  const what = `its plan has the fault ${unknown.fault}, which this program does not know`;
  return `${what}: another had defined it, or it is one of another version; ${advice}`;
}

/** Why a history cannot be judged here as it was when it ran; null where nothing stands against it. */
export function foreignCheck({ definedChecks: names = [] }: Pick<Plan, "definedChecks">): string | null {
  const unknown = names.find((name) => definedChecks.get(name) === undefined);
  return unknown === undefined ? null : foreignCheckText(unknown);
}

export function foreignCheckText(name: string): string {
  const what = `it is to be judged by the check ${name}, which this program does not know`;
  return `${what}: another had defined it; ${advice}`;
}

/** Whether it takes what this program alone knows to run and judge the plan. */
export function usesDefinitions({ steps, definedChecks: names = [] }: Plan): boolean {
  return names.length > 0 || steps.some(({ fault }) => !faultNames.includes(fault));
}
