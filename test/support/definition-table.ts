/** A definition table as a municipality lays its own over the shipped one: one version, for every year since 2008. */
export const ownTable = <Values>(
  id: string,
  values: Values,
  version: { readonly source?: string; readonly confirmed?: boolean } = {},
) => ({
  id,
  title: `${id}（町の版）`,
  versions: [
    { valid_from: '2008-04-01', valid_to: null, source: '試験', confirmed: true, ...version, values },
  ],
});
