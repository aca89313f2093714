import { useState } from 'react';
import { named } from '../../client/answers.ts';
import { useOperation } from '../../client/hooks.ts';
import { Answer, Empty } from '../../components/state.tsx';
import { TableFigure } from '../../components/table-figure.tsx';
import { BREAKDOWNS, type Breakdown } from './breakdowns.ts';

interface PartProps {
  readonly from: number;
  readonly to: number;
  readonly by: Breakdown;
}

function Part({ from, to, by }: PartProps) {
  const answer = useOperation('approaches.cascade', { from, to, by });
  return (
    <Answer query={answer}>
      {({ tables, note }) => (
        <>
          {note !== '' && <Empty>{note}</Empty>}
          {named(tables).map(({ name, wire }) => (
            <TableFigure key={name} wire={wire} />
          ))}
        </>
      )}
    </Answer>
  );
}

interface PartsProps extends Omit<PartProps, 'by'> {
  /** The one that was asked for: it stands open, alone. */
  readonly asked: Breakdown | undefined;
}

/** The guidance cascade by sex, age, district and way of inviting: looked up rather than read, so asked when unfolded. */
export function CascadeParts({ from, to, asked }: PartsProps) {
  const [open, setOpen] = useState(asked !== undefined);
  const wanted = BREAKDOWNS.filter(([id]) => asked === undefined || id === asked);
  return (
    <details className="file-report" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>保健指導の流れの内訳（{wanted.map(([, words]) => words).join('・')}）</summary>
      {open && (
        <div className="file-report-body stack">
          {wanted.map(([id]) => (
            <Part key={id} from={from} to={to} by={id} />
          ))}
        </div>
      )}
    </details>
  );
}
