/** Half-open: severs the connections that live when it comes (connection.ts); those made under it pass as they are. */
import type { Gate } from "../lane.js";

export function halfOpen(): () => Gate {
  return () => ({
    ask: () => ({ bytes: Number.POSITIVE_INFINITY }),
    left: () => undefined,
  });
}
