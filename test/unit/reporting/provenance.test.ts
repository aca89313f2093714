import { describe, expect, it } from 'vitest';
import { composeReport } from '../../../analysis/reporting/compose.ts';
import { shortHash } from '../../../analysis/reporting/format.ts';
import type { ReportDocument } from '../../../analysis/reporting/model.ts';
import { provenanceLists, provenanceSummary } from '../../../analysis/reporting/writers/print.ts';
import { syntheticInputs } from './synthetic-inputs.ts';

const plain = composeReport('annual', syntheticInputs());
const source = (name: string, detail: string, i: number) => ({
  ...{ name, detail, hash: String(i).padStart(64, '0') },
});

/** A town as it is: many files of few layouts, many releases. */
const document: ReportDocument = {
  ...plain,
  provenance: {
    ...plain.provenance,
    releaseIds: Array.from({ length: 67 }, (_, i) => `R-${i}`),
    sourceHashes: ['a'.repeat(64), 'b'.repeat(64)],
    sources: [
      ...Array.from({ length: 20 }, (_, i) => source(`RECEIPTC_${i}.UKE`, '医科・DPC レセプト（UKE）', i)),
      source('事業一覧.csv', '保健事業一覧', 99),
    ],
  },
};

describe('where a report comes from', () => {
  it('is a few lines, with the releases and files counted', () => {
    const rows = provenanceSummary(document);
    expect(rows.length).toBeLessThanOrEqual(9);
    for (const [, text] of rows) expect(text.length).toBeLessThan(90);
    const values = new Map(rows);
    expect(values.get('公開番号')).toBe('R-0 ほか66件（付表）');
    expect(values.get('元データ')).toBe(
      '21ファイル（付表）：医科・DPC レセプト（UKE） 20件、保健事業一覧 1件',
    );
  });

  it('and loses nothing: every release, every file with its hash stands in the lists behind it', () => {
    const text = provenanceLists(document)
      .map((row) => row.join(' '))
      .join('\n');
    for (const id of document.provenance.releaseIds) expect(text.split(/[ 、\n]/u)).toContain(id);
    for (const { name, detail, hash } of document.provenance.sources) {
      expect(text).toContain(`${name} ${shortHash(hash)}`);
      expect(text).toContain(detail);
    }
    for (const hash of document.provenance.sourceHashes) expect(text).toContain(shortHash(hash));
    expect(provenanceLists(document)).toHaveLength(4);
  });

  it('a report of one release has it in the summary itself', () => {
    const one = {
      ...document,
      provenance: { ...document.provenance, releaseIds: ['R-1'], sourceHashes: ['c'], sources: [] },
    };
    expect(new Map(provenanceSummary(one)).get('公開番号')).toBe('R-1');
    expect(provenanceLists(one)).toEqual([]);
  });
});
