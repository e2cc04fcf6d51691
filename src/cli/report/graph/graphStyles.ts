/** Colors by name, for a light and a dark background. Text has a contrast of at least 4.5. */
export const graphColors = `
:root{color-scheme:light dark;
--bg:#fff;--panel:#f6f7f9;--ink:#1b2027;--muted:#59626d;--line:#dde1e6;--edge:#9aa3ad;--accent:#2a5bd7;--accent-soft:#e9effc;
--ok:#1a7f4b;--bad:#c3242d;--doubt:#955800;--wait:#6a45c4;--refused:#a8325e;--calm:#59626d;--post:#4d6485;--reuse:#0a6f80}
@media (prefers-color-scheme:dark){:root{
--bg:#101317;--panel:#181c22;--ink:#e7eaee;--muted:#9aa5b1;--line:#2b323a;--edge:#5c6773;--accent:#8db0ff;--accent-soft:#1b2742;
--ok:#4cc38a;--bad:#ff7d7d;--doubt:#f0b13a;--wait:#b59dff;--refused:#ff8fb3;--calm:#9aa5b1;--post:#8aa0bf;--reuse:#57c4d6}}
`;

/** Rules of the graph and of the icons, which a file of its own needs as well. */
export const graphRules = `
.graph{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;background:var(--bg)}
.graph .box{fill:var(--bg);stroke:var(--line);stroke-width:1.25}
.graph .behind{fill:var(--panel)}
.graph .critical .box{stroke:var(--accent);stroke-width:2}
.graph .name{font-size:13px;font-weight:600;fill:var(--ink)}
.graph .count{font-weight:400;fill:var(--muted)}
.graph .calls{font-size:11.5px;fill:var(--muted)}
.graph .edge{fill:none;stroke:var(--edge);stroke-width:1.25}
.graph .edge.critical{stroke:var(--accent);stroke-width:2.25}
.graph .tip{fill:var(--edge)}
.graph .tip.critical{fill:var(--accent)}
.i-own{fill:currentColor}
.i-ink{fill:none;stroke:var(--bg);stroke-width:1.8;stroke-linecap:round;stroke-linejoin:round}
.i-line{fill:none;stroke:currentColor;stroke-width:1.5;stroke-linecap:round;stroke-linejoin:round}
.o-succeeded{color:var(--ok)}.o-reused{color:var(--reuse)}.o-failed{color:var(--bad)}.o-unknown{color:var(--doubt)}
.o-pending{color:var(--wait)}.o-rejected{color:var(--refused)}
.o-notSent,.o-unchanged,.o-removed,.o-updated,.o-notReached{color:var(--calm)}
`;
