import type { ComponentProps } from 'react';

type PushButtonProps = Omit<ComponentProps<'button'>, 'disabled' | 'aria-disabled'> & {
  /** Nothing happens when it is pressed: its work is under way, or there is nothing to do yet. */
  readonly off: boolean | undefined;
};

/**
 * A button that cannot be used now and then. Unlike a disabled one it keeps its place in the order of the focus:
 * whoever has just pressed it stays on it, and hears that it is off.
 */
export function PushButton({ off = false, onClick, type = 'button', ...rest }: PushButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      aria-disabled={off || undefined}
      onClick={(event) => {
        // Also keeps a form from being sent, by Enter in one of its fields too.
        if (off) event.preventDefault();
        else onClick?.(event);
      }}
    />
  );
}
