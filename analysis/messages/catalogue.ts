import type { IssueParams } from '../domain/issue.ts';

/** A Japanese sentence made from counts, names and codes; says what happened, where, and what to do. */
export type Sentence = (params: IssueParams) => string;

/** Sentences of one area, keyed by issue code (`area.name`). */
export type SentenceCatalogue = Readonly<Record<string, Sentence>>;
