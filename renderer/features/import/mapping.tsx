import { useId, useState } from 'react';
import type { OperationOutput } from '../../../analysis/api/contract/operations.ts';
import { useOperation } from '../../client/hooks.ts';
import { Select, SelectField } from '../../components/field.tsx';
import { PushButton } from '../../components/push-button.tsx';
import { Scroll } from '../../components/scroll.tsx';
import { Answer } from '../../components/state.tsx';
import { TableHead } from '../../components/table-head.tsx';
import { formatNumber } from '../../format/number.ts';
import { RecipeChange } from './change.tsx';
import { SaveRecipe } from './save-recipe.tsx';
import type { Choice, RecognisedFile } from './use-wizard.ts';

type Layout = OperationOutput<'import.layouts'>['layouts'][number];
type Column = RecognisedFile['columns'][number];
type Meanings = Readonly<Record<string, string>>;

const ENCODINGS = [
  ['utf-8', 'UTF-8'],
  ['cp932', 'Shift_JIS（CP932）'],
  ['euc-jp', 'EUC-JP'],
  ['utf-16le', 'UTF-16（LE）'],
  ['utf-16be', 'UTF-16（BE）'],
] as const;

/** A column that is kept under its own heading, as long as nobody says what it is. */
const KEEP = 'keep';

/** What was recognised, and over it what the user chose, as far as the kind of the file knows it. */
function meaningsOf(file: RecognisedFile, chosen: Meanings, fields: Layout['fields']): Meanings {
  const known = ['', ...fields.map(({ id }) => id)];
  return Object.fromEntries(
    file.columns.map(({ heading, field, suggestions }) => {
      const own = chosen[heading];
      const holds = own !== undefined && [...known, ...suggestions.map((each) => each.field)].includes(own);
      return [heading, holds ? own : (field ?? '')];
    }),
  );
}

interface HeadProps {
  readonly file: RecognisedFile;
  readonly layouts: readonly Layout[];
  readonly choice: Choice;
  readonly busy: boolean;
  /** Set-aside rows are kept as text: nothing is left to decode. */
  readonly held: boolean;
  readonly onDecide: (choice: Choice) => void;
}

function KindAndEncoding({ file, layouts, choice, busy, held, onDecide }: HeadProps) {
  const encoding = choice.encoding ?? '';
  // The lists keep the focus and the user's choice while the table is looked at again: arrow keys go on working.
  const [kind, setKind] = useState(file.layout ?? '');
  return (
    <div className="filters">
      <SelectField
        label="ファイルの種類"
        value={busy ? kind : (file.layout ?? '')}
        empty={file.layout === undefined ? '（選んでください）' : undefined}
        options={layouts.map(({ id, name }) => [id, name])}
        onChange={(layout) => {
          setKind(layout);
          onDecide({ ...(choice.encoding ? { encoding: choice.encoding } : {}), layout });
        }}
      />
      {held || (
        <SelectField
          label="文字コード"
          value={encoding}
          empty={`自動（${file.encoding}）`}
          options={ENCODINGS}
          onChange={(chosen) => {
            const found = ENCODINGS.find(([id]) => id === chosen)?.[0];
            onDecide({
              ...(choice.layout ? { layout: choice.layout } : {}),
              ...(found ? { encoding: found } : {}),
            });
          }}
        />
      )}
    </div>
  );
}

interface RowProps {
  readonly column: Column;
  readonly fields: Layout['fields'];
  readonly meaning: string;
  readonly onChange: (field: string) => void;
}

function ColumnRow({ column, fields, meaning, onChange }: RowProps) {
  const itemCode = meaning !== '' && !fields.some(({ id }) => id === meaning);
  return (
    <tr>
      <th scope="row">{column.heading}</th>
      <td>
        <code>{column.pattern === '' ? '—' : column.pattern}</code>
      </td>
      <td className="num-cell num">{formatNumber(column.filled, 0)}</td>
      <td>
        <Select
          name={`${column.heading}の使いみち`}
          value={meaning}
          empty="使わない"
          options={[
            ...(itemCode ? [[meaning, column.fieldLabel ?? meaning] as const] : []),
            ...fields.map(({ id, label, required }) => [id, required ? `${label}（必須）` : label] as const),
          ]}
          onChange={onChange}
        />
      </td>
      <td>
        {meaning === (column.field ?? '')
          ? column.reason
          : meaning === ''
            ? 'この画面で、使わないことにしました'
            : 'この画面で選んだ使いみち'}
        {(meaning === '' || meaning === KEEP) &&
          column.suggestions.map((suggestion) => (
            <p key={suggestion.field}>
              <button type="button" className="tool" onClick={() => onChange(suggestion.field)}>
                「{suggestion.label}」にする
              </button>{' '}
              <span className="hint">{suggestion.reason}</span>
            </p>
          ))}
      </td>
    </tr>
  );
}

