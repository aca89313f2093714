/** What a check of a study found, in the words of screen, paper and command line. */
export const VERDICT_WORDS = { good: '問題なし', caution: '注意', bad: '問題あり' } as const;
