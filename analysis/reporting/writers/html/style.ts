import { mix, paletteOf } from '../../figures/palette.ts';

/** Style sheet of the self-contained report: screen, A4 print, forced colours. */
export function styleSheet(accent: string, fontFaces: string): string {
  const palette = paletteOf(accent);
  return `${fontFaces}
:root{color-scheme:light}
*{box-sizing:border-box}
html{font-size:16px}
body{margin:0;color:#${palette.ink};background:#fff;font-family:"BIZ UDPGothic","BIZ UDPゴシック","Yu Gothic UI","Noto Sans CJK JP",sans-serif;line-height:1.75;line-break:strict}
main,header.cover,footer{max-width:56rem;margin:0 auto;padding:0 1.5rem}
header.cover{padding-top:3rem;border-bottom:4px solid #${palette.accent};padding-bottom:1.25rem}
header.cover .logo{max-width:13rem;max-height:4rem;display:block;margin-bottom:.75rem}
header.cover p{margin:.25rem 0;color:#${palette.muted}}
h1{font-size:1.75rem;line-height:1.4;margin:0 0 .5rem}
h2{font-size:1.45rem;line-height:1.4;margin:2.75rem 0 .75rem;padding-left:.6rem;border-left:.4rem solid #${palette.accent}}
h3{font-size:1.15rem;margin:2rem 0 .5rem}
h4{font-size:1rem;margin:1.5rem 0 .4rem}
p{margin:.5rem 0}
p.small,.note{font-size:.85rem;color:#${palette.muted};line-height:1.6}
.note{margin:.15rem 0}
p.lead{font-size:1.15rem}
nav ol{columns:2;padding-left:1.4rem}
a{color:#${mix(palette.accent, '000000', 0.15)}}
.numbers{display:grid;grid-template-columns:repeat(auto-fit,minmax(12.4rem,1fr));gap:.75rem;margin:1rem 0;padding:0;list-style:none}
.numbers li{border:1px solid #${palette.grid};border-top:4px solid #${palette.accent};padding:.75rem .7rem;word-break:auto-phrase}
.numbers .label{font-size:.9rem}
.numbers .value{font-size:1.55rem;white-space:nowrap;font-weight:700;line-height:1.3}
.numbers .remark{font-size:.8rem;color:#${palette.muted}}
figure{margin:1.5rem 0}
figure svg{width:100%;height:auto;display:block}
figcaption,caption{font-weight:700;text-align:left;padding:.25rem 0 .5rem;caption-side:top}
details{margin:.4rem 0;font-size:.9rem}
.scroll{overflow-x:auto}
.scroll:focus-visible,a:focus-visible,summary:focus-visible{outline:3px solid #${palette.accent};outline-offset:2px}
table{border-collapse:collapse;width:100%;font-size:.88rem;line-height:1.45;margin:.5rem 0}
th,td{border-bottom:1px solid #${palette.grid};padding:.3rem .5rem;vertical-align:top}
thead th{background:#${palette.pale};border-bottom:2px solid #${palette.accent};text-align:center;vertical-align:bottom}
tbody th{text-align:left;font-weight:400;min-width:5em}
th.k{white-space:nowrap}
td.n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
.callout{border:1px solid #${palette.grid};border-left:.4rem solid #${palette.accent};background:#${palette.pale};padding:.75rem 1rem;margin:1rem 0}
.callout.caution{border-left-color:#${palette.warning};background:#FFF6F4}
.callout strong{display:block}
section.slide{border-top:1px solid #${palette.grid};margin-top:2rem}
.kicker{color:#${palette.muted};margin:1.5rem 0 0;font-size:.9rem}
footer{border-top:2px solid #${palette.accent};margin-top:3rem;padding-top:1rem;padding-bottom:3rem}
table.words{table-layout:fixed;min-width:36rem}table.words th,table.words td{white-space:normal;overflow-wrap:anywhere}
@page{size:A4;margin:18mm 16mm 18mm 16mm}
table.provenance{font-size:.8rem}table.provenance td{overflow-wrap:anywhere}
@media print{table.provenance{font-size:.56rem;line-height:1.15}table.provenance th,table.provenance td{padding:.05rem .3rem}html{font-size:10pt}main,header.cover,footer{max-width:none;padding-left:0;padding-right:0}h2,h3,h4{break-after:avoid}figure,.callout,.numbers,tr{break-inside:avoid}thead{display:table-header-group}.break{break-before:page}details:not([open]){display:none}table{font-size:.8rem;line-height:1.3}th,td{padding:.14rem .4rem}.note,p.small{font-size:.72rem;line-height:1.4}h2{margin:1.3rem 0 .4rem}h3{margin:1rem 0 .3rem}h4{margin:.7rem 0 .2rem}p{margin:.3rem 0}figure{margin:.6rem 0}figure svg{width:82%}body{line-height:1.55}.cols{columns:2;column-gap:8mm}caption,thead{break-after:avoid}table.short{break-inside:avoid}header.cover{padding-top:0}}
@media print{.compact header.cover{padding-bottom:.4rem}.compact h2{margin:.6rem 0 .3rem}.compact ul{margin:.3rem 0}.compact .numbers{grid-template-columns:repeat(4,1fr);gap:.4rem;margin:.5rem 0}.compact .numbers li{padding:.4rem .5rem}.compact .numbers .value{font-size:1.25rem}.compact .callout{margin:.4rem 0;padding:.4rem .8rem}.compact figure{margin:.3rem 0}.compact figure svg{width:72%}.compact footer{margin-top:.6rem;padding:.3rem 0 0}.compact body{line-height:1.45}}
@media (forced-colors:active){.callout,.numbers li{border-color:CanvasText}}
`;
}
