/** The publisher as the writer of the FIFO itself: each reader gets what it needs from its own cursor on. */
import { failpoint } from "./failpoint.js";
import { requireFifo } from "./fifo.js";
import { openOutlet } from "./outlet.js";
import type { Output, OutputSource } from "./output.js";
import { createDepartures } from "./stamps.js";

/** Without recovery a reader may be this many symbol bars behind (85 bars of 12); what is older is lost, as it would be. */
export const backlogMax = 1024;
/** Symbol bars written in one turn of the loop: about three FIFOs full, so that timers stay in time. */
const turnMax = 1024;

export function openFifoOutput(fifo: string, control: string, source: OutputSource): Output {
  requireFifo(fifo);
  let next = source.head().head;
  let scheduled = false;
  /** The bar that is being published; whatever else is written was published before. */
  let publishing: number | undefined;
  const departures = createDepartures(source.stamps);
  const head = (): number => source.head().head;
  const pump = (): void => {
    if (!source.recovery) next = Math.max(next, head() - backlogMax);
    const inUs = source.stamps.now();
    for (let count = 0; next < head() && count < turnMax; count += 1) {
      failpoint("publisher.before-send");
      if (!outlet.offer(source.publication.record(next))) break;
      const place = source.publication.placeOf(next);
      departures.accepted(place, inUs, place.bar !== publishing);
      next += 1;
      failpoint("publisher.after-send");
      if (count === turnMax - 1 && !scheduled) {
        scheduled = true;
        setImmediate(() => {
          scheduled = false;
          pump();
        });
      }
    }
    outlet.flush();
  };
  const outlet = openOutlet({
    fifo,
    control: source.recovery ? control : undefined,
    head: source.head,
    departures,
    attached() {
      next = head();
    },
    session(from) {
      next = from;
      pump();
    },
    room: pump,
    note: source.note,
  });
  return {
    publish(bar) {
      publishing = bar;
      pump();
      publishing = undefined;
    },
    heartbeat: () => undefined,
    consumers: () => (outlet.state === "absent" ? 0 : 1),
    close: outlet.close,
  };
}
