import { useState } from 'react';
import type { OperationOutput } from '../../analysis/api/contract/operations.ts';
import { useOperation } from '../client/hooks.ts';
import { TextField } from '../components/field.tsx';
import { Answer } from '../components/state.tsx';

type Entry = OperationOutput<'help.glossary'>['entries'][number];

/** Entries whose term, reading or definition contains every word that was typed. */
export function findTerms(entries: readonly Entry[], words: string): readonly Entry[] {
  const wanted = words.normalize('NFKC').toLowerCase().split(/\s+/u).filter(Boolean);
  return entries.filter((entry) => {
    const text = `${entry.term} ${entry.reading} ${entry.definition}`.normalize('NFKC').toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}

function Definition({ entry, level }: { readonly entry: Entry; readonly level: 2 | 3 }) {
  const Heading = `h${level}` as const;
  const lines = [
    ['定義', entry.definition],
    ['式', entry.formula],
    ['分母', entry.denominator],
    ['出典', entry.source],
    ['注意', entry.caveat],
  ] as const;
  return (
    <article className="term">
      <Heading>
        {entry.term}
        {entry.reading !== '' && <span className="hint">（{entry.reading}）</span>}
      </Heading>
      <dl className="definition">
        {lines
          .filter(([, text]) => text !== '')
          .map(([label, text]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{text}</dd>
            </div>
          ))}
      </dl>
    </article>
  );
}

/** Terms one after another, each with all that is known of it. */
export function GlossaryList(props: { readonly entries: readonly Entry[]; readonly level: 2 | 3 }) {
  return props.entries.map((entry) => <Definition key={entry.term} entry={entry} level={props.level} />);
}

interface GlossaryProps {
  readonly level: 2 | 3;
  /** Word that is looked for at first. */
  readonly first?: string;
  /** Opened by itself to look something up. */
  readonly focused?: boolean;
}

/** Every term with definition, formula, denominator, source and caveat. */
export function Glossary({ level, first = '', focused }: GlossaryProps) {
  const glossary = useOperation('help.glossary', {});
  const [words, setWords] = useState(first);
  return (
    <Answer query={glossary} waiting="用語を読み込んでいます…">
      {({ entries }) => {
        const found = findTerms(entries, words);
        return (
          <>
            <TextField
              label="ことばを探す"
              block
              kind="search"
              focused={focused}
              value={words}
              onChange={setWords}
            />
            <p className="hint" role="status">
              {found.length}件
            </p>
            <GlossaryList entries={found} level={level} />
          </>
        );
      }}
    </Answer>
  );
}
