import type { WorkspaceState } from '../../app/header.tsx';

/** Districts as the workspace knows them: care areas and the school districts inside them. */
export type District = WorkspaceState['districts'][number];

export const WHOLE = '市町村全体';

/** The district of a code; undefined for the whole municipality and for codes nobody knows. */
export function districtOf(districts: readonly District[], code: string): District | undefined {
  return districts.find((district) => district.code === code && district.level !== 'municipality');
}

function isInside(districts: readonly District[], district: District, code: string | undefined): boolean {
  const parent = districtOf(districts, district.parent ?? '');
  return parent === undefined ? code === undefined : parent.code === code;
}

/** Districts directly below one; below the whole municipality where no code is given. */
export function childrenOf(districts: readonly District[], code?: string): readonly District[] {
  return districts.filter(
    (district) => district.level !== 'municipality' && isInside(districts, district, code),
  );
}

/** From the widest district down to the one of the code. */
export function pathTo(districts: readonly District[], code: string): readonly District[] {
  const path: District[] = [];
  for (let at = districtOf(districts, code); at !== undefined && !path.includes(at); ) {
    path.unshift(at);
    at = districtOf(districts, at.parent ?? '');
  }
  return path;
}

export interface Choice {
  readonly district: District;
  readonly depth: number;
}

/** Every district below the one it belongs to, for a list. */
export function choicesOf(districts: readonly District[]): readonly Choice[] {
  const below = (code: string | undefined, depth: number): readonly Choice[] =>
    childrenOf(districts, code).flatMap((district) => [
      { district, depth },
      ...below(district.code, depth + 1),
    ]);
  return below(undefined, 0);
}
