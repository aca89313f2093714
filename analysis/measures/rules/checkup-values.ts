/** Values of one exam that the official rules look at; null = not known. Units as in `checkup`. */
export interface CheckupValues {
  readonly sex: 1 | 2;
  /** Age at the end of the fiscal year. */
  readonly age: number;
  readonly waist: number | null;
  readonly visceralFatArea: number | null;
  readonly bmi: number | null;
  readonly sbp: number | null;
  readonly dbp: number | null;
  readonly triglycerideFasting: number | null;
  readonly triglycerideCasual: number | null;
  readonly hdl: number | null;
  readonly glucoseFasting: number | null;
  readonly glucoseCasual: number | null;
  readonly hba1c: number | null;
  readonly drugBp: boolean | null;
  readonly drugGlucose: boolean | null;
  readonly drugLipid: boolean | null;
  readonly smoker: boolean | null;
}
