export const style = `
:root {
  color-scheme: light dark;
  --page: #ffffff; --card: #f5f6f8; --ink: #1d2433; --soft: #5d6779; --line: #d9dde4;
  --lstm: #8a63d2; --ngram: #c77d11; --blend: #0b7a75; --good: #16833b; --bad: #c62f2f; --heat: 214 69 34;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #161a22; --card: #1f2530; --ink: #e4e8ef; --soft: #98a2b3; --line: #353d4b;
    --lstm: #b39af0; --ngram: #e8ab4f; --blend: #47c2bb; --good: #55c878; --bad: #f07b72; --heat: 255 106 61;
  }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2rem 1.5rem 4rem; max-width: 68rem; background: var(--page); color: var(--ink);
  font: 15px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.6rem; margin: 0 0 .25rem; } h2 { font-size: 1.15rem; margin: 2.5rem 0 .5rem; }
p { margin: .25rem 0 .75rem; } .soft { color: var(--soft); }
code, pre, .code { font: 13px/1.5 ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace; }
.tiles { display: flex; flex-wrap: wrap; gap: .75rem; margin: 1.25rem 0; }
.tile { background: var(--card); border-radius: 8px; padding: .75rem 1rem; min-width: 9.5rem; }
.tile strong { display: block; font-size: 1.5rem; font-variant-numeric: tabular-nums; line-height: 1.25; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { padding: .3rem .75rem .3rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
thead th { color: var(--soft); font-weight: 500; } tbody th { font-weight: 500; white-space: nowrap; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.bars { width: 65%; } .where { overflow-wrap: anywhere; min-width: 7rem; } .where span { white-space: nowrap; } .bar { display: flex; align-items: center; gap: .5rem; height: 1.1rem; }
.bar i { display: block; height: .7rem; border-radius: 2px; background: currentColor; }
.bar span { font-variant-numeric: tabular-nums; font-size: 13px; }
.lstm { color: var(--lstm); } .ngram { color: var(--ngram); } .blend { color: var(--blend); }
.legend span::before { content: '■ '; } .legend span { margin-right: 1rem; }
.side { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr)); gap: 2rem; align-items: start; }
.reliability { width: 100%; max-width: 26rem; font-size: 11px; } .reliability text { fill: var(--soft); }
.grid { stroke: var(--line); } .diagonal { stroke: var(--soft); stroke-dasharray: 4 4; }
.reliability g { fill: currentColor; fill-opacity: .55; stroke: currentColor; } .reliability path { fill: none; }
.wrong { color: var(--bad); } .right { color: var(--good); } .code { white-space: pre-wrap; overflow-wrap: anywhere; }
details { background: var(--card); border-radius: 8px; margin: .5rem 0; } details pre { margin: 0; padding: 0 1rem 1rem;
  overflow-x: auto; tab-size: 4; }
summary { cursor: pointer; padding: .5rem 1rem; } summary .soft { float: right; }
pre i, .key i { font-style: normal; } .key i { padding: 0 .35rem; }
.s1 { background: rgb(var(--heat) / .10); } .s2 { background: rgb(var(--heat) / .22); }
.s3 { background: rgb(var(--heat) / .38); } .s4 { background: rgb(var(--heat) / .58); }
.s5 { background: rgb(var(--heat) / .82); }
.ok { text-decoration: underline 2px var(--good); text-underline-offset: 3px; }
pre b::before, .key b::before { content: '×'; color: var(--bad); font-weight: 700; cursor: help; }
`;
