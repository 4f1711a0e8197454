/** The whole look of a page; nothing is loaded from elsewhere, fonts are the reader's own. */
export const styleSheet = `
:root{color-scheme:light dark;--paper:#fdfcf9;--ink:#22211e;--soft:#6a665d;--line:#e2ddd1;--wash:#f4f1e9;--accent:#9a3b1e;--code-word:#8a2d55;--code-text:#2c6139;--code-value:#7d4a05;--code-name:#1f568f;--sans:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;--serif:"Iowan Old Style","Palatino Linotype",Palatino,"Source Serif 4","Noto Serif","DejaVu Serif",Georgia,serif;--mono:ui-monospace,"SF Mono","Cascadia Code",Menlo,Consolas,"DejaVu Sans Mono",monospace}
@media (prefers-color-scheme:dark){:root{--paper:#171614;--ink:#e7e3da;--soft:#a19b8e;--line:#35322c;--wash:#211f1b;--accent:#e8956f;--code-word:#ef9bbd;--code-text:#9fce95;--code-value:#e6bd7c;--code-name:#8fc1f3}}
*,*::before,*::after{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:1.125rem/1.65 var(--serif);overflow-wrap:break-word;hanging-punctuation:first}
main,.colophon{width:min(44rem,100% - 2.5rem);margin-inline:auto}
.masthead{padding:clamp(2.5rem,8vw,5.5rem) 0 2rem;border-bottom:1px solid var(--line);margin-bottom:2.5rem}
h1,h2,h3,h4,h5,h6{line-height:1.22;text-wrap:balance;margin:2.2em 0 .6em;font-weight:650}
h1{font-size:clamp(2.1rem,5.4vw,3.1rem);letter-spacing:-.018em;line-height:1.1;margin:0}
h2{font-size:1.62rem;letter-spacing:-.01em}
h3{font-size:1.28rem}
h4{font-size:1.1rem}
h5,h6{font-size:1rem}
section>:first-child,section>h2+*,section>.heading:first-child>*,section>.heading+*,section>.heading+.heading>*{margin-top:0}
section{margin-block:0 3rem}
section>h2:first-child,section>.heading:first-child>h2{margin-bottom:.7em}
.heading{position:relative}
.anchor{position:absolute;inset-block-start:50%;translate:0 -50%;inset-inline-start:-1.25rem;width:1.5rem;height:1.5rem;font:1rem/1.5rem var(--mono);text-align:center;color:var(--soft);text-decoration:none;opacity:0}
.anchor::before{content:"#";content:"#"/""}
.heading:hover>.anchor,.anchor:focus-visible{opacity:1}
.anchor:hover{color:var(--accent)}
@media (hover:none){.anchor{opacity:1}}
p,ul,ol,blockquote,pre,.table,div.math,figure{margin:0 0 1.15em}
.lead{font-size:1.25rem;line-height:1.5;color:var(--soft);margin:1.1rem 0 0;text-wrap:pretty}
.byline{font:.9rem/1.5 var(--sans);color:var(--soft);margin:1.4rem 0 0}
.byline>*+*::before{content:"·";margin:0 .55em}
a{color:var(--accent);text-decoration-thickness:.07em;text-underline-offset:.18em}
a:hover{text-decoration-thickness:.14em}
:focus-visible{outline:2px solid var(--accent);outline-offset:3px}
ul,ol{padding-inline-start:1.5em}
li+li{margin-top:.3em}
li>ul,li>ol{margin:.3em 0 0}
li>p{margin-bottom:.6em}
li:has(>p)+li{margin-top:.9em}
li::marker{color:var(--soft)}
.tasks{list-style:none;padding-inline-start:.2em}
blockquote{margin-inline:0;padding-inline-start:1.2em;border-inline-start:3px solid var(--line);color:var(--soft)}
blockquote>:last-child,li>:last-child{margin-bottom:0}
.notice{font:.95rem/1.5 var(--sans);background:var(--wash);border:1px solid var(--line);border-inline-start:4px solid var(--accent);border-radius:4px;padding:.8rem 1.1rem;margin:0 0 2.5rem}
code,pre{font-family:var(--mono);font-size:.86em;font-variant-ligatures:none}
:not(pre)>code{background:var(--wash);border-radius:4px;padding:.12em .34em}
pre{background:var(--wash);border:1px solid var(--line);border-radius:8px;padding:1em 1.2em;overflow-x:auto;line-height:1.55;font-size:.82rem;tab-size:4}
pre code{font-size:inherit}
.label{font:600 .8rem/1.4 var(--sans);color:var(--soft);letter-spacing:.02em;margin:1.6em 0 .5em}
.c{color:var(--soft);font-style:italic}.k{color:var(--code-word)}.s{color:var(--code-text)}.n,.p{color:var(--code-value)}.f{color:var(--code-name)}
.tex{font-family:var(--mono);font-size:.88em;white-space:pre-wrap}
math{font-family:"STIX Two Math","Latin Modern Math","Cambria Math","Noto Sans Math",var(--serif),math;font-size:1.06em}
div.math{text-align:center;overflow:auto hidden;padding:.3em 0}
.heading>[tabindex]{overflow:auto hidden}
menclose{padding:.25em .4em}
.box{border:1px solid}
.start{border-inline-start:1px solid}.end{border-inline-end:1px solid}.over{border-top:1px solid}.under{border-bottom:1px solid}
.strike{background:linear-gradient(currentColor,currentColor) center/100% 1px no-repeat}
.strike-up{background:linear-gradient(to top right,transparent calc(50% - .6px),currentColor 50%,transparent calc(50% + .6px))}
.strike-down{background:linear-gradient(to bottom right,transparent calc(50% - .6px),currentColor 50%,transparent calc(50% + .6px))}
.strike-up.strike-down{background:linear-gradient(to top right,transparent calc(50% - .6px),currentColor 50%,transparent calc(50% + .6px)),linear-gradient(to bottom right,transparent calc(50% - .6px),currentColor 50%,transparent calc(50% + .6px))}
mtd.left{text-align:-webkit-left}mtd.right{text-align:-webkit-right}
mtd.number{padding-inline-start:2em}
mtd.beside{border-inline-end:1px solid}
mtr.below>mtd{border-bottom:1px solid}
.bold{font-weight:700}.italic{font-style:italic}.mono{font-family:var(--mono)}
.table{overflow-x:auto}
table{border-collapse:collapse;font:.94rem/1.45 var(--sans);font-variant-numeric:tabular-nums;min-width:50%}
th,td{padding:.55em .9em;border-bottom:1px solid var(--line);text-align:start;vertical-align:top}
th:first-child,td:first-child{padding-inline-start:.2em}
th{font-weight:650}
thead tr>*{border-bottom-width:2px}
.left{text-align:left}.center{text-align:center}.right{text-align:right}
hr{border:0;border-top:1px solid var(--line);margin:2.5rem auto;width:40%}
img{display:block;max-width:100%;height:auto;border-radius:6px}
figure{margin-inline:0}
.item{position:relative}
.item>picture>img{width:100%;aspect-ratio:var(--shape);object-fit:cover;transition:filter .2s}
.item:hover>picture>img{filter:brightness(1.06)}
.stack .item,.sheet .item{max-width:min(100%,var(--px))}
.stack .item{margin-inline:auto;max-width:min(100%,var(--px),92vh*var(--shape))}
.stack .item+.item{margin-top:1.6rem}
.rows{--gap:.625rem}
.rows .pictures{display:flex;flex-wrap:wrap;align-items:start;gap:var(--gap)}
.rows .pictures .item{--place:var(--narrow);width:var(--place)}
.rows .pictures .small{--most:min(var(--place),1.5*var(--px));width:var(--most);margin-inline:calc((var(--place) - var(--most))/2);align-self:center}
@media (min-width:46.5rem){.rows{--gap:1rem}.rows .pictures .item{--place:var(--wide)}.wide{width:min(60rem,100vw - 2.5rem);margin-inline:calc((100% - min(60rem,100vw - 2.5rem))/2)}}
.sheet{margin-top:1rem}
.open{position:absolute;inset:0;width:100%;padding:0;border:0;border-radius:6px;background:none;cursor:zoom-in}
.large{position:fixed;inset:0;margin:auto;border:0;padding:0;background:none;max-width:none;max-height:none;overflow:visible}
.large img{width:min(var(--px),100vw - 2rem,(100vh - 2rem)*var(--shape));max-width:none;aspect-ratio:var(--shape)}
.large::backdrop{background:rgb(12 11 10/.88)}
.close{position:fixed;inset-block-start:1rem;inset-inline-end:1rem;width:2.75rem;height:2.75rem;padding:0;border:0;border-radius:50%;background:#22211e;color:#fff;font:1.5rem/1 var(--sans);cursor:pointer}
@supports not selector(:popover-open){.open,.large{display:none}}
.ai{position:absolute;inset-block-end:.5rem;inset-inline-start:.5rem;padding:.3em .45em;border-radius:4px;background:#22211e;color:#fff;font:650 .72rem/1 var(--sans);letter-spacing:.06em;pointer-events:none}
figcaption{font:.9rem/1.5 var(--sans);color:var(--soft);margin-top:.8rem;text-wrap:pretty}
.stack figcaption{max-width:min(100%,max(24rem,min(var(--px),92vh*var(--shape))));margin-inline:auto}
.tiny figcaption{max-width:none;text-align:center}
.note{font:italic .88rem/1.4 var(--sans);color:var(--soft);margin:.45rem 0 0}
.unavailable img{opacity:.75}
.poster{position:relative;max-width:min(100%,92vh*var(--shape));margin-inline:auto}
.poster a{display:block;position:relative;overflow:hidden;border-radius:6px}
.poster img{width:100%;aspect-ratio:var(--shape);object-fit:cover}
.letterboxed img{aspect-ratio:16/9}
.poster a::before{content:"";position:absolute;inset:0;margin:auto;width:4.6rem;height:4.6rem;border-radius:50%;background:rgb(0 0 0/.68);transition:background .2s}
.poster a::after{content:"";position:absolute;inset:0;margin:auto;width:1.5rem;height:1.7rem;translate:.16rem 0;background:#fff;clip-path:polygon(0 0,100% 50%,0 100%)}
.poster a:hover::before{background:var(--accent)}
.references{font-size:1rem}
.contents{border-block:1px solid var(--line);padding:1.1rem 0 .2rem;margin-block:0 3rem;font:1rem/1.5 var(--sans)}
.contents .label{margin-top:0}
sup{font:.7em/1 var(--sans);vertical-align:super}
sup a{padding-inline:.15em}
.footnotes{font-size:1rem;border-top:1px solid var(--line);padding-top:1.4rem}
.footnotes h2{font-size:1.1rem}
li:target{background:var(--wash)}
.colophon{border-top:1px solid var(--line);margin-top:4rem;padding:1.4rem 0 4rem;font:.86rem/1.55 var(--sans);color:var(--soft)}
@media (prefers-reduced-motion:reduce){*{transition:none!important}}
@media print{:root{color-scheme:light;--paper:#fff;--ink:#000;--soft:#444;--line:#bbb;--wash:#f6f6f6;--accent:#000;--code-word:#000;--code-text:#333;--code-value:#333;--code-name:#000}html{font-size:9.3pt}.table,div.math{overflow:visible}table{min-width:0}td{overflow-wrap:anywhere}main,.colophon,.wide{width:100%;margin-inline:0}.masthead{padding-top:0}h2,h3,h4{break-after:avoid}figure,pre,tr,blockquote{break-inside:avoid}pre{white-space:pre-wrap}.rows .pictures .item{--place:var(--wide)}.open,.large,.anchor{display:none}.poster a::before,.poster a::after{display:none}main a[href^="http"]:not(.poster a)::after{content:" (" attr(href) ")";font-size:.8em;overflow-wrap:anywhere}}
`.trim();
