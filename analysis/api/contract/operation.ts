import { z } from 'zod';

/**
 * One question or command a shell can send.
 *
 * `query` reads, `command` changes the workspace, `job` takes long: it reports progress and can be cancelled.
 * Files never travel as paths: the host hands out tokens and tells the worker what they stand for.
 */
export interface Operation<Input extends z.ZodType = z.ZodType, Output extends z.ZodType = z.ZodType> {
  readonly kind: 'query' | 'command' | 'job';
  readonly input: Input;
  readonly output: Output;
}

export function operation<Input extends z.ZodType, Output extends z.ZodType>(
  kind: Operation['kind'],
  input: Input,
  output: Output,
): Operation<Input, Output> {
  return { kind, input, output };
}

export const nothing = z.strictObject({});
export const done = z.strictObject({ done: z.literal(true) });
export const grade = z.enum(['good', 'caution', 'bad']);
