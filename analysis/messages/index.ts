import type { Issue } from '../domain/issue.ts';
import { apiSentences } from './api.ts';
import type { SentenceCatalogue } from './catalogue.ts';
import { disclosureSentences } from './disclosure.ts';
import { intakeSentences } from './intake.ts';
import { measureSentences } from './measures.ts';
import { overviewSentences } from './overview.ts';
import { programmeSentences } from './programmes.ts';
import { reportingSentences } from './reporting.ts';
import { shellSentences } from './shell.ts';
import { signerSentences } from './signers.ts';
import { statisticsSentences } from './statistics.ts';
import { studySentences } from './studies.ts';
import { warehouseSentences } from './warehouse.ts';
import { workspaceSentences } from './workspace.ts';

const areas: readonly SentenceCatalogue[] = [
  apiSentences,
  disclosureSentences,
  intakeSentences,
  measureSentences,
  overviewSentences,
  programmeSentences,
  reportingSentences,
  shellSentences,
  signerSentences,
  statisticsSentences,
  studySentences,
  warehouseSentences,
  workspaceSentences,
];

/** Every sentence of the product by issue code. */
export const sentences: SentenceCatalogue = Object.freeze(Object.assign({}, ...areas));

/** The Japanese sentence for an issue; a code without one still gets a sentence that names it. */
export function sentenceOf(issue: Pick<Issue, 'code' | 'params'>): string {
  const sentence = Object.hasOwn(sentences, issue.code) ? sentences[issue.code] : undefined;
  return sentence?.(issue.params) ?? `処理を続けられませんでした（コード ${issue.code}）。`;
}
