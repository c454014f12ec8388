/** Every limit of the wire, each with its reason. */

/** Bytes held for one direction of one connection: a full pipe of Linux. Beyond it the socket is not read: TCP pushes back. */
export const heldBytesLimit = 64 * 1024;

/** Connections through one link at a time: a system has a handful of roles; this many means that a client runs wild. */
export const connectionsMax = 256;

/** Toxics on one link at a time: a timeline rarely opens more than two. */
export const toxicsMax = 16;

/** Messages of one connection that are kept for a replay: a stream of 12 symbols for some 340 bars. */
export const recordedMessagesMax = 4_096;

/** Bytes of one connection that are kept for a replay: symbol bars of 200 bytes do not come near it. */
export const recordedBytesMax = 4 * 1024 * 1024;

/** A longer message is followed but not kept: it would push out all others. */
export const recordedMessageBytesMax = 1024 * 1024;

/** Messages of one injection: a flood of them tests patience, not a parser. */
export const injectedMessagesMax = 10_000;

/** Huge messages of one injection: they are made all at once, a mebibyte each. */
export const injectedHugeMax = 32;

/** Longest wait for the end of a line in a stream that may have none; a binary stream is cut anywhere. */
export const lineWaitMs = 100;

/** Longest wait for injected messages to leave, under a partition for instance; those that have not begun to leave are withdrawn. */
export const injectionWaitMs = 2_000;

/** Longest delay of a timer (setTimeout takes 32 bits); the lane is asked again after it. */
export const timerMsMax = 2 ** 31 - 1;
