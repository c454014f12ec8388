#!/usr/bin/env node
/** The program behind `npm run sweep`. */
import { findRoot } from "../command/library.js";
import { guardAgainstNpm } from "../command/npm-guard.js";
import { exitCodes } from "../errors.js";
import { runProgram } from "../program.js";
import { parseSweepFlags, sweepFlags } from "./flags.js";
import { sweep } from "./sweep.js";

await runProgram({ name: "the sweep", stopping: "stopping" }, async ({ cwd, ...program }) => {
  guardAgainstNpm(process.env, program.argv, sweepFlags(), []);
  const options = parseSweepFlags(program.argv, program.out);
  if (options === null) return exitCodes.pass;
  return sweep(options, { ...program, places: { root: findRoot(import.meta.dirname), cwd } });
});
