/** How much may be unpacked. */
export interface ArchiveLimits {
  readonly entries: number;
  readonly bytes: number;
  /** Unpacked bytes for each packed byte, once more than `freeBytes` have been unpacked. */
  readonly ratio: number;
  readonly freeBytes: number;
}

/** Far above what municipal files need, far below what would fill a disk or a memory. */
export const ARCHIVE_LIMITS: ArchiveLimits = {
  entries: 200_000,
  bytes: 16 * 2 ** 30,
  ratio: 200,
  freeBytes: 64 << 20,
};
