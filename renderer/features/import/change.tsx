import type { RecognisedFile } from './use-wizard.ts';

type Change = NonNullable<RecognisedFile['change']>;

/** One sentence for each change. */
export function changeLines(change: Change): readonly string[] {
  const renamedFrom = new Set(change.renamed.map(({ from }) => from));
  const renamedTo = new Set(change.renamed.map(({ to }) => to));
  return [
    ...change.renamed.map(({ from, to }) => `「${from}」は「${to}」に見出しが変わったようです。`),
    ...change.removed
      .filter((label) => !renamedFrom.has(label))
      .map((label) => `「${label}」がなくなりました。`),
    ...change.added.filter((label) => !renamedTo.has(label)).map((label) => `「${label}」が増えました。`),
    ...change.shapes.map(
      ({ heading, from, to }) => `「${heading}」の値の形が ${from} から ${to} に変わりました。`,
    ),
    ...change.codes.map(
      ({ heading, added }) => `「${heading}」に前はなかった選択肢があります：${added.join('、')}`,
    ),
    ...(change.reordered ? ['列の並びが変わりました（見出しで読むので、値は入れ替わりません）。'] : []),
  ];
}

/** What differs from the file that the recipe was made from. */
export function RecipeChange({ recipe, change }: { readonly recipe: string; readonly change: Change }) {
  const found = changeLines(change);
  return (
    <section className="notice" aria-label="レシピとの違い">
      <p className="notice-title">
        レシピ「{recipe}」
        {found.length === 0 ? 'のとおりの列です' : `から変わったところ（${found.length}件）`}
      </p>
      {found.length > 0 && (
        <ul>
          {found.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
    </section>
  );
}
