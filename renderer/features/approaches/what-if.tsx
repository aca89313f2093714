import { useState } from 'react';
import type { OperationInput } from '../../../analysis/api/contract/operations.ts';
import { useOperation } from '../../client/hooks.ts';
import { TextField } from '../../components/field.tsx';
import { FailurePanel, Waiting } from '../../components/state.tsx';
import { formatNumber, formatSigned } from '../../format/number.ts';
import type { Factor } from './factors.ts';
import { Outcome } from './what-if-outcome.tsx';

type Plan = OperationInput<'approaches.whatIf'>;

interface Settings {
  /** Everybody's move in the healthy direction, in classes of the distribution. */
  readonly shift: number;
  readonly shiftError: number;
  readonly share: number;
  readonly reachFrom: number;
  readonly reachTo: number;
  readonly effect: number;
  readonly effectError: number;
  readonly yenPerResident: string;
  readonly yenPerReached: string;
}

const START: Settings = {
  shift: 0.4,
  shiftError: 0.1,
  share: 5,
  reachFrom: 30,
  reachTo: 60,
  effect: 1.6,
  effectError: 0.4,
  yenPerResident: '',
  yenPerReached: '',
};

function planOf(factor: Factor, year: number, settings: Settings): Plan {
  const sign = factor.high ? -1 : 1;
  const unit = (classes: number) => Number((classes * factor.width).toFixed(4));
  const price = (text: string) => {
    const value = Number(text.replaceAll(',', ''));
    return text.trim() === '' || !Number.isFinite(value) || value < 0 ? undefined : value;
  };
  const [resident, reached] = [price(settings.yenPerResident), price(settings.yenPerReached)];
  return {
    factor: factor.id,
    year,
    shift: sign * unit(settings.shift),
    shiftError: unit(settings.shiftError),
    tail: {
      share: settings.share / 100,
      reachFrom: settings.reachFrom / 100,
      reachTo: settings.reachTo / 100,
      effect: sign * unit(settings.effect),
      effectError: unit(settings.effectError),
    },
    ...(resident === undefined ? {} : { yenPerResident: resident }),
    ...(reached === undefined ? {} : { yenPerReached: reached }),
  };
}

interface SliderProps {
  readonly label: string;
  readonly value: number;
  readonly text: string;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly onChange: (value: number) => void;
}

function Slider({ label, value, text, min, max, step, onChange }: SliderProps) {
  return (
    <label className="field">
      <span>
        {label} <strong className="num">{text}</strong>
      </span>
      <input
        type="range"
        min={min}
        max={max}
        step={step}
        value={value}
        aria-valuetext={text}
        onChange={(event) => onChange(Number(event.target.value))}
      />
    </label>
  );
}

interface ErrorProps {
  readonly factor: Factor;
  readonly max: number;
  readonly value: number;
  readonly onChange: (value: number) => void;
}

function ErrorSlider({ factor, max, value, onChange }: ErrorProps) {
  const text = `${formatNumber(value * factor.width, factor.decimals)}${factor.unit}`;
  return (
    <Slider
      label="その不確かさ（標準誤差）"
      value={value}
      text={text}
      min={0}
      max={max}
      step={0.1}
      onChange={onChange}
    />
  );
}

interface PartProps {
  readonly factor: Factor;
  readonly settings: Settings;
  readonly onChange: (change: Partial<Settings>) => void;
}

function PopulationPlan({ factor, settings, onChange }: PartProps) {
  const sign = factor.high ? -1 : 1;
  return (
    <fieldset className="card stack">
      <legend>ポピュレーション：全員を少しずつ</legend>
      <Slider
        label="全員の値の移動"
        value={settings.shift}
        text={`${formatSigned(sign * settings.shift * factor.width, factor.decimals)}${factor.unit}`}
        min={0}
        max={2}
        step={0.1}
        onChange={(shift) => onChange({ shift })}
      />
      <ErrorSlider
        factor={factor}
        max={1}
        value={settings.shiftError}
        onChange={(shiftError) => onChange({ shiftError })}
      />
      <TextField
        block
        number="numeric"
        label="住民1人当たりの費用（円）"
        value={settings.yenPerResident}
        onChange={(yenPerResident) => onChange({ yenPerResident })}
      />
    </fieldset>
  );
}

function HighRiskPlan({ factor, settings, onChange }: PartProps) {
  const sign = factor.high ? -1 : 1;
  const percent = (name: 'share' | 'reachFrom' | 'reachTo', label: string, max: number) => (
    <Slider
      label={label}
      value={settings[name]}
      text={`${settings[name]}%`}
      min={0}
      max={max}
      step={1}
      onChange={(value) => onChange({ [name]: value })}
    />
  );
  return (
    <fieldset className="card stack">
      <legend>ハイリスク：少数を大きく</legend>
      {percent('share', `対象とする${factor.high ? '高い' : '低い'}ほうの割合`, 40)}
      {percent('reachFrom', 'いま届いている割合', 100)}
      {percent('reachTo', '届けたい割合', 100)}
      <Slider
        label="届いた人1人の変化"
        value={settings.effect}
        text={`${formatSigned(sign * settings.effect * factor.width, factor.decimals)}${factor.unit}`}
        min={0}
        max={6}
        step={0.1}
        onChange={(effect) => onChange({ effect })}
      />
      <ErrorSlider
        factor={factor}
        max={3}
        value={settings.effectError}
        onChange={(effectError) => onChange({ effectError })}
      />
      <TextField
        block
        number="numeric"
        label="届いた人1人当たりの費用（円）"
        value={settings.yenPerReached}
        onChange={(yenPerReached) => onChange({ yenPerReached })}
      />
    </fieldset>
  );
}

/** Keeps the last answer in sight while the next is on its way. */
function useLatest<T>(value: T | undefined): T | undefined {
  const [held, setHeld] = useState(value);
  if (value !== undefined && value !== held) setHeld(value);
  return value ?? held;
}

/** Moves both plans with sliders, on the municipality's own released distribution. */
export function WhatIf({ factor, year }: { readonly factor: Factor; readonly year: number }) {
  const [settings, setSettings] = useState(START);
  const query = useOperation('approaches.whatIf', planOf(factor, year, settings));
  const result = useLatest(query.data);
  const change = (part: Partial<Settings>) => setSettings((before) => ({ ...before, ...part }));
  return (
    <section aria-label="もしも" className="approach">
      <h2>もしも：計画を動かしてみる</h2>
      <p className="hint">
        この町の分布（公表できる数字）にあてて、二つの計画で何がどれだけ変わるかを試します。
      </p>
      <div className="cards two">
        <PopulationPlan factor={factor} settings={settings} onChange={change} />
        <HighRiskPlan factor={factor} settings={settings} onChange={change} />
      </div>
      {query.isError && <FailurePanel failure={query.error} />}
      {!query.isError && (result === undefined ? <Waiting /> : <Outcome result={result} />)}
    </section>
  );
}
