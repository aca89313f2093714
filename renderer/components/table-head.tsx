/** Heading of a column; of a column of numbers it stands at the right. */
export type Heading = string | { readonly number: string };

/** The head of a table whose columns are named once. */
export function TableHead({ columns }: { readonly columns: readonly Heading[] }) {
  return (
    <thead>
      <tr>
        {columns.map((column) => {
          const label = typeof column === 'string' ? column : column.number;
          return (
            <th key={label} scope="col" {...(typeof column === 'string' ? {} : { className: 'num-head' })}>
              {label}
            </th>
          );
        })}
      </tr>
    </thead>
  );
}
