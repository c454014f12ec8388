/** The style of the page: light, dark and print, from 390 pixels up. */

/** Told apart by people who see few colours (after Okabe and Ito); every use stands beside a word, a sign or dashes. */
const light = `
--page: #f5f6f8; --card: #ffffff; --ink: #17202b; --faint: #5b6673; --line: #d8dde3; --grid: #e6e9ed;
--pass: #0b7a4b; --fail: #b3261e; --inconclusive: #8a5a00; --notRun: #5b6673; --accent: #0b5cad;
--up: #cfe3f5; --up-ink: #123e66; --amber: #f2b84b; --amber-ink: #4a3000; --violet: #b9a6e0;
--shade: rgba(179, 38, 30, 0.08); --here: #fff2c2;
--c1: #5b6673; --c2: #0072b2; --c3: #c2500a; --c4: #7a3e9d; --c5: #00795a; --c6: #9a6b00;`;
const dark = `
--page: #11161c; --card: #1a2129; --ink: #e8edf2; --faint: #9aa6b2; --line: #33404c; --grid: #29333d;
--pass: #52cc95; --fail: #ff8a80; --inconclusive: #f0c060; --notRun: #9aa6b2; --accent: #7ab8ff;
--up: #1f4467; --up-ink: #d5e8fa; --amber: #b9812a; --amber-ink: #fff0d0; --violet: #7c66b5;
--shade: rgba(255, 138, 128, 0.12); --here: #4a3f14;
--c1: #a7b2bd; --c2: #56b4e9; --c3: #f0a35e; --c4: #cf9be8; --c5: #4fd0a8; --c6: #e6c65c;`;

const base = `
:root { color-scheme: light; ${light} --gutter: 150px; --pad: 14px; --mono: ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; }
@media (prefers-color-scheme: dark) { :root:not([data-theme="light"]) { color-scheme: dark; ${dark} } }
:root[data-theme="dark"] { color-scheme: dark; ${dark} }
* { box-sizing: border-box; }
[hidden] { display: none !important; }
body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; overflow-wrap: anywhere; }
header, main, footer, .alarm { max-width: 1240px; margin: 0 auto; padding: 0 24px; }
header { padding-top: 22px; }
.brand { margin: 0; color: var(--faint); font-weight: 600; letter-spacing: 0.06em; text-transform: uppercase; font-size: 12px; }
h1 { margin: 2px 0 8px; font-size: 26px; line-height: 1.25; }
h2 { margin: 0 0 10px; font-size: 20px; line-height: 1.3; }
h2 small { color: var(--faint); font-weight: 400; font-size: 16px; }
h3 { margin: 24px 0 8px; font-size: 15px; }
h4 { margin: 22px 0 4px; font-size: 14px; }
a { color: var(--accent); }
section { margin: 18px 0; padding: 20px 22px; background: var(--card); border: 1px solid var(--line); border-radius: 10px; }
.facts { display: flex; flex-wrap: wrap; gap: 4px 22px; margin: 8px 0; font-size: 13px; }
.facts div { display: flex; gap: 6px; }
dt { color: var(--faint); } dd { margin: 0; }
.alarm { margin-top: 14px; color: var(--fail); font-weight: 600; }
.alarm p { margin: 0 0 6px; padding: 10px 14px; border: 2px solid var(--fail); border-radius: 8px; background: var(--card); }
p#no-script { padding: 10px 24px; }
.verdict { display: inline-block; padding: 0 8px; border: 1.5px solid currentColor; border-radius: 6px; font-weight: 700; font-size: 0.78em; line-height: 1.7; letter-spacing: 0.02em; white-space: nowrap; vertical-align: 0.08em; text-transform: uppercase; }
.verdict.pass { color: var(--pass); } .verdict.fail { color: var(--fail); } .verdict.inconclusive { color: var(--inconclusive); border-style: dashed; } .verdict.notRun { color: var(--notRun); border-style: dotted; }
.reason { margin: 6px 0; padding-left: 12px; border-left: 4px solid var(--line); }
.reason.fail { border-color: var(--fail); font-weight: 600; } .reason.inconclusive { border-color: var(--inconclusive); font-weight: 600; } .reason.pass { border-color: var(--pass); }
.why { margin: 6px 0; color: var(--faint); }
p.problem { margin: 6px 0; padding: 6px 12px; color: var(--fail); border: 2px solid var(--fail); border-radius: 8px; font-weight: 600; }
p.note { margin: 6px 0; color: var(--inconclusive); font-size: 13px; }
p.note::before { content: "Left out: "; font-weight: 600; }
pre { margin: 0; padding: 10px 12px; background: var(--page); border-radius: 6px; font: 12.5px/1.6 var(--mono); white-space: pre-wrap; }
footer { padding-top: 4px; padding-bottom: 30px; color: var(--faint); font-size: 13px; }
kbd { padding: 0 5px; border: 1px solid var(--line); border-radius: 4px; font: 12px var(--mono); }
`;

