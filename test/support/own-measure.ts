/** The text of a measure of a municipality's own: the share of examined people at or above a body-mass index. */
export const ownBmiMeasure = (bmi: number): string => `id: own.bmi${bmi}
name: BMI ${bmi}以上の割合
source: 健康増進計画
numerator: BMI ${bmi}以上
denominator: BMIの値がある受診者
direction: lower_is_better
age_rule: 年度末40〜74歳
question:
  kind: share
  frame: { kind: examined, programme: tokutei, ages: { from: 40, to: 74 } }
  denominator: { known: [bmi] }
  numerator: { checkup: bmi, op: '>=', value: ${bmi} }
`;
