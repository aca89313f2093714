import type { OperationOutput } from '../../../analysis/api/contract/operations.ts';
import { depthCount, isPlace, levelsAtDepth } from '../../../analysis/domain/levels.ts';
import type { ReleasedTable } from '../../../analysis/domain/statistic.ts';
import { useParam } from '../../app/location.ts';
import { usePreferences } from '../../app/preferences.tsx';
import { districtFinding } from '../../charts/findings.ts';
import { type AreaKind, type MapArea, MapDrawing, MapLegend } from '../../charts/map.tsx';
import { type Point, pointOf } from '../../charts/model.ts';
import { dimensionOf, isPlain, pickColumns } from '../../charts/shape.ts';
import { useAttachment, useCommand, useOperation } from '../../client/hooks.ts';
import { Figure } from '../../components/figure.tsx';
import { useLevelLabel } from '../../components/level-label.ts';
import { ReleasedTableView } from '../../components/released-table.tsx';
import { Answer, Empty, FailurePanel } from '../../components/state.tsx';
import { TableFigure } from '../../components/table-figure.tsx';
import { formatNumber, formatWithUnit } from '../../format/number.ts';
import { districtModel, LayerChoice } from './district-figure.tsx';
import { detailsOf, readingOf } from './figure-parts.tsx';
import { definitionOf, type Measure, type ReleasedWireTable, tableOf } from './question.ts';

type Boundary = OperationOutput<'geography.get'>['boundaries'][number];

/** How a district stands to the whole: clearly where its interval leaves the whole's value out. */
export function areaKind(point: Point, whole: number | null): AreaKind {
  if (point.value === null || whole === null) return 'hidden';
  if (point.lower !== null && point.lower > whole) return 'high';
  if (point.upper !== null && point.upper < whole) return 'low';
  return point.value >= whole ? 'highish' : 'lowish';
}

/** Areas of one layer; a district without a boundary of its own is drawn as its parts. */
export function mapAreas(
  table: ReleasedTable,
  boundaries: readonly Boundary[],
  wish: { readonly year: number; readonly depth: number; readonly valueId: string | undefined },
): readonly MapArea[] {
  const dimension = dimensionOf(table, 'district');
  const value = pickColumns(table, wish.valueId)?.value;
  if (dimension === undefined || value === undefined) return [];
  const polygonsOf = (code: string): Boundary['polygons'] => {
    const own = boundaries.find((boundary) => boundary.code === code);
    if (own !== undefined) return own.polygons;
    return dimension.levels
      .filter((level) => level.parent === code)
      .flatMap((level) => polygonsOf(level.code));
  };
  const year = String(wish.year);
  const whole = pointOf(table, { year }, wish.valueId).value;
  return levelsAtDepth(dimension, wish.depth)
    .filter(isPlace)
    .flatMap((level) => {
      const polygons = polygonsOf(level.code);
      if (polygons.length === 0) return [];
      const point = pointOf(table, { year, district: level.code }, wish.valueId);
      const text =
        point.value === null
          ? point.hidden
            ? '＊'
            : '—'
          : formatWithUnit(point.value, value.unit, value.decimals);
      return [{ code: level.code, label: level.label, value: text, kind: areaKind(point, whole), polygons }];
    });
}

/** Loads a GeoJSON file of the municipality's own, or takes the map away. */
function MapFile({ has }: { readonly has: boolean }) {
  const { host } = useAttachment();
  const load = useCommand('geography.load');
  const remove = useCommand('geography.remove');
  const choose = async () => {
    const [file] = await host.pickFiles({ folders: false, kind: 'map' });
    if (file !== undefined) load.mutate({ file: file.token });
  };
  return (
    <div className="actions start">
      <button type="button" className="button secondary small" onClick={() => void choose()}>
        {has ? '地図を入れ替える' : '地図のファイル（GeoJSON）を選ぶ'}
      </button>
      {has && (
        <button type="button" className="button secondary small" onClick={() => remove.mutate({})}>
          地図を外す
        </button>
      )}
      {load.isError && <FailurePanel failure={load.error} />}
    </div>
  );
}