const tables = `
table.wide { width: 100%; border-collapse: collapse; font-size: 14px; font-variant-numeric: tabular-nums; }
table.wide th { padding: 4px 12px 4px 0; color: var(--faint); font-weight: 500; font-size: 12px; text-align: left; white-space: nowrap; border-bottom: 1px solid var(--line); }
table.wide td { overflow-wrap: break-word; padding: 6px 12px 6px 0; border-bottom: 1px solid var(--grid); vertical-align: top; }
#verdicts td[data-label] { white-space: nowrap; } td.name { font-weight: 600; } td.sentence { width: 54%; } .checks { table-layout: fixed; } .checks th:nth-child(1) { width: 14%; } .checks th:nth-child(2) { width: 14%; } .checks th:nth-child(3) { width: 18%; }
tr.pass td.sentence { color: var(--faint); }
a[aria-current] { text-decoration-thickness: 3px; }
.held { margin-top: 8px; font-size: 14px; } details { font-weight: 400; font-size: 13px; } summary { color: var(--accent); cursor: pointer; } details ul { margin: 4px 0; padding-left: 18px; }
button { font: inherit; color: inherit; background: none; cursor: pointer; }
.tools { display: flex; flex-wrap: wrap; align-items: center; gap: 6px; font-size: 13px; }
.toggle, .chip, .show { padding: 3px 10px; border: 1px solid var(--line); border-radius: 6px; background: var(--card); font-size: 13px; }
.toggle:hover, .chip:hover, .show:hover { border-color: var(--accent); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
.toggle b, .toggle span { padding: 0 5px; } .toggle b { color: var(--accent); text-decoration: underline; text-underline-offset: 3px; } .toggle span { color: var(--faint); }
.drawing > .tools { margin-top: 20px; gap: 6px 14px; } .group { display: inline-flex; align-items: center; gap: 3px; } .group small { color: var(--faint); font-size: 12px; margin-right: 2px; }
.show { padding: 0 7px; font-size: 12px; color: var(--accent); }
#position, .pin, .count { color: var(--faint); }
`;

