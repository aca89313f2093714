import { isReleased } from '../disclosure/released.ts';
import { UserIssue } from '../domain/issue.ts';
import type { ReportDocument } from './model.ts';

/**
 * Refuses a document in which any statistic did not come out of the gate in this process.
 * The type already says so; this catches what a cast or a copy let through.
 * @throws UserIssue `report.not_released`.
 */
export function requireReleasedThroughout(document: ReportDocument): void {
  const walk = (value: unknown, place: string): void => {
    if (value === null || typeof value !== 'object') return;
    if ('release' in value && 'statistic' in value) {
      if (!isReleased(value)) throw new UserIssue('refused', 'report.not_released', { place });
      return;
    }
    for (const child of Object.values(value)) walk(child, place);
  };
  document.blocks.forEach((block, index) => {
    walk(block, `${block.kind}#${index + 1}`);
  });
}
