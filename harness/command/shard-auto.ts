/** Which shard this machine is, as the job runner says in its variables: told, never guessed. */
import { FaultlineError } from "../errors.js";
import type { Shard } from "../planning/shard.js";

type Environment = Readonly<Record<string, string | undefined>>;

/** Kubernetes tells a pod its index, from 0, but not how many there are: the job must say so in this variable. */
export const totalVariable = "FAULTLINE_SHARD_TOTAL";

/** @throws FaultlineError BAD_FLAGS where no runner, or more than one, says which shard this is */
export function resolveShard(wanted: Shard | "auto" | undefined, env: Environment): Shard | null {
  if (wanted !== "auto") return wanted ?? null;
  const { CI_NODE_INDEX: gitlabIndex, JOB_COMPLETION_INDEX: kubernetesIndex } = env;
  if (gitlabIndex !== undefined && kubernetesIndex !== undefined) {
    throw cannotTell("both CI_NODE_INDEX (GitLab) and JOB_COMPLETION_INDEX (Kubernetes) are set");
  }
  if (gitlabIndex !== undefined) return shardFrom(env, "CI_NODE_INDEX", 1, "CI_NODE_TOTAL");
  if (kubernetesIndex !== undefined) return shardFrom(env, "JOB_COMPLETION_INDEX", 0, totalVariable);
  throw cannotTell("neither CI_NODE_INDEX (GitLab, parallel) nor JOB_COMPLETION_INDEX (Kubernetes) is set");
}

function shardFrom(env: Environment, indexName: string, first: 0 | 1, totalName: string): Shard {
  const [indexText = "", total] = [env[indexName], env[totalName]];
  if (total === undefined) throw cannotTell(`${indexName} is set, but not ${totalName}: how many there are`);
  if (!/^[1-9]\d{0,5}$/.test(total))
    throw cannotTell(`${totalName} must be a whole number from 1, got "${total}"`);
  const [index, count] = [Number(indexText) + 1 - first, Number(total)];
  if (!/^\d{1,6}$/.test(indexText) || index < 1 || index > count) {
    const last = count - 1 + first;
    throw cannotTell(
      `${indexName} must be from ${first} to ${last} with ${totalName}=${total}, got "${indexText}"`,
    );
  }
  return { index, count };
}

function cannotTell(why: string): FaultlineError {
  return new FaultlineError(
    "BAD_FLAGS",
    `--shard auto cannot tell which shard this is: ${why}; say it with --shard I/N`,
  );
}
