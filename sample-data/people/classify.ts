/** メタボ判定 and 階層化 as the 特定健診 rules have them (FY2024 programme; the same cut-offs since FY2018). */

export interface RiskInputs {
  readonly sex: 1 | 2;
  readonly ageAtFiscalYearEnd: number;
  readonly waist: number;
  readonly bmi: number;
  readonly sbp: number;
  readonly dbp: number;
  readonly tg: number;
  readonly fasting: 2 | 3;
  readonly hdl: number;
  readonly glucose: number;
  readonly hba1c: number;
  readonly currentSmoker: boolean;
  readonly bpDrug: boolean;
  readonly glucoseDrug: boolean;
  readonly lipidDrug: boolean;
}

/** 1 基準該当, 2 予備群該当, 3 非該当. */
export function metabolicSyndrome(r: RiskInputs): 1 | 2 | 3 {
  if (!wideWaist(r)) return 3;
  const lipid = r.tg >= tgCut(r) || r.hdl < 40 || r.lipidDrug;
  const pressure = r.sbp >= 130 || r.dbp >= 85 || r.bpDrug;
  const sugar = (r.fasting === 2 ? r.glucose >= 110 : r.hba1c >= 6) || r.glucoseDrug;
  const count = Number(lipid) + Number(pressure) + Number(sugar);
  if (count >= 2) return 1;
  return count === 1 ? 2 : 3;
}

/** 1 積極的支援, 2 動機付け支援, 3 情報提供. */
export function guidanceLevel(r: RiskInputs): 1 | 2 | 3 {
  if (r.bpDrug || r.glucoseDrug || r.lipidDrug) return 3;
  const pressure = r.sbp >= 130 || r.dbp >= 85;
  const lipid = r.tg >= tgCut(r) || r.hdl < 40;
  const sugar = r.glucose >= 100 || r.hba1c >= 5.6;
  const risks = Number(pressure) + Number(lipid) + Number(sugar);
  const points = risks + (risks >= 1 && r.currentSmoker ? 1 : 0);
  const needed = wideWaist(r) ? 2 : r.bmi >= 25 ? 3 : Number.POSITIVE_INFINITY;
  if (points === 0 || needed === Number.POSITIVE_INFINITY) return 3;
  if (points < needed) return 2;
  return r.ageAtFiscalYearEnd >= 65 ? 2 : 1;
}

function wideWaist(r: RiskInputs): boolean {
  return r.waist >= (r.sex === 1 ? 85 : 90);
}

function tgCut(r: RiskInputs): number {
  return r.fasting === 2 ? 150 : 175;
}
