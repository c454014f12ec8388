/** Tests parseSystem against the malformed files of fixtures/: what is said of each, and where. */
import { parseSystem } from "../system.js";
import { describeMalformed } from "./malformed-stage.js";

/** Each file, and the first line of its message after the name of the file. */
const malformed: readonly (readonly [name: string, message: string])[] = [
  [
    "args-for-unknown-feed",
    ':18:19 roles.sink.argsByFeed.native: must be a feed of this role (direct, relayed), got "native"',
  ],
  ["clock-and-line", ":21:43 observe.published.line: must be left out beside clock, got it"],
  ["clock-false", ":21:37 observe.published.clock: must be true, got false"],
  [
    "command-a-number",
    ':17:29 roles.sink.command[2]: must be a text, got the number 5555. Did you mean "5555" in quotes?',
  ],
  [
    "command-a-word",
    ':17:14 roles.sink.command: must be a list of a program and its arguments, got "sink --quiet"',
  ],
  [
    "command-empty",
    ":17:14 roles.sink.command: must be a list of a program and its arguments, got an empty list",
  ],
  ["duplicate-role", ':20:3 must have each key once in a map, got "sink" a second time'],
  [
    "empty",
    ":1:1 must be a map with the keys system, feeds, feedNames, resources, groups, prepare, roles, observe, golden, got an empty file",
  ],
  ["clock-no-variable", ':6:12 roles.publisher.clock: must be a name of an environment variable, got "-1h"'],
  [
    "endpoint-listener",
    ':4:37 resources.bars.listener: must be a role of this system (publisher, engine), got "publsher". Did you mean "publisher"?',
  ],
  ["env-a-number", ':18:16 roles.sink.env.TZ: must be a text, got the number 0. Did you mean "0" in quotes?'],
  ["env-bad-name", ':18:12 roles.sink.env.9LIVES: must be a name of an environment variable, got "9LIVES"'],
  [
    "feed-name-of-none",
    ':3:14 feedNames.dirct: must be a feed of this system (direct, relayed), got "dirct". Did you mean "direct"?',
  ],
  ["feed-twice", ':2:26 feeds[2]: must be named once, got "direct" a second time'],
  [
    "feed-unknown",
    ':12:13 roles.relay.feeds[0]: must be a feed of this system (direct, relayed), got "relaid". Did you mean "relayed"?',
  ],
  ["feeds-empty", ":2:8 feeds: must be a list of at least one feed, got an empty list"],
  ["fifo-relative-path", ':5:29 resources.fifo.path: must be an absolute path, got "bars.fifo"'],
  [
    "file-elsewhere",
    ':22:30 observe.taken.file: must begin with ${run}/ or ${state}/, or be an absolute path, got "trades.jsonl"',
  ],
  [
    "file-is-a-log",
    ":23:30 observe.taken.file: must be another file than the log of sink, which is read anyway, got it",
  ],
  ["file-of-another", ":22:30 observe.taken.file: must be a file of one role, got that of source"],
  [
    "file-variable",
    ':22:30 observe.taken.file: must be text with variables of a run (results, speedMs, barCount, recovery, state, run, root, here, barsUrl, barsPort, fifo), got "day"',
  ],
  [
    "golden-outside",
    ':13:22 roles.relay.command[1]: must be text with variables of a run (results, speedMs, barCount, recovery, state, run, root, here, barsUrl, barsPort, fifo), got "golden"',
  ],
  [
    "group-of-strangers",
    ':4:20 groups.takers[1]: must be a role or resource of this system (publisher, engine), got "engin". Did you mean "engine"?',
  ],
  ["json-a-word", ':22:30 observe.taken.json: must be a map from group to field, got "seq"'],
  ["json-no-group", ":22:30 observe.taken.json: must have the key bar or n, got count"],
  [
    "json-unit-missing",
    ":22:10 observe.taken.unit: is missing, must be bars, symbolBars or snapshots: what the group n counts",
  ],
  ["ledger-a-line", ":23:11 observe.ledger.file: is missing, must be a path"],
  [
    "log-elsewhere",
    ':20:10 roles.sink.log: must begin with ${run}/ or ${state}/, or be an absolute path, got "sink.log"',
  ],
  ["log-is-the-ledger", ":24:19 observe.ledger.file: must be another file than the log of sink, got it"],
  ["log-of-another", ":21:10 roles.sink.log: must be a file of its own, got that of source"],
  ["missing-roles", ":1:1 roles: is missing, must be a map from name to role"],
  [
    "no-ready",
    ":16:5 roles.sink.ready: is missing, must be a map with the keys line, port, file, fifoReader, command, within",
  ],
  [
    "observe-absent-role",
    ':22:18 observe.taken.role: must be a role that takes part in every feed, got "relay", which is not in direct',
  ],
  [
    "observe-no-taken",
    ":21:3 observe.taken: is missing, must be a map with the keys role, line, json, except, file, unit, scope",
  ],
  ["observe-nothing", ":22:10 observe.taken.line: is missing, must be a regular expression, or json"],
  [
    "observe-unknown-role",
    ':22:18 observe.taken.role: must be a role of this system (source, relay, sink), got "sinks". Did you mean "sink"?',
  ],
  [
    "pattern-broken",
    ":22:30 observe.taken.line: must be a regular expression over one line: Invalid regular expression: /took (?<n>\\d+/: Unterminated group",
  ],
  [
    "pattern-empty",
    ':22:30 observe.taken.line: must be a regular expression over one line, got ".*", which matches every line',
  ],
  [
    "pattern-no-group",
    ":22:30 observe.taken.line: must have the named group (?<bar>...) or (?<n>...), got none",
  ],
  [
    "pattern-other-group",
    ":22:30 observe.taken.line: must have the named group (?<bar>...) or (?<n>...), got count",
  ],
  [
    "port-out-of-range",
    ":4:30 resources.bars.fixed: must be a whole number from 1 to 65535, got the number 70000",
  ],
  [
    "prepare-copy-relative",
    ':6:19 prepare[0].copy: must begin with a variable or be an absolute path, got "settings.json". Did you mean "${here}/settings.json"?',
  ],
  ["prepare-copy-where", ":6:11 prepare[0].to: is missing, must be a path"],
  [
    "prepare-elsewhere",
    ':6:21 prepare[0].mkfifo: must begin with ${run}/ or ${state}/, since a run makes nothing elsewhere, got "/tmp/bars.fifo"',
  ],
  ["prepare-nothing", ":6:11 prepare[0]: must have copy and to, or mkdir, or mkfifo, got nothing"],
  ["prepare-two", ":6:11 prepare[0]: must have copy and to, or mkdir, or mkfifo, got mkdir and mkfifo"],
  [
    "published-nothing",
    ":21:14 observe.published.line: is missing, must be a regular expression, or json, tap or clock",
  ],
  [
    "ready-bare-number",
    ':19:37 roles.sink.ready.within: must be a duration such as "2s" or "500ms", got "2". Did you mean "2s"?',
  ],
  [
    "ready-by-no-fifo",
    ':19:26 roles.sink.ready.fifoReader: must be a FIFO among the resources (fifo), got "bars"',
  ],
  [
    "ready-by-no-port",
    ':19:20 roles.sink.ready.port: must be a port among the resources (bars), got "bar". Did you mean "bars"?',
  ],
  [
    "ready-by-nothing",
    ":19:12 roles.sink.ready: must have one of line, port, file, fifoReader, command, got none of them",
  ],
  [
    "ready-by-two",
    ":19:35 roles.sink.ready.port: must be the only one of line, port, file, fifoReader, command, got line as well",
  ],
  [
    "ready-file-variable",
    ':19:20 roles.sink.ready.file: must be text with variables of a run (results, speedMs, barCount, recovery, state, run, root, here, barsUrl, barsPort, fifo), got "rnu". Did you mean "run"?',
  ],
  ["resource-kind", ':4:17 resources.bars.kind: must be port, endpoint or fifo, got "socket"'],
  ["resource-name-taken", ':6:3 resources.run: must be a name that no variable has yet, got "run"'],
  ["resource-no-kind", ":4:9 resources.bars.kind: is missing, must be port, endpoint or fifo"],
  [
    "role-name",
    ':11:3 roles.Relay: must be a name of lower-case letters, digits and hyphens that begins with a letter, got "Relay"',
  ],
  [
    "snapshot-no-distance",
    ":23:13 observe.snapshot.everyBars: is missing, must be a whole number from 1 to 1000000",
  ],
  [
    "start-after-unknown",
    ':9:18 roles.source.startAfter[0]: must be a role of this system (source, relay, sink), got "snk". Did you mean "sink"?',
  ],
  [
    "start-in-a-circle",
    ":9:18 roles.source.startAfter[0]: must not wait for itself, got a circle: source after sink after relay after source",
  ],
  [
    "stop-unknown",
    ':17:11 roles.sink.stop: must be one of SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2, SIGKILL, got "SIGTREM". Did you mean "SIGTERM"?',
  ],
  [
    "sync-no-timestamp",
    ":23:29 observe.sync.line: must have the named group (?<timestamp>...), got bar, complete",
  ],
  ["tap-absent", ":21:30 observe.published.topic: must be left out where there is no tap, got it"],
  ["tap-and-line", ":21:81 observe.published.line: must be left out beside tap, got it"],
  ["tap-no-topic", ":21:14 observe.published.topic: is missing, a tap needs it"],
  [
    "tap-of-no-port",
    ':21:35 observe.published.tap: must be the URL of a port among the resources (${barsUrl}), got "${fifo}"',
  ],
  [
    "tap-of-taken",
    ":22:24 observe.taken.tap: is no key here: the keys are role, line, json, except, file, unit, scope",
  ],
  [
    "two-consumers",
    ":17:15 roles.sink.consumer: must be true for one role a feed, got true for relay as well in feed relayed",
  ],
  ["unclosed-variable", ':13:22 roles.relay.command[1]: must close its variable with }, got "${barsUrl"'],
  [
    "unit-missing",
    ":22:10 observe.taken.unit: is missing, must be bars, symbolBars or snapshots: what the group n counts",
  ],
  [
    "unit-unknown",
    ':22:54 observe.taken.unit: must be one of bars, symbolBars, snapshots, got "bar". Did you mean "bars"?',
  ],
  ["unknown-key", ':18:5 roles.sink.args: is no key here. Did you mean "argsByFeed"?'],
  [
    "unknown-observation",
    ":23:3 observe.progress: is no key here: the keys are published, taken, snapshot, sync, feed, stamp, trouble, ledger",
  ],
  [
    "unknown-variable",
    ':13:22 roles.relay.command[1]: must be text with variables of a run (results, speedMs, barCount, recovery, state, run, root, here, barsUrl, barsPort, fifo), got "barUrl". Did you mean "barsUrl"?',
  ],
  [
    "unquoted-variable",
    ':13:23 must be valid YAML, got "{barsUrl}, relayed]": Missing , or : between flow sequence items. Among brackets a variable needs quotes',
  ],
];

describeMalformed({ folder: "systems", code: "BAD_SYSTEM", parse: parseSystem, rows: malformed });
