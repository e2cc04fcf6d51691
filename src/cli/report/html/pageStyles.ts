import { graphColors, graphRules } from "../graph/graphStyles.ts";

const rules = `
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--bg);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
main,footer{max-width:1120px;margin:0 auto;padding:0 32px}
.mono,pre,code{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;font-size:.9em}
.num{font-variant-numeric:tabular-nums;white-space:nowrap}
.sr{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.sprite{position:absolute}
.skip{position:absolute;left:-999px;top:8px;padding:8px 12px;background:var(--accent);color:var(--bg);border-radius:6px;z-index:2}
.skip:focus{left:8px}
a{color:var(--accent);text-underline-offset:2px}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:3px}
.icon{flex:none;vertical-align:-2px}
header{padding:44px 0 8px}
.kicker{margin:0 0 10px;color:var(--muted);overflow-wrap:anywhere}
.kicker .mono{color:var(--accent);font-weight:600;margin-right:8px}
.slash{opacity:.6}
h1{margin:0;font-size:34px;line-height:1.15;letter-spacing:-.022em;font-weight:680;display:flex;align-items:center;gap:14px;text-wrap:balance}
h1 .icon{width:30px;height:30px}
.when{display:flex;flex-wrap:wrap;gap:2px 18px;margin:12px 0 24px;color:var(--muted)}
.when>*{overflow-wrap:anywhere;min-width:0}
.tally{display:block;border-radius:5px;overflow:hidden;background:var(--panel)}
.tally rect{fill:currentColor;stroke:var(--bg);stroke-width:2}
.tally .t-unchanged,.tally .t-notReached,.tally .t-removed,.tally .t-updated{fill-opacity:.45}
.counts,.legend,.changes,.messages,.events,.labels{list-style:none;margin:0;padding:0}
.counts{display:flex;flex-wrap:wrap;gap:6px 22px;margin-top:12px}
.counts li{display:flex;align-items:center;gap:7px}
.counts b{font-variant-numeric:tabular-nums}
.counts span{color:var(--muted)}
section{padding-top:40px}
h2{margin:0 0 14px;font-size:19px;letter-spacing:-.012em;font-weight:640}
h3{margin:0 0 6px;font-size:16px;font-weight:640}
.detail h3{margin:14px 0 5px;font-size:12.5px;font-weight:600;color:var(--muted)}
.note{margin:-6px 0 14px;color:var(--muted);overflow-wrap:anywhere}
p{margin:0 0 8px}
pre{margin:0;padding:10px 12px;background:var(--panel);border-radius:6px;overflow:auto;max-height:340px;font-size:12.5px;line-height:1.5;white-space:pre-wrap;overflow-wrap:anywhere;tab-size:2}
.failure{padding:14px 18px 14px 16px;margin-bottom:12px;border:1px solid var(--line);border-left:4px solid currentColor;border-radius:8px}
.failure h3{display:flex;flex-wrap:wrap;align-items:center;gap:4px 9px;overflow-wrap:anywhere}
.failure h3 a{color:var(--ink);text-decoration-color:var(--line)}
.failure .also{display:flex;flex-wrap:wrap;gap:2px 14px;margin:0 0 8px}
.failure h3 .action{font-weight:400;color:var(--muted)}
.failure p{color:var(--ink);overflow-wrap:anywhere}
.failure pre{color:var(--ink);margin:0 0 8px}
.code{margin-left:auto;font:600 11.5px/1 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;color:var(--muted);letter-spacing:.01em}
.hint{position:relative;padding-left:24px;color:var(--ink)}
.hint::before{content:"→";position:absolute;left:2px;color:var(--accent);font-weight:700}
.hint p{margin:0 0 5px}
.hint code{display:block;padding:5px 9px;margin:2px 0 7px;background:var(--panel);border-radius:5px;overflow-wrap:anywhere;font-size:12.5px}
.hint .what{color:var(--muted);font-size:13px;margin:0}
.reason{white-space:pre-line}
.place{display:inline-block;margin-top:6px;color:var(--muted);overflow-wrap:anywhere}
.scroll{overflow:auto;max-height:640px;border:1px solid var(--line);border-radius:10px;padding:18px}
.graph{display:block;margin:0 auto}
.graph a{cursor:pointer;outline-offset:1px}
.graph a:hover .name{fill:var(--accent)}
.graph a:focus-visible .box,.graph a.on .box{fill:var(--accent-soft);stroke:var(--accent);stroke-width:2}
.timeline{display:grid;grid-template-columns:minmax(96px,max-content) minmax(0,1fr);gap:0 16px;overflow:auto;max-height:680px;border:1px solid var(--line);border-radius:10px;padding:10px 66px 12px 18px}
.labels{max-width:220px;padding-top:26px}
.labels li{height:26px;position:relative;overflow:hidden}
.labels a{display:flex;align-items:center;gap:8px;height:26px;color:var(--ink);text-decoration:none;font-size:13px}
.labels a span{overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.labels a:hover{color:var(--accent)}
.labels .critical a{font-weight:640}
.bars{display:block;overflow:visible;font-size:11.5px}
.bars .tick{stroke:var(--line);stroke-width:1}
.bars .axis{fill:var(--muted);text-anchor:middle;font-variant-numeric:tabular-nums}
.bars .axis.first{text-anchor:start}
.bars .hit{fill:transparent}
.row.on .hit{fill:var(--accent-soft)}
.row .whole{fill:var(--line)}
.end{fill:var(--muted);font-variant-numeric:tabular-nums}
.end.o-failed,.end.o-unknown,.end.o-pending,.end.o-rejected{fill:currentColor;font-weight:600}
.on-path{stroke:var(--accent);stroke-width:2.5;stroke-linecap:round}
.p-slot{fill:var(--bg);stroke:var(--edge)}
.p-journal{fill:var(--edge);fill-opacity:.55}
.p-post{fill:var(--post)}
.p-follow{fill:var(--wait)}
.p-search{fill:var(--doubt)}
.p-owner{fill:var(--reuse)}
.p-pause{fill:url(#hatch);stroke:var(--bad)}
.p-interval{fill:url(#dots);stroke:var(--edge)}
.p-step{fill:var(--calm)}
.p-logs{fill:url(#dots);stroke:var(--edge)}
.hatch{stroke:var(--bad);stroke-width:2}
.dots{fill:var(--edge)}
.legend{display:flex;flex-wrap:wrap;gap:4px 20px;margin-top:12px;color:var(--muted);font-size:13px}
.legend li{display:flex;align-items:center;gap:7px}
.changes li{display:flex;flex-wrap:wrap;gap:0 14px;padding:7px 0;border-top:1px solid var(--line);overflow-wrap:anywhere}
.changes b{min-width:180px}
.tools{display:flex;flex-wrap:wrap;gap:8px 10px;align-items:center;margin-bottom:12px}
.tools input[type=search]{flex:1 1 220px;min-width:0;padding:8px 12px;font:inherit;color:inherit;background:var(--bg);border:1px solid var(--edge);border-radius:7px}
.tools .note{margin:0}.tools .note:empty{display:none}
.tools label{display:flex;align-items:center;gap:6px;padding:6px 11px;border:1px solid var(--line);border-radius:99px;cursor:pointer;font-size:13.5px}
.tools label:has(:checked){border-color:var(--accent);background:var(--accent-soft)}
.tools label:has(:focus-visible){outline:2px solid var(--accent);outline-offset:2px}
.keys{color:var(--muted);font-size:13px;margin:12px 0 0;word-spacing:1px}
.keys kbd:not(:first-child){margin-left:12px}.keys kbd+kbd{margin-left:0!important}
kbd{font:inherit;font-size:12px;padding:0 5px;border:1px solid var(--line);border-bottom-width:2px;border-radius:4px}
table{width:100%;border-collapse:collapse;table-layout:fixed}
thead th{padding:0 10px 7px;font-size:12.5px;font-weight:600;color:var(--muted);text-align:left;border-bottom:1px solid var(--edge)}
thead button{all:unset;cursor:pointer;display:block}
thead button:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
thead [aria-sort] button::after{content:" ↑";color:var(--accent)}
thead [aria-sort=descending] button::after{content:" ↓"}
thead th:nth-child(1){width:27%}thead th:nth-child(2){width:23%}thead th:nth-child(3){width:22%}thead th:nth-child(6){width:82px}
tbody th,tbody td{padding:7px 10px 0;text-align:left;vertical-align:top;overflow-wrap:anywhere;font-weight:400}
tbody th{font-weight:600}
tbody{border-bottom:1px solid var(--line);scroll-margin-top:12px}
tbody.on,tbody:target{background:var(--accent-soft)}
tbody.on .p-slot,tbody.on pre,tbody:target pre{background:var(--bg)}
.js tbody>tr:first-child{cursor:pointer}
.js tbody>tr:first-child:hover th{color:var(--accent)}
.more td{padding-top:0;padding-bottom:6px}
.o{display:inline-flex;gap:7px;align-items:flex-start}
.o .icon{margin-top:3px}
.path{display:inline-block;margin-left:8px;padding:0 7px;font-size:11.5px;font-weight:500;line-height:18px;color:var(--accent);border:1px solid var(--accent);border-radius:99px;vertical-align:1px}
summary{display:inline-block;color:var(--muted);font-size:12.5px;cursor:pointer;list-style:none}
summary::-webkit-details-marker{display:none}
summary::before{content:"▸ "}
[open]>summary::before{content:"▾ "}
summary:hover{color:var(--accent)}
.detail{padding:8px 0 10px}
.why{margin:0 0 8px;white-space:pre-line}
.why .code{margin-right:8px;color:var(--bad)}
.facts{display:flex;flex-wrap:wrap;gap:8px 28px;margin:4px 0 0}
dl div{min-width:0}
dt{font-size:12.5px;color:var(--muted)}
dd{margin:0;overflow-wrap:anywhere}
.values{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(320px,100%),1fr));gap:0 20px}
.events li{display:flex;gap:14px;padding:2px 0;font-size:13.5px;overflow-wrap:anywhere}
.events span{font-variant-numeric:tabular-nums;flex:0 0 78px;color:var(--muted);text-align:right}
.outputs{margin:0;display:grid;gap:10px}
.outputs div{display:grid;grid-template-columns:minmax(120px,220px) minmax(0,1fr);gap:4px 18px;align-items:start}
.outputs dt{color:var(--ink);font-size:13.5px;padding-top:9px;overflow-wrap:anywhere}
.messages li{padding:8px 0;border-top:1px solid var(--line)}
.dim{opacity:.22}
footer{padding-top:36px;padding-bottom:44px;color:var(--muted);font-size:13px}
footer dl{display:grid;gap:3px;margin:0;border-top:1px solid var(--line);padding-top:12px}
footer dl div{display:flex;gap:12px}
footer dt{flex:0 0 60px}
footer p{margin-bottom:10px}
@media (max-width:700px){
main,footer{padding:0 16px}
header{padding-top:26px}
h1{font-size:25px;gap:10px}h1 .icon{width:24px;height:24px}
section{padding-top:30px}
.scroll{padding:12px}
.timeline{grid-template-columns:104px minmax(0,1fr);gap:0 10px;padding:8px 58px 10px 10px}
.labels a{font-size:12px;gap:6px}
.bars .axis{font-size:10.5px}
.bars .axis:nth-of-type(even){display:none}
.code{margin-left:0}
table,tbody,tr,th,td{display:block}
thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
tbody{padding:8px 0}
tbody th,tbody td{padding:2px 4px}
tbody td[data-th]{display:grid;grid-template-columns:84px minmax(0,1fr);gap:8px}
tbody td[data-th]::before{content:attr(data-th);color:var(--muted);font-size:12.5px;font-family:system-ui,sans-serif}
.keys{display:none}
td[data-v="-1"]{display:none!important}
.events li{gap:10px}.events span{flex-basis:60px}
.outputs div{grid-template-columns:1fr}
}
@media (forced-colors:active){.row rect,.tally rect{forced-color-adjust:none}}
@media print{
:root{--bg:#fff;--panel:#f6f7f9;--ink:#000;--muted:#444;--line:#bbb;--edge:#777;--accent:#1f4bb8;--accent-soft:#fff;--ok:#1a7f4b;--bad:#b3131c;--doubt:#8a5000;--wait:#5a34b4;--refused:#98224e;--calm:#444;--post:#4d6485;--reuse:#0a6f80}
body{font-size:11pt;-webkit-print-color-adjust:exact;print-color-adjust:exact}
main,footer{max-width:none;padding:0}
header{padding-top:0}
.tools,.keys,.skip{display:none}
.scroll,.timeline,pre{max-height:none;overflow:visible}
.failure,tbody,.timeline{break-inside:avoid}
.graph{max-width:100%;height:auto}
a{color:inherit}
}
`;

/** Styles of the page, all of them: its policy allows no style attribute. */
export const pageStyles: string = `${graphColors}${graphRules}${rules}`.replaceAll("\n", "");