const drawing = `
.readout { position: sticky; top: 0; z-index: 5; display: flex; flex-wrap: wrap; gap: 2px 16px; min-height: 38px; margin: 8px -22px 0; padding: 7px 22px; background: var(--card); border-bottom: 1px solid var(--line); font-size: 14px; font-variant-numeric: tabular-nums; color: var(--faint); }
.readout b { color: var(--ink); } .readout .moment { color: var(--accent); font-weight: 600; }
.stack { position: relative; padding-top: 4px; touch-action: pan-y; cursor: crosshair; }
.row { display: grid; grid-template-columns: var(--gutter) 1fr; padding-right: var(--pad); }
.row .label { padding-right: 10px; color: var(--faint); font-size: 12.5px; line-height: 24px; text-align: right; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
.track { position: relative; height: 24px; overflow: hidden; border-bottom: 1px solid var(--grid); }
.ruler .track { height: 20px; overflow: visible; border-bottom: 1px solid var(--line); } .ruler.bottom .track { border: 0; border-top: 1px solid var(--line); }
.track > *, .area > * { position: absolute; top: 0; bottom: 0; }
.tick { border-left: 1px solid var(--line); } .tick span { position: absolute; left: 4px; white-space: nowrap; font-size: 11px; color: var(--faint); line-height: 18px; } .tick.last span { left: auto; right: 4px; }
.cursor { width: 0 !important; border-left: 1.5px solid var(--ink); z-index: 3; pointer-events: none; }
.shade { background: var(--shade); min-width: 2px; }
.segment, .mark, .injected, .observed, .recovering, .planned { min-width: 3px; font-size: 11px; white-space: nowrap; overflow: hidden; }
.track .segment { top: 3px; bottom: 3px; padding-left: 2px; line-height: 17px; border-radius: 2px; }
.segment.up { background: var(--up); color: var(--up-ink); }
.segment.starting { background: repeating-linear-gradient(135deg, var(--up) 0 4px, transparent 4px 8px); border: 1px solid var(--up-ink); }
.segment.restarting { background: repeating-linear-gradient(45deg, var(--violet) 0 4px, transparent 4px 8px); border: 1px solid var(--violet); }
.segment.stopped { background: repeating-linear-gradient(0deg, var(--amber) 0 3px, transparent 3px 6px); border: 1px solid var(--amber); }
.segment.stalled { background: var(--amber); color: var(--amber-ink); border: 1px dotted var(--amber-ink); }
.segment.dead { background: repeating-linear-gradient(45deg, transparent 0 5px, var(--fail) 5px 6px), repeating-linear-gradient(-45deg, transparent 0 5px, var(--fail) 5px 6px); border: 1px solid var(--fail); }
.segment.dead, .segment.starting, .segment.restarting, .segment.stopped { color: var(--ink); } .segment span { padding: 0 3px; border-radius: 2px; }
.segment.dead span, .segment.starting span, .segment.restarting span, .segment.stopped span { background: var(--card); }
.track .injected, .track .observed, .track .recovering { top: 6px; bottom: 6px; }
.injected { background: repeating-linear-gradient(90deg, var(--fail) 0 2px, transparent 2px 4px); }
.observed { background: var(--fail); }
.recovering { background: repeating-linear-gradient(135deg, var(--pass) 0 3px, transparent 3px 6px); border: 1px solid var(--pass); }
.planned { border: 1.5px dashed var(--ink); border-radius: 2px; } .track .planned { top: 2px; bottom: 2px; }
.band .note { width: auto !important; padding: 0 8px; font-size: 11.5px; line-height: 23px; color: var(--ink); white-space: nowrap; pointer-events: none; }
.mark { padding-left: 6px; line-height: 21px; font-weight: 600; color: var(--card); background: var(--fail); }
.mark.partial, .mark.other { background: var(--amber); color: var(--amber-ink); } .mark.doubled { background: var(--violet); color: var(--ink); } .mark.unpublished { background: none; border: 1px dashed var(--faint); color: var(--faint); }
.plot { display: block; padding-right: 0; margin-top: 10px; }
.body { position: relative; } .area { position: absolute; left: var(--gutter); right: var(--pad); top: 0; bottom: 0; pointer-events: none; }
.canvas { position: relative; } .empty { margin: 0 0 0 var(--gutter); padding: 6px 0; color: var(--faint); font-size: 13px; }
.legend { display: flex; flex-wrap: wrap; align-items: center; gap: 2px 16px; font-size: 12.5px; color: var(--faint); }
.plot .legend { padding-left: var(--gutter); } .legend .title { color: var(--ink); font-weight: 600; } .legend small { font-weight: 400; color: var(--faint); }
.legend b { display: inline-block; min-width: 2.6em; color: var(--ink); font-variant-numeric: tabular-nums; }
.sample { width: 24px; height: 10px; margin-right: 5px; vertical-align: 0; fill: none; stroke-width: 2; } .sample.dots { stroke: none; }
${["1", "2", "3", "4", "5", "6"].map((n) => `.sample.c${n} { stroke: var(--c${n}); } .sample.c${n}.dots { fill: var(--c${n}); stroke: none; }`).join("\n")}
.sample.limit { stroke: var(--fail); }
.states { margin-top: 12px; padding-left: var(--gutter); } .states i { display: inline-block; width: 26px; height: 13px; vertical-align: -2px; }
`;

