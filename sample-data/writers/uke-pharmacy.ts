/** SH, CZ, IY and KI records of a 調剤 receipt. */
import type { Receipt } from '../people/claims.ts';
import { ukeDates } from './uke-dates.ts';

/** One prescription: dispensing fee and drug points add up to the points of HO. */
export function pharmacyLines(receipt: Receipt): string {
  const day = ukeDates(receipt).day(receipt.month + receipt.dayOfMonth - 1);
  const fee = Math.min(24, receipt.points);
  const drugPoints = receipt.points - fee;
  const dispensing = `CZ,1,${day},${day},1,${receipt.drugDays},1,,,,${fee},,,${drugPoints}${','.repeat(40)}\r\n`;
  let text = `SH,1,1,,,,,,,\r\n${dispensing}`;
  for (const code of receipt.drugs) text += `IY,1,${code},1,,,,,,\r\n`;
  return text;
}
