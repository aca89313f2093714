interface StepperProps {
  readonly steps: readonly string[];
  readonly current: number;
}

/** Where one is in work with a fixed order. */
export function Stepper({ steps, current }: StepperProps) {
  return (
    <ol className="stepper" aria-label="手順">
      {steps.map((step, index) => (
        <li
          key={step}
          aria-current={index === current ? 'step' : undefined}
          className={index < current ? 'done' : index === current ? 'current' : ''}
        >
          <span className="step-number" aria-hidden="true">
            {index < current ? '✓' : index + 1}
          </span>
          {step}
          {index < current && <span className="visually-hidden">（済み）</span>}
        </li>
      ))}
    </ol>
  );
}
