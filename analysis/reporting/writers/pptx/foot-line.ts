import { wrap } from '../../figures/scene.ts';

export const SOURCE_SIZE = 12;

/** The source without explanations in brackets, in one or two lines; the notes hold it in full. */
export function footLine(text: string): string {
  const short = text
    .split('　')
    .map((part) => (part.startsWith('出典：') ? (part.split('。')[0] ?? part) : part))
    .map(withoutBrackets)
    .map(withoutRepeats)
    .map((part) => (part.length > 60 ? `${part.slice(0, 59)}…` : part))
    .join('　');
  const line = short === text ? text : `${short}（全文はノート）`;
  const lines = wrap(line, SOURCE_SIZE, 11 * 72);
  return lines.length <= 2 ? line : `${lines.slice(0, 2).join('').slice(0, -12)}…（全文はノート）`;
}

/** Text without what stands in brackets, nested ones first. */
function withoutBrackets(text: string): string {
  const next = text.replace(/（[^（）]*）/g, '');
  return next === text ? text : withoutBrackets(next);
}

/** `出典：A、A` as `出典：A`: what differed stood in the brackets. */
function withoutRepeats(part: string): string {
  const [label, ...rest] = part.split('：');
  if (rest.length === 0) return part;
  return `${label}：${[...new Set(rest.join('：').split('、'))].join('、')}`;
}
