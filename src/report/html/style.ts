/** The style of a report: light and dark, phone and paper. Nothing in it is fetched. */
export const STYLE = `
:root { color-scheme: light dark; --text: #1b1f24; --soft: #57606a; --back: #ffffff; --card: #f6f8fa; --line: #d0d7de;
  --add: #116329; --change: #7d4e00; --gone: #a40e26; --lost: #fff0ee; --doubt: #fff8e1; --link: #0550ae;
  --call: #0969da; --wait: #d4a72c; --lock: #cf222e; }
@media (prefers-color-scheme: dark) { :root { --text: #e6edf3; --soft: #9da7b3; --back: #0d1117; --card: #161b22;
  --line: #30363d; --add: #56d364; --change: #e3b341; --gone: #ff8f87; --lost: #2d1215; --doubt: #2b2111; --link: #79c0ff;
  --call: #58a6ff; --wait: #9e6a03; --lock: #f85149; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1rem; max-width: 64rem; background: var(--back); color: var(--text);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1, h2, h3, h4 { line-height: 1.25; margin: 1.5rem 0 .5rem; }
h1 { font-size: 1.5rem; margin-top: 0; } h2 { font-size: 1.3rem; } h3 { font-size: 1.1rem; } h4 { font-size: 1rem; }
p, ul, ol, pre, table { margin: .5rem 0; }
ul, ol { padding-left: 1.4rem; }
a { color: var(--link); }
a:focus-visible, summary:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1rem; list-style: none; padding: 0; }
code, pre { font-family: ui-monospace, monospace; font-size: .9em; white-space: pre-wrap; }
pre { background: var(--card); border: 1px solid var(--line); border-radius: 6px; padding: .75rem; }
.soft { color: var(--soft); }
.lost, .doubt { border-left: 4px solid var(--gone); background: var(--lost); padding: .5rem 1rem; margin: 1rem 0; }
.doubt { border-color: var(--change); background: var(--doubt); }
.lost h3, .doubt h3 { margin-top: .25rem; }
.add { color: var(--add); } .change { color: var(--change); } .gone { color: var(--gone); }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .3rem .5rem; border-bottom: 1px solid var(--line); }
th { font-weight: 600; color: var(--soft); }
th, td:first-child strong { white-space: nowrap; }
figure { margin: 1rem 0; }
.hidden, .skip:not(:focus) { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
summary { cursor: pointer; font-weight: 600; padding: .25rem 0; }
svg { display: block; width: 100%; margin: .5rem 0; }
svg text { fill: var(--text); font: 12px system-ui, sans-serif; }
.rail { fill: var(--card); stroke: var(--line); } .call { fill: var(--call); stroke: var(--call); }
.wait { fill: var(--wait); opacity: .55; } .lock { fill: var(--lock); opacity: .7; }
.key { display: inline-block; width: .8em; height: .8em; vertical-align: -.05em; margin: 0 .25em 0 .75em; }
.key.call { background: var(--call); } .key.wait { background: var(--wait); } .key.lock { background: var(--lock); }
@media (max-width: 40rem) {
  body { padding: .75rem; }
  .cards thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .cards tr { display: block; border-bottom: 1px solid var(--line); padding: .4rem 0; }
  .cards td { display: block; border: 0; padding: .1rem 0; }
  .cards td:empty { display: none; }
  .cards td[data-label]::before { content: attr(data-label) ": "; color: var(--soft); }
}
@media print {
  body { max-width: none; font-size: 10pt; } nav, .skip { display: none; }
  details::details-content { content-visibility: visible; display: block; }
  article, tr, .lost, .doubt { break-inside: avoid; }
}
`