const below = `
.map p { margin: 2px 0 6px; font-size: 14px; }
.cells { display: grid; grid-template-columns: repeat(auto-fill, minmax(14px, 1fr)); gap: 2px; margin-top: 8px; }
.cell { display: inline-block; height: 14px; min-width: 14px; border-radius: 2px; background: var(--up); color: var(--ink); font: 700 11px/14px var(--mono); text-align: center; font-style: normal; cursor: pointer; }
.cell.lost { background: var(--fail); color: var(--card); } .cell.partial, .cell.other { background: var(--amber); color: var(--amber-ink); } .cell.doubled { background: var(--violet); } .cell.unpublished { background: none; border: 1px dashed var(--line); line-height: 12px; }
.cell.here { outline: 2px solid var(--ink); outline-offset: 1px; }
.filters { display: flex; flex-wrap: wrap; align-items: center; gap: 6px; margin-bottom: 8px; font-size: 13px; }
.chip[aria-pressed="false"] { color: var(--faint); text-decoration: line-through; border-style: dashed; }
.search { flex: 0 1 200px; min-width: 90px; padding: 4px 8px; border: 1px solid var(--line); border-radius: 6px; background: var(--card); color: inherit; font: inherit; }
.rows { position: relative; height: 440px; overflow-y: auto; border: 1px solid var(--line); border-radius: 6px; font: 12.5px/1.5 var(--mono); }
.rows .entry { display: grid; grid-template-columns: 84px 132px 1fr; gap: 10px; padding: 1px 10px; cursor: pointer; }
.rows .time { color: var(--faint); text-align: right; } .rows .source { color: var(--accent); } .rows .text { white-space: pre-wrap; }
.rows .err .source { color: var(--fail); } .rows .harness { background: var(--page); } .rows .harness .source { color: var(--ink); font-weight: 600; }
.rows .gap { color: var(--inconclusive); font-style: italic; } .rows .here { background: var(--here); box-shadow: inset 4px 0 0 var(--ink); }
`;

const narrow = `
@media (max-width: 700px) {
:root { --gutter: 38px; --pad: 6px; }
header, main, footer, .alarm { padding-left: 12px; padding-right: 12px; }
h1 { font-size: 22px; } h2 { font-size: 18px; }
section { padding: 14px 12px; margin: 12px 0; }
table.wide, table.wide tbody { display: block; } table.wide thead { display: none; }
table.wide tr { display: flex; flex-wrap: wrap; gap: 0 14px; padding: 8px 0; border-bottom: 1px solid var(--line); }
table.wide td { padding: 1px 0; border: 0; } td.name { flex: 1 1 60%; } td.sentence { width: 100%; }
.faults td.name { flex-basis: 100%; }
table.wide td[data-label]:not(:empty)::before { content: attr(data-label) " "; color: var(--faint); font-size: 12px; }
.row .label { grid-column: 1 / -1; padding: 0 0 0 var(--gutter); line-height: 18px; text-align: left; } .row .track { grid-column: 2; }
.row { margin-top: 2px; } .row.plot { margin-top: 14px; } .ruler .label { display: none; }
.readout { font-size: 13px; gap: 0 12px; margin: 8px -12px 0; padding: 5px 12px; min-height: 50px; } .toggle { padding: 3px 7px; }
.plot .legend, .states { padding-left: 0; } .states .title { flex-basis: 100%; } .legend { gap: 0 10px; }
.rows { height: 380px; } .rows .entry { grid-template-columns: 64px 1fr; gap: 0 8px; padding: 3px 6px; } .rows .text { grid-column: 1 / -1; }
}`;

const print = `
@media print {
body { background: #fff; font-size: 11px; } * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
header, main, footer { max-width: none; padding: 0; } section { border: 0; padding: 6px 0; margin: 6px 0; }
section.scheme[hidden] { display: block !important; } .tools, .filters, footer, .show { display: none; } .readout { position: static; }
.rows { height: auto; max-height: 600px; overflow: hidden; } tr, .row, .map { break-inside: avoid; } h2, h3, h4 { break-after: avoid; }
}`;

export const styleText = [base, tables, drawing, below, narrow, print].join("");
