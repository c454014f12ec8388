/** Tests parseScheme against the malformed files of fixtures/: what is said of each, and where. */
import { faultNames } from "../faults/index.js";
import { parseScheme } from "../scheme.js";
import { signalNames } from "../signals.js";
import { describeMalformed } from "./malformed-stage.js";

/** Each file, and the first line of its message after the name of the file. */
const malformed: readonly (readonly [name: string, message: string])[] = [
  [
    "a-list",
    ":1:1 must be a map with the keys name, id, why, system, tags, bars, speedMs, recovery, timeline, expect, got a list",
  ],
  [
    "a-word",
    ':1:1 must be a map with the keys name, id, why, system, tags, bars, speedMs, recovery, timeline, expect, got "engine-restart"',
  ],
  ["alias-bomb", ":1:14 must hold at most 20000 values, got more by its aliases"],
  ["alias-of-itself", ":9:24 must be nested at most 32 deep, got deeper"],
  [
    "bad-indent",
    ':10:1 must be valid YAML, got "recovery: { within: 10 bars }": All mapping items must start at the same column',
  ],
  ["bars-fraction", ':5:7 bars: must be a whole number from 1, or "all", got the number 299.5'],
  ["bars-with-unit", ':5:7 bars: must be a whole number from 1, or "all", got "300 bars"'],
  ["bars-zero", ":5:7 bars: must be a whole number from 1 to 10000000, got the number 0"],
  [
    "colon-in-why",
    ':3:6 must be a text or one map, got "The engine is killed while: bars arrive, and catches up.". A text with a colon and a space in it needs quotes',
  ],
  ["custom-tag", ':5:7 must be plain YAML without tags, got "!!js/function \\"process.exit()\\""'],
  ["deep-nesting", ":1:71 must be nested at most 32 deep, got deeper"],
  [
    "delivery-unknown",
    ':10:13 expect.delivery: must be one of exactly-once, at-least-once, at-most-once, got "exactly-one". Did you mean "exactly-once"?',
  ],
  ["duplicate-key", ':10:1 must have each key once in a map, got "bars" a second time'],
  [
    "duplicates-negative",
    ":10:22 expect.duplicates.max: must be a whole number from 0 to 10000000, got the number -1",
  ],
  ["empty-why", ':3:6 why: must be a sentence that says what the scheme proves, got " "'],
  [
    "empty",
    ":1:1 must be a map with the keys name, id, why, system, tags, bars, speedMs, recovery, timeline, expect, got an empty file",
  ],
  [
    "expect-nothing",
    ":9:3 expect: must hold at least one expectation, such as snapshots: { min: 66% }, got none",
  ],
  ["expect-unknown", ':9:3 expect.snapshot: is no key here. Did you mean "snapshots"?'],
  ["felt-a-word", ':7:64 timeline[0].felt: must be true or false, got "yes"'],
  [
    "felt-of-nothing",
    ":7:63 timeline[0].felt: must be false or left out: a fault of under 2 bars cannot be told from none in the output, got true",
  ],
  [
    "group-in-a-list",
    ":5:40 timeline[0].target: must be a role of the system, or any, all or each of a group: { each: [a, b] }, got a list",
  ],
  [
    "id-with-a-slash",
    ':2:5 id: must be a name of lower-case letters, digits and hyphens that begins with a letter, got "../s3"',
  ],
  ["key-of-two-lines", ':10:1 must be a name, got "a\\nb" as a key'],
  [
    "length-a-list",
    ':7:50 timeline[0].for: must be bars or a duration such as "10 bars" or "2s", got a list',
  ],
  [
    "length-bare-number",
    ':7:50 timeline[0].for: must be bars or a duration such as "10 bars" or "2s", got "4". Did you mean "4 bars"?',
  ],
  [
    "length-negative",
    ':7:50 timeline[0].for: must be bars or a duration such as "10 bars" or "2s", got "-5 bars"',
  ],
  [
    "length-other-unit",
    ':7:50 timeline[0].for: must be bars or a duration such as "10 bars" or "2s", got "5 seconds". Did you mean "5s"?',
  ],
  [
    "length-where-none",
    ":7:48 timeline[0].for: is no key here: the keys are at, fault, target, repeat, felt",
  ],
  [
    "length-zero",
    ':7:50 timeline[0].for: must be bars or a duration such as "10 bars" or "2s", got "0 bars"',
  ],
  ["list-as-key", ":10:3 must be a name, got a list as a key"],
  [
    "many-problems",
    ':1:7 name: must be a name of lower-case letters, digits and hyphens that begins with a letter, got "Many Problems"',
  ],
  [
    "memory-bare-number",
    ':10:18 expect.memory.max: must be a size such as "200 MiB", got "200". Did you mean "200 MiB"?',
  ],
  [
    "merge-key",
    ":10:3 expect.<<: is no key here: the keys are snapshots, recovery, delivery, pace, memory, duplicates",
  ],
  [
    "missing-at",
    ':7:5 timeline[0].at: is missing, must be a moment such as "bar 60", "bar 60 + 40%", "20%", "snapshot 3", "engine.2 ready", "start" or "+2s"',
  ],
  [
    "missing-expect",
    ":1:1 expect: is missing, must be a map with the keys snapshots, recovery, delivery, pace, memory, duplicates",
  ],
  [
    "limit-of-nothing",
    ':6:5 timeline[0].size: is missing, must be a size such as "64 MiB", since the resource is address-space',
  ],
  [
    "limit-of-the-other",
    ":6:61 timeline[0].size: must be left out where the resource is open-files: say files",
  ],
  ["missing-fault", `:7:5 timeline[0].fault: is missing, must be one of ${faultNames.join(", ")}`],
  ["missing-target", ":7:5 timeline[0].target: is missing, must be a role of the system"],
  ["missing-why", ":1:1 why: is missing, must be a sentence that says what the scheme proves"],
  [
    "moment-after-nothing",
    ':7:11 timeline[0].at: must be a moment of its own, since no step stands before it, got a time after one. Did you mean "start"?',
  ],
  [
    "moment-bare-number",
    ':7:11 timeline[0].at: must be a moment such as "bar 60", "bar 60 + 40%", "20%", "snapshot 3", "engine.2 ready", "start" or "+2s", got "120". Did you mean "bar 120"?',
  ],
  [
    "moment-incarnation",
    ':7:11 timeline[0].at: must be a moment such as "bar 60", "bar 60 + 40%", "20%", "snapshot 3", "engine.2 ready", "start" or "+2s", got "engine.2 redy". Did you mean "engine.2 ready"?',
  ],
  [
    "moment-over-all",
    ':7:11 timeline[0].at: must be a moment such as "bar 60", "bar 60 + 40%", "20%", "snapshot 3", "engine.2 ready", "start" or "+2s", got "140%"',
  ],
  [
    "moment-slip",
    ':7:11 timeline[0].at: must be a moment such as "bar 60", "bar 60 + 40%", "20%", "snapshot 3", "engine.2 ready", "start" or "+2s", got "bars 120". Did you mean "bar 120"?',
  ],
  [
    "moment-too-far-in",
    ':7:11 timeline[0].at: must be a moment such as "bar 60", "bar 60 + 40%", "20%", "snapshot 3", "engine.2 ready", "start" or "+2s", got "bar 12 + 100%"',
  ],
  [
    "name-with-spaces",
    ':1:7 name: must be a name of lower-case letters, digits and hyphens that begins with a letter, got "Engine Restart"',
  ],
  [
    "only-a-comment",
    ":1:1 must be a map with the keys name, id, why, system, tags, bars, speedMs, recovery, timeline, expect, got an empty file",
  ],
  [
    "pace-bare-number",
    ':10:16 expect.pace.min: must be a share such as "80%", got "80". Did you mean "80%"?',
  ],
  ["prototype-key", ':10:1 must be a name, got "__proto__" as a key'],
  [
    "recovery-in-percent",
    ':10:23 expect.recovery.within: must be bars or a duration such as "10 bars" or "2s", got "10%"',
  ],
  ["recovery-true", ':5:11 recovery: must be one of on, off, got true. Did you mean "on"?'],
  [
    "repeat-elsewhere",
    ":6:60 timeline[0].repeat: must go with `at: bar N` or a share of the stream, and with a fault that can happen twice, got kill at another kind of moment",
  ],
  ["repeat-once", ":6:65 timeline[0].repeat.times: must be a whole number from 2 to 1000, got the number 1"],
  [
    "signal-felt",
    ":7:70 timeline[0].felt: must be false or left out: the output need not show a fault that the role lives through, got true",
  ],
  ["signal-missing", `:7:5 timeline[0].signal: is missing, must be one of ${signalNames.join(", ")}`],
  [
    "signal-unknown",
    `:7:55 timeline[0].signal: must be one of ${signalNames.join(", ")}, got "SIGURS1". Did you mean "SIGUSR1"?`,
  ],
  ["slow-not-at-all", ":6:39 timeline[0].share: must be from 5% to 90%, got 100%"],
  [
    "snapshots-bare-share",
    ':9:21 expect.snapshots.min: must be a whole number from 1 or a share such as "66%", got "66 percent". Did you mean "66%"?',
  ],
  [
    "snapshots-no-min",
    ':9:14 expect.snapshots.min: is missing, must be a whole number from 1 or a share such as "66%"',
  ],
  [
    "snapshots-zero",
    ':9:21 expect.snapshots.min: must be a whole number from 1 or a share such as "66%", got "0"',
  ],
  ["speed-too-fast", ":5:10 speedMs: must be a whole number from 1 to 3600000, got the number 0"],
  [
    "step-a-word",
    ':7:5 timeline[0]: must be a map with the keys at, fault, target, for, felt, got "kill engine"',
  ],
  ["tab-indent", ":9:1 must be indented with spaces, got a tab"],
  ["timeline-a-map", ":7:3 timeline: must be a list of steps, got a map"],
  ["timeline-null", ":6:10 timeline: must be a list of steps, got nothing"],
  ["two-documents", ":10:1 must be one document, got a second one"],
  [
    "unclosed-brace",
    ':8:1 must be valid YAML, got "expect:": Flow map in block collection must be sufficiently indented and end with a }',
  ],
  ["unclosed-quote", ':10:1 must be valid YAML, got the end of the file: Missing closing "quote'],
  ["unknown-alias", ':7:50 must name an anchor that stands before it, got "*length"'],
  [
    "unknown-fault-far",
    `:7:23 timeline[0].fault: must be one of ${faultNames.join(", ")}, got "network-partition"`,
  ],
  [
    "unknown-fault",
    `:7:23 timeline[0].fault: must be one of ${faultNames.join(", ")}, got "kil". Did you mean "kill"?`,
  ],
  [
    "unknown-key-far",
    ":5:1 timeout: is no key here: the keys are name, id, why, system, tags, bars, speedMs, recovery, timeline, expect",
  ],
  ["unknown-key", ':6:1 timelin: is no key here. Did you mean "timeline"?'],
  ["until-a-snapshot", ":5:55 timeline[0].until: must be a bar: no snapshot need come while kill is open"],
  [
    "until-a-time",
    ':5:55 timeline[0].until: must be a moment of its own such as "bar 90" or "snapshot 8"; for a time say `for`',
  ],
  ["until-and-for", ":5:68 timeline[0].until: must be the only end of the fault, got `for` as well"],
  ["yaml-1.1", ":1:1 must be YAML 1.2, got a directive for 1.1"],
];

describeMalformed({ folder: "schemes", code: "BAD_SCHEME", parse: parseScheme, rows: malformed });
