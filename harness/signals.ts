/** The signals that a timeline may send, and what a role owes to each. Data. */

/**
 * `ends`: it asks the role to go, and the role is started again. `stops`: the kernel stops it. `reaches`: the role has a
 * handler for it and lives on. Those of
 * job control are not here: without a terminal the kernel drops them (signal(7)).
 */
export type Answer = "ends" | "stops" | "reaches";

export const answers = {
  SIGHUP: "ends",
  SIGINT: "ends",
  SIGQUIT: "ends",
  SIGILL: "ends",
  SIGABRT: "ends",
  SIGBUS: "ends",
  SIGFPE: "ends",
  SIGKILL: "ends",
  SIGSEGV: "ends",
  SIGTERM: "ends",
  SIGSTOP: "stops",
  SIGUSR1: "reaches",
  SIGUSR2: "reaches",
  SIGPIPE: "reaches",
  SIGALRM: "reaches",
  SIGCHLD: "reaches",
  SIGURG: "reaches",
  SIGXCPU: "reaches",
  SIGXFSZ: "reaches",
  SIGVTALRM: "reaches",
  SIGPROF: "reaches",
  SIGWINCH: "reaches",
  SIGIO: "reaches",
} as const satisfies Partial<Record<NodeJS.Signals, Answer>>;

export type SignalName = keyof typeof answers;

export const signalNames = Object.keys(answers) as [SignalName, ...SignalName[]];

export function isSignalName(name: unknown): name is SignalName {
  return typeof name === "string" && Object.hasOwn(answers, name);
}

/** Whether a role that gets it is asked to go. */
export function asksToGo(name: NodeJS.Signals): boolean {
  return isSignalName(name) && answers[name] === "ends";
}
