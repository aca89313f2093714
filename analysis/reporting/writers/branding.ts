import { formatDate } from '../format.ts';
import type { Logo, ReportDocument } from '../model.ts';

/** Municipality, office and day: who says this, and when. */
export function signature({ municipality, issuer, date, calendar }: ReportDocument): string {
  return [municipality, issuer?.department ?? '', formatDate(date, calendar)]
    .filter((text) => text !== '')
    .join('　');
}

/** Where questions go; empty when the municipality names nobody. */
export function contactLine({ issuer }: ReportDocument): string {
  return issuer === undefined || issuer.contact === '' ? '' : `問い合わせ：${issuer.contact}`;
}

/** Size of the logo inside a box, in the box's unit, its shape kept and never enlarged beyond the box. */
export function logoSize(
  { width, height }: Logo,
  box: { readonly w: number; readonly h: number },
): { readonly w: number; readonly h: number } {
  const scale = Math.min(box.w / width, box.h / height);
  return { w: width * scale, h: height * scale };
}

/** The logo as a `data:` address. */
export function logoAddress({ mediaType, bytes }: Logo): string {
  return `data:${mediaType};base64,${Buffer.from(bytes).toString('base64')}`;
}
