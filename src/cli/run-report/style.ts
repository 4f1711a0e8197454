/** How the report looks: light, dark and printed, on a phone as well. */
export const style = `
:root { color-scheme: light dark; --text: #1c1d21; --dim: #5c606b; --page: #fff; --soft: #f3f4f6; --rule: #d9dce2;
  --line: #b4bac6; --request: #3566c8; --failed: #c9302c; --pause: #c98a1b; --download: #1c8a7d; --picture: #8653b8; }
@media screen and (prefers-color-scheme: dark) { :root { --text: #e8e9ed; --dim: #a3a8b4; --page: #17181c;
  --soft: #212329; --rule: #383b44; --line: #5d6371; --request: #6f9bf2; --failed: #f0716c; --pause: #e0ac4f;
  --download: #4fc0b1; --picture: #b48be0; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 76rem; padding: 1rem; font: 1rem/1.5 system-ui, sans-serif; color: var(--text);
  background: var(--page); overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; margin: 0.5rem 0; }
h2 { font-size: 1.2rem; margin: 2.2rem 0 0.6rem; border-bottom: 1px solid var(--rule); }
.note, caption, figcaption, .axis { color: var(--dim); font-size: 0.85rem; }
figcaption b { color: var(--text); }
dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: 0.6rem; margin: 1rem 0; }
dl div { background: var(--soft); padding: 0.5rem 0.8rem; border-radius: 0.4rem; }
dt { color: var(--dim); font-size: 0.85rem; }
dd { margin: 0; font-size: 1.15rem; font-variant-numeric: tabular-nums; }
figure { margin: 0.8rem 0; break-inside: avoid; }
svg { display: block; width: 100%; background: var(--soft); border-radius: 0.2rem; }
.axis { display: flex; justify-content: space-between; }
.line { fill: var(--line); } .request { fill: var(--request); } .failed { fill: var(--failed); }
.pause, .wait { fill: var(--pause); } .download { fill: var(--download); } .picture { fill: var(--picture); }
.limit { fill: none; stroke: var(--failed); stroke-width: 2; stroke-dasharray: 6 4; vector-effect: non-scaling-stroke; }
.wide { overflow-x: auto; margin: 0.8rem 0; }
table { border-collapse: collapse; width: 100%; font-size: 0.9rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; }
th, td { padding: 0.25rem 0.7rem 0.25rem 0; border-bottom: 1px solid var(--rule); text-align: right; vertical-align: top; }
tr > :first-child { text-align: left; font-weight: normal; min-width: 9rem; }
td, thead th { white-space: nowrap; overflow-wrap: normal; }
thead th { color: var(--dim); font-weight: normal; }
.bad { color: var(--failed); font-weight: 600; }
li { margin: 0.5rem 0; }
@media print { body { max-width: none; padding: 0; font-size: 10pt; } svg { print-color-adjust: exact; } tr { break-inside: avoid; } }
`;
