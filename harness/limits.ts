/** Every limit and allowance of the harness, each with its reason: what is waited for, how long, and how much is kept. */

/** Deadlines count a bar as at least this long: timers and two busy cores make a 1 ms bar last many. */
export const floorMs = 20;

/**
 * Stretch of the stream that the deadline allows. A source that waits speedMs between bars drifts by its own work and
 * the timer's overshoot (up to 6 ms at p99.9 with four hogs on two cores); three times over is far beyond that.
 */
export const slack = 3;

/** Bars after the last one in which the pipeline may still catch up. */
export const settleBars = 10;

/** Longest start of one role after a fault: booting takes tens of milliseconds idle, ten times that on a busy machine. */
export const restartMs = 3_000;

/** Time to fetch again from history what was missed; it is bounded by the length of the stream, not by its speed. */
export const catchUpMs = 2_000;

/**
 * A fault for N bars stays open until the source has published them, or at most so many times as long as they are
 * planned to take: a source that keeps a slower pace than its schedule would else be seen to advance too little.
 */
export const openStretch = 1.5;

/** Bars without any progress that make a stall, beyond the longest open fault and a restart. */
export const stallBars = 20;

/** Bars that a boot takes in the estimate of whether a timeline fits in the stream: a boot idle, in milliseconds. */
export const bootEstimateMs = 100;

/** No program starts faster: node alone takes 40 ms idle. A fault that must be felt cannot come sooner after a restart. */
export const bootLeastMs = 50;

/** Shortest outage, in bars, whose effect on the output is demanded by default: in a shorter one no bar need fall. */
export const feltFromBars = 2;

/** How often the logs of the children are read; also the resolution of every observed time. */
export const tickMs = 2;

/** How often the kernel is asked for holders, usage and noise. */
export const sampleMs = 500;

/** Most events that a history takes: a flood of lines must not fill the disk. */
export const eventsMax = 200_000;

/** Lines of a child that are kept for its obituary (Maelstrom keeps as many). */
export const lastLines = 32;

/**
 * Most bytes of a log that are still read when its program has ended: a flood of 200 MB took eight seconds, in which the
 * harness saw nothing else. What is left out is told.
 */
export const drainBytesMax = 8 * 1024 * 1024;

/** Most times that are noted of one log: a mark a tick of 10 ms for more than three minutes of steady output. */
export const logTimesMax = 20_000;

/** What is kept of the beginning of a log, in bytes: how the program was started, and what it said first. */
export const logHeadBytes = 1024 * 1024;

/** What is kept of the end of a log, in bytes: 800,000 lines of 80 characters would be 64 MB a role. */
export const logTailBytes = 4 * 1024 * 1024;

/**
 * Most that the logs of one run hold together while it goes on, in bytes; past it the run is cut. The reference system
 * writes 100 kB in 300 bars: ten thousand times that is a loop, and a few such runs at once leave a disk alive.
 */
export const logsBytesMax = 1024 * 1024 * 1024;

/** Longest wait for the kernel to show what a signal did; a SIGKILL takes 2 ms, 20 ms with 500 MB to free. */
export const probeMs = 3_000;

/** Beyond this the machine, not the system under test, explains a missed deadline. */
export const noiseBudget = { loopLagMs: 500, stealPercent: 30, pressurePercent: 95 } as const;

/** Roles that boot at once: fifteen at once stretch a 63 ms boot to 500 ms on two cores. */
export const bootsAtOnce = 2;

/**
 * What a test of a scheme may take beyond the deadline of its plan: golden (at most a minute), then the starts of
 * guardian and threads, the judgement and the reports, each a fraction of a second.
 */
export const aroundRunMs = 90_000;

/** The last part of that, in which a test whose time is nearly over still stops its roles and judges. */
export const stopRunMs = 20_000;
