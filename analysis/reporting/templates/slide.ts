import type { Block, SlideBlock, Text } from '../model.ts';
import type { Released } from '../released.ts';
import { releasedIn } from './common.ts';

export interface SlideDraft {
  readonly kicker: string;
  readonly title: Text;
  readonly body: readonly Block[];
  readonly notes: readonly Text[];
  readonly layout?: SlideBlock['layout'];
  /** Of what is drawn, where the table behind it spans more; the tables' own when absent or empty. */
  readonly period?: string;
}

/** A slide with its bottom line made from the released statistics on it. */
export function slide(draft: SlideDraft): readonly Block[] {
  const head: SlideBlock = {
    kind: 'slide',
    kicker: draft.kicker,
    title: draft.title,
    notes: draft.notes,
    layout: draft.layout ?? 'content',
    source: sourceLine(releasedIn(draft.body), draft.period),
  };
  return [head, ...draft.body];
}

function sourceLine(used: readonly Released<unknown>[], drawn = ''): Text {
  const contexts = used.flatMap((one) => {
    const { context } = one.statistic as { context?: { population: string; period: string; source: string } };
    return context === undefined ? [] : [context];
  });
  const [first] = contexts;
  if (first === undefined) return [];
  const join = (values: readonly string[]): string => [...new Set(values)].slice(0, 2).join('、');
  const period = drawn === '' ? join(contexts.map((context) => context.period)) : drawn;
  const threshold = Math.max(...used.map(({ release }) => release.threshold));
  return [
    `対象：${join(contexts.map(({ population }) => population))}　期間：${period}　出典：${join(contexts.map(({ source }) => source))}　${threshold}人未満は「＊」`,
  ];
}
