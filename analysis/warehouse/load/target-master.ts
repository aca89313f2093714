import { count, keepLast, run, type Target, type TargetContext, type TargetOutcome } from './target.ts';

async function replaceMaster(
  context: TargetContext,
  stage: string,
  key: string,
  columns: string,
): Promise<TargetOutcome> {
  const issues = await keepLast(context, `stage_${stage}`, [key]);
  await run(context, `DELETE FROM ${stage} WHERE ${key} IN (SELECT ${key} FROM stage_kept)`);
  await run(
    context,
    `INSERT INTO ${stage} SELECT ${columns}, ${context.batchId} FROM stage_kept ORDER BY ${key}`,
  );
  return { rowsLoaded: await count(context, 'SELECT count(*) FROM stage_kept'), issues };
}

/** 傷病名マスター: diagnoses that are already loaded get their ICD-10 from it. */
export const loadDiseaseMaster: Target = async (context) => {
  const outcome = await replaceMaster(
    context,
    'disease_master',
    'disease_code',
    'disease_code, name, icd10, icd10_manifestation',
  );
  await run(
    context,
    `UPDATE claim_diagnosis SET icd10 = m.icd10 FROM disease_master m
     WHERE m.disease_code = claim_diagnosis.disease_code AND m.icd10 IS NOT NULL
       AND claim_diagnosis.icd10 IS DISTINCT FROM m.icd10`,
  );
  return outcome;
};

export const loadDrugMaster: Target = (context) =>
  replaceMaster(context, 'drug_master', 'code', 'code, name, generic = 1, yj_code, price');

export const loadProcedureMaster: Target = (context) =>
  replaceMaster(context, 'procedure_master', 'code', 'code, name, section, points');
