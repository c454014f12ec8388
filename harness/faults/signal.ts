/** Fault `signal`: any signal by its name; the role must go, stand still, or take it and live on, as the signal asks. */
import { answers, isSignalName, type SignalName, signalNames } from "../signals.js";
import type { Fault } from "../stage.js";

export const signal: Fault = {
  summary:
    "any signal: the role must end and is started again, or stop, or take it and live on, as the signal asks",
  target: "role",
  effect: "still",
  restarts: true,
  defaultForBars: 2,
  options: {
    signal: {
      kind: "word",
      words: signalNames,
      required: true,
      summary: "Name of the signal: SIGINT ends the role, SIGSTOP stops it, SIGUSR1 must be handled by it.",
    },
  },
  varies: (options) => {
    switch (answers[nameIn(options)]) {
      case "ends":
        return {};
      case "stops":
        return { restarts: false };
      default:
        return { restarts: false, effect: "none" };
    }
  },
  inject: async (stage, { target, options }) => {
    const name = nameIn(options);
    return answers[name] === "reaches" ? stage.reach(target, name) : stage.signal(target, name);
  },
  observe: (stage, { target, options }) => {
    const name = nameIn(options);
    switch (answers[name]) {
      case "ends":
        return stage.exited(target, name);
      case "stops":
        return stage.inState(target, "T");
      default:
        return stage.handled(target, name);
    }
  },
  heal: (stage, { target, options }) => {
    const answer = answers[nameIn(options)];
    if (answer === "ends") return stage.start(target);
    if (answer === "stops") stage.signal(target, "SIGCONT");
    return stage.notInState(target, "T");
  },
};

/** The scheme's shape lets no other name pass. */
function nameIn({ signal: name }: Readonly<Record<string, unknown>>): SignalName {
  if (!isSignalName(name)) throw new Error(`there is no signal ${String(name)}`);
  return name;
}
