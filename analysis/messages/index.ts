import type { Issue } from '../domain/issue.ts';
import type { SentenceCatalogue } from './catalogue.ts';
import { shellSentences } from './shell.ts';

const areas: readonly SentenceCatalogue[] = [shellSentences];

/** Every sentence of the product by issue code. */
export const sentences: SentenceCatalogue = Object.freeze(Object.assign({}, ...areas));

/** The Japanese sentence for an issue; a code without one still gets a sentence that names it. */
export function sentenceOf(issue: Pick<Issue, 'code' | 'params'>): string {
  const sentence = Object.hasOwn(sentences, issue.code) ? sentences[issue.code] : undefined;
  return sentence?.(issue.params) ?? `処理を続けられませんでした（コード ${issue.code}）。`;
}