function AreaList(props: {
  readonly areas: readonly MapArea[];
  readonly chosen: string;
  readonly onChoose: (code: string) => void;
}) {
  return (
    <ul className="area-list" aria-label="地図の地区">
      {props.areas.map((area) => (
        <li key={area.code}>
          <button
            type="button"
            className="tool"
            aria-pressed={area.code === props.chosen}
            onClick={() => props.onChoose(area.code)}
          >
            {area.label} <span className="num">{area.value}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

interface MapProps {
  readonly measure: Measure;
  readonly year: number;
  readonly standardise: boolean;
}

interface DrawnProps extends MapProps {
  readonly wire: ReleasedWireTable;
  readonly boundaries: readonly Boundary[];
}

function Drawn({ measure, year, standardise, wire, boundaries }: DrawnProps) {
  const { palette } = usePreferences();
  const levelLabel = useLevelLabel();
  const [layer, setLayer] = useParam('l', '1');
  const [district, setDistrict] = useParam('d', '');
  const { statistic: table, release } = wire;
  const dimension = dimensionOf(table, 'district');
  const depths = dimension === undefined ? 0 : depthCount(dimension);
  const depth = Math.min(Math.max(1, Number(layer) || 1), Math.max(1, depths - 1));
  const { valueId, subject } = readingOf(measure, table, standardise);
  const areas = mapAreas(table, boundaries, { year, depth, valueId });
  const model = districtModel(table, { year, depth, valueId });
  const title = model === undefined ? subject : districtFinding(subject, model);
  const kinds = (['high', 'highish', 'lowish', 'low', 'hidden'] as const).filter((kind) =>
    areas.some((area) => area.kind === kind),
  );
  const whole = model?.reference;
  return (
    <div className="stack">
      <LayerChoice depths={depths} depth={depth} onChange={setLayer} />
      <Figure
        title={title}
        context={table.context}
        release={release}
        details={[
          ...detailsOf(wire, { year: String(year) }, valueId),
          ...(whole === undefined || model === undefined
            ? []
            : [`全体 ${formatNumber(whole.value, model.decimals)}${model.unit}`]),
        ]}
        method={definitionOf(measure)}
        {...(areas.length === 0
          ? {}
          : {
              chart: {
                description: `${title}。地区の地図。同じ数字は「表で見る」で読めます。`,
                drawing: (
                  <MapDrawing
                    areas={areas}
                    palette={palette}
                    height={430}
                    chosen={district}
                    onChoose={setDistrict}
                  />
                ),
              },
            })}
        table={<ReleasedTableView table={table} release={release} levelLabel={levelLabel} />}
      >
        <MapLegend kinds={kinds} palette={palette} />
        <AreaList areas={areas} chosen={district} onChoose={setDistrict} />
      </Figure>
    </div>
  );
}

/** A measure on the municipality's own map; without a map, how to bring one. */
export function MapFigure({ measure, year, standardise }: MapProps) {
  const geography = useOperation('geography.get', {});
  const answer = useOperation('measures.run', {
    ids: [measure.id],
    years: [year],
    by: ['district'],
    standardise,
  });
  return (
    <Answer query={geography}>
      {({ boundaries, missing }) => {
        if (boundaries.length === 0)
          return (
            <Empty>
              <p className="notice-title">地区の地図がまだありません</p>
              <p>
                地区の境界のファイル（GeoJSON、緯度経度）を選ぶと、地図で見られます。属性に地区の番号か名前を入れてください。地図は作業フォルダーの中だけに保存され、外へは何も取りに行きません。
              </p>
              <MapFile has={false} />
            </Empty>
          );
        return (
          <Answer query={answer}>
            {({ tables }) => {
              const wire = tableOf(tables, measure.id, 0);
              if (wire === undefined) return <Empty>表示できる数がありません。</Empty>;
              if (!isPlain(wire.statistic)) return <TableFigure wire={wire} />;
              return (
                <div className="stack">
                  <Drawn
                    measure={measure}
                    year={year}
                    standardise={standardise}
                    wire={wire}
                    boundaries={boundaries}
                  />
                  {missing > 0 && <p className="hint">境界のない地区が{missing}あります。表には出ます。</p>}
                  <MapFile has />
                </div>
              );
            }}
          </Answer>
        );
      }}
    </Answer>
  );
}
