/** What the fields of a programme's register entry may hold; files and screens keep to the same. */
export const PROGRAMME_LIMITS = {
  /** Letters of a name, of a box and of an item of cost. */
  text: 400,
  /** Letters of a note: aim, content, evidence of an arrow. */
  note: 2000,
  /** Letters of a unit that is typed. */
  unit: 40,
  /** Fiscal years, first and last. */
  years: [1990, 2100],
} as const;
