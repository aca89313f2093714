import { useState } from 'react';
import { named } from '../../client/answers.ts';
import { useOperation } from '../../client/hooks.ts';
import { Answer, Empty } from '../../components/state.tsx';
import { TableFigure } from '../../components/table-figure.tsx';
import { useArrival } from './arrival.ts';
import { BREAKDOWNS, type Breakdown, COARSER_WORDS } from './breakdowns.ts';

interface PartProps {
  readonly from: number;
  readonly to: number;
  readonly by: Breakdown;
}

/** Beside a breakdown that shows little: the coarser one, on one press. */
function Coarser({ by, ...span }: PartProps) {
  const [wanted, setWanted] = useState(false);
  if (wanted) return <Part {...span} by={by} />;
  return (
    <section className="notice" aria-label="区分を大きくする">
      <p>この内訳は、人数が少なく伏せた数（＊）が多いか、表を示せません。</p>
      <div className="actions start">
        <button type="button" className="button secondary small" onClick={() => setWanted(true)}>
          {COARSER_WORDS[by]}
        </button>
      </div>
    </section>
  );
}

function Part({ from, to, by }: PartProps) {
  const answer = useOperation('approaches.cascade', { from, to, by });
  return (
    <Answer query={answer}>
      {({ tables, note, reading, coarser }) => (
        <>
          {tables.length > 0 && reading !== '' && <p className="reading-line">{reading}</p>}
          {note !== '' && <Empty>{note}</Empty>}
          {named(tables).map(({ name, wire }) => (
            <TableFigure key={name} wire={wire} first="completed_share" />
          ))}
          {coarser !== null && <Coarser from={from} to={to} by={coarser} />}
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
  const place = useArrival<HTMLDetailsElement>('missed');
  const wanted = BREAKDOWNS.filter(([id]) =>
    asked === undefined ? COARSER_WORDS[id] === undefined : id === asked,
  );
  return (
    <details
      ref={place}
      className="file-report"
      open={open}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary>
        保健指導の流れの内訳（{wanted.map(([, words]) => words).join('・')}）：届いていないのはどんな人か
      </summary>
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
