/** Endings (without the dot) of the files in which source systems and statisticians export tables of records. */
export const DATA_FILE_ENDINGS = [
  'csv',
  'txt',
  'tsv',
  'xml',
  'zip',
  'gz',
  'uke',
  'xlsx',
  'xls',
  'dat',
  'parquet',
  'arrow',
  'feather',
] as const;
