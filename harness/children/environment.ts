/** The environment that a child gets: a short allow-list of ours, then what its role asks for, then the tags. */
import { childVariable, tagVariable } from "./proc.js";

/**
 * What a program needs to be found and to run as it does in a terminal. Nothing that changes how Node runs
 * (NODE_OPTIONS, NODE_ENV) or that would make two runs differ is handed on: a role names what else it needs.
 */
const handedOn = new Set([
  "PATH",
  "HOME",
  "USER",
  "LOGNAME",
  "SHELL",
  "LANG",
  "LANGUAGE",
  "TZ",
  "TMPDIR",
  "LD_LIBRARY_PATH",
  "DYLD_LIBRARY_PATH",
  "PYTHONPATH",
  "VIRTUAL_ENV",
  "JAVA_HOME",
  "NODE_V8_COVERAGE",
  "NODE_EXTRA_CA_CERTS",
]);

type Environment = Record<string, string>;

/** The part of our own environment that children get. */
export function baseEnvironment(from: NodeJS.ProcessEnv = process.env): Environment {
  const base: Environment = {};
  for (const [name, value] of Object.entries(from)) {
    if (value !== undefined && (handedOn.has(name) || name.startsWith("LC_"))) base[name] = value;
  }
  return base;
}

/** The whole environment of one incarnation. `child` tells it from the other incarnations of the run. */
export function childEnvironment(role: Readonly<Environment>, tag: string, child: string): Environment {
  return { ...baseEnvironment(), ...role, [tagVariable]: tag, [childVariable]: child };
}