function Columns(props: {
  readonly file: RecognisedFile;
  readonly fields: Layout['fields'];
  readonly meanings: Meanings;
  /** The file is being looked at again. */
  readonly busy: boolean;
  readonly onChange: (heading: string, field: string) => void;
}) {
  return (
    <Scroll label="列の使いみちの表" tall busy={props.busy}>
      <table className="data-table">
        <TableHead columns={['列の見出し', '値の形', { number: '入っている行' }, '使いみち', '理由と候補']} />
        <tbody>
          {props.file.columns.map((column) => (
            <ColumnRow
              key={column.heading}
              column={column}
              fields={props.fields}
              meaning={props.meanings[column.heading] ?? ''}
              onChange={(field) => props.onChange(column.heading, field)}
            />
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

function missingOf(fields: Layout['fields'], meanings: Meanings): readonly string[] {
  const used = new Set(Object.values(meanings));
  return fields.filter(({ id, required }) => required && !used.has(id)).map(({ label }) => label);
}

interface MappingProps {
  readonly file: RecognisedFile;
  readonly choice: Choice;
  readonly busy: boolean;
  readonly onDecide: (choice: Choice) => void;
  readonly onClose: () => void;
  /** Tries the rows with this meaning once, where they are set-aside rows rather than a file. */
  readonly onTry?: (choice: Choice) => void;
}

function Editor(props: MappingProps & { readonly layouts: readonly Layout[] }) {
  return (
    <>
      <KindAndEncoding {...props} held={props.onTry !== undefined} />
      <MeaningOfColumns {...props} />
    </>
  );
}

function MeaningOfColumns(props: MappingProps & { readonly layouts: readonly Layout[] }) {
  const { file, choice, layouts, busy } = props;
  const fields = layouts.find(({ id }) => id === file.layout)?.fields ?? [];
  // Only what the user chose is held here: an answer on the way changes the rest, and leaves every list in place.
  const [chosen, setChosen] = useState<Meanings>({});
  const meanings = meaningsOf(file, chosen, fields);
  const missing = missingOf(fields, meanings);
  const decided: Choice = {
    ...(choice.encoding ? { encoding: choice.encoding } : {}),
    ...(file.layout === undefined ? {} : { layout: file.layout, columns: meanings }),
  };
  return (
    <>
      {file.undecodable > 0 && (
        <p className="issue-line" role="status">
          文字として読めないバイトが {formatNumber(file.undecodable, 0)}個以上あります（最初は{' '}
          {file.undecodableLine}行目）。文字コードを選び直すか、外字を直して出力してください。
        </p>
      )}
      {file.recipe !== undefined && file.change !== undefined && (
        <RecipeChange recipe={file.recipe} change={file.change} />
      )}
      {file.layout === undefined ? (
        <p className="notice" role="status">
          ファイルの種類を選ぶと、列の使いみちを決められます。どれでもない個人別の表は「個人別の一覧」を選んでください。
        </p>
      ) : (
        missing.length > 0 && (
          <p className="issue-line" role="status">
            必要な列がまだ決まっていません：{missing.join('、')}
          </p>
        )
      )}
      <Columns
        file={file}
        fields={fields}
        meanings={meanings}
        busy={busy}
        onChange={(heading, field) => setChosen((before) => ({ ...before, [heading]: field }))}
      />
      {file.layout !== undefined && props.onTry === undefined && <SaveRecipe file={file} choice={decided} />}
      <div className="actions">
        <button type="button" className="button secondary" onClick={props.onClose}>
          一覧に戻る
        </button>
        <PushButton
          className="button"
          off={busy || file.layout === undefined}
          onClick={() => {
            if (props.onTry) {
              props.onTry(decided);
              return;
            }
            props.onDecide(decided);
            props.onClose();
          }}
        >
          {props.onTry ? 'この使いみちで試す' : 'この使いみちで決める'}
        </PushButton>
      </div>
    </>
  );
}

/** Where the user says what each column means. Shapes and counts are shown, never values. */
export function Mapping(props: MappingProps) {
  const layouts = useOperation('import.layouts', {});
  const title = useId();
  return (
    <section className="stack" aria-labelledby={title}>
      <h2 id={title}>{props.file.name} の列の使いみち</h2>
      <p className="hint">
        値は表示しません。数字は 9、英字は
        A、漢字やかなは「字」に置きかえた「形」と、入っている行の数だけを示します。
      </p>
      <Answer query={layouts}>{(found) => <Editor {...props} layouts={found.layouts} />}</Answer>
    </section>
  );
}
