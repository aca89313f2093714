/** Risk factors that the two approaches can be compared on (`approaches --factor`). */
export const FACTORS = [
  { id: 'sbp', name: '収縮期血圧' },
  { id: 'dbp', name: '拡張期血圧' },
  { id: 'hba1c', name: 'HbA1c' },
  { id: 'bmi', name: 'BMI' },
  { id: 'ldl', name: 'LDLコレステロール' },
] as const;
