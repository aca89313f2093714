/** Measures that a first look shows, in this order: the same on the screen and on a sheet about one district. */
export const HEADLINE_MEASURES = [
  'checkup.uptake',
  'checkup.metabolic',
  'judgement.sbp.referral',
  'guidance.completed.all',
  'cost.per_person.kokuho',
  'cost.per_person.kouki',
  'care.certified',
  'care.independent_life',
] as const;
