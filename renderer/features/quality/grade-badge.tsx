const MARKS = { good: '○', caution: '△', bad: '×' } as const;

/** A verdict with its mark, so that it does not rest on colour. */
export function GradeBadge(props: { readonly grade: keyof typeof MARKS; readonly label: string }) {
  return (
    <span className={`badge ${props.grade}`}>
      <span aria-hidden="true">{MARKS[props.grade]}</span> {props.label}
    </span>
  );
}
