/** Burns CPU time beside a role, in processes of our own that the kernel can be asked about. */
import { type Child, startChild } from "../children/child.js";
import type { Guardian } from "../children/guardian.js";
import { alive, procAvailable, ticksPerSecond, usage } from "../children/proc.js";
import { coresOf } from "../children/proc-cores.js";
import { probeMs } from "../limits.js";
import type { Proof, Stage } from "../stage.js";
import type { Crew } from "./crew.js";
import { holdsWithin, nameOf, notSeen, seen, unavailable } from "./proof.js";
import type { Undoing } from "./undoing.js";

export interface BurningOptions {
  crew: Crew;
  /** Tells the processes of this run from those of another run of the same harness. */
  runName: string;
  /** Mark of the harness in the environment of what it starts. */
  tag: string;
  guardian: Guardian;
  undoing: Undoing;
}

const spin = ["sh", "-c", "while :; do :; done"];
/** Clock ticks that each burner must have used: the first may be that of its start. */
const burnedTicks = 2;

interface Fire {
  burners: readonly Child[];
  sinceMs: number;
  forget(): void;
}

export function burning(options: BurningOptions): Pick<Stage, "burn" | "burns" | "quench"> {
  const { crew, undoing } = options;
  /** By role. */
  const fires = new Map<string, Fire>();
  let started = 0;

  function burn(role: string, count: number | undefined): string {
    const beside = crew.live(role);
    if (beside === null) throw new Error(`${role} has no live process to burn CPU beside`);
    const cores = coresOf(beside.identity);
    const number = count ?? cores?.length;
    if (number === undefined) throw new Error(`the kernel does not tell on which cores ${role} may run`);
    const burners: Child[] = [];
    const fire = {
      burners,
      sinceMs: performance.now(),
      forget: undoing.add(() => put(burners, options.guardian)),
    };
    fires.set(role, fire);
    for (let index = 0; index < number; index += 1) burners.push(startBurner(cores));
    const pids = burners.map(({ identity }) => identity.pid).join(", ");
    const where = cores === null ? "" : `, which may run on ${cores.length} cores`;
    return `${number} burners (pid ${pids}) were started beside ${nameOf(beside)}${where}`;
  }

  /** On the cores of the role, where these are not ours as well. */
  function startBurner(cores: readonly number[] | null): Child {
    const list = cores?.join() ?? "";
    const isOurs = list === "" || list === coresOf(process)?.join();
    const child = startChild({
      role: `${options.runName}.burner`,
      incarnation: ++started,
      command: isOurs ? spin : ["taskset", "-c", list, ...spin],
      cwd: "/",
      env: {},
      tag: options.tag,
      outFile: "/dev/null",
      errFile: "/dev/null",
      buffering: "line",
    });
    if (child.spawnError !== undefined)
      throw new Error(`a burner could not be started: ${child.spawnError.reason}`);
    options.guardian.addChild(child.identity);
    return child;
  }

  function fireAt(role: string): Fire {
    const fire = fires.get(role);
    if (fire === undefined) throw new Error(`no burner was started beside ${role}`);
    return fire;
  }

  async function burns(role: string): Promise<Proof> {
    const { burners, sinceMs } = fireAt(role);
    if (!procAvailable()) return unavailable("the kernel does not tell how much CPU a burner used here");
    const first = burners.map(ticksOf);
    const used = () => burners.map((burner, index) => (ticksOf(burner) ?? 0) - (first[index] ?? 0));
    const all = await holdsWithin(probeMs, () => used().every((ticks) => ticks >= burnedTicks));
    const text = `${usedText(burners)} in ${sinceText(sinceMs)}`;
    return all ? seen(text) : notSeen(`not every burner used CPU: ${text}`);
  }

  async function quench(role: string): Promise<Proof> {
    const { burners, sinceMs, forget } = fireAt(role);
    const gone = burners.filter(({ identity }) => !alive(identity));
    const text = `${usedText(burners)} in ${sinceText(sinceMs)}`;
    await put(burners, options.guardian);
    forget();
    const left = burners.filter(({ identity }) => alive(identity));
    if (left.length > 0) return notSeen(`${left.length} burners are still there`);
    if (gone.length > 0) return notSeen(`${gone.length} burners had ended before: ${text}`);
    return seen(`the burners are gone; ${text}`);
  }

  return { burn, burns, quench };
}

/** Ends the burners; a SIGKILL is carried out in milliseconds. */
async function put(burners: readonly Child[], guardian: Guardian): Promise<void> {
  for (const burner of burners) burner.signal("SIGKILL");
  for (const { exited, identity } of burners) {
    await exited;
    guardian.forgetChild(identity);
  }
}

function ticksOf({ identity }: Child): number | null {
  return usage(identity)?.cpuTicks ?? null;
}

/** `2 burners used 410 ms of CPU (pid 71 210 ms, pid 72 200 ms)`. */
function usedText(burners: readonly Child[]): string {
  const usedMs = burners.map((burner) => ((ticksOf(burner) ?? 0) * 1000) / ticksPerSecond);
  const sumMs = usedMs.reduce((sum, ms) => sum + ms, 0);
  const each = burners.map(({ identity }, index) => `pid ${identity.pid} ${usedMs[index]} ms`).join(", ");
  return `${burners.length} burners used ${sumMs} ms of CPU (${each})`;
}

function sinceText(sinceMs: number): string {
  return `${Math.round(performance.now() - sinceMs)} ms`;
}
