/**
 * Names of the comparisons that people make by themselves. They stand beside every estimate as what they are:
 * the raw difference between the groups holds their different backgrounds, a change from before to after holds
 * regression to the mean and whatever would have happened anyway.
 */
export const PLAIN_COMPARISONS = {
  crude: '調整なしの群間差',
  participantsChange: '参加者の前後差',
  othersChange: '非参加者の前後差',
} as const;
