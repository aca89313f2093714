interface RemoveButtonProps {
  /** What it takes away, for whoever hears the button without its row. */
  readonly of: string;
  readonly onRemove: () => void;
}

/** Takes an entry out of a list. */
export function RemoveButton({ of, onRemove }: RemoveButtonProps) {
  return (
    <button type="button" className="tool" aria-label={`${of}を消す`} onClick={onRemove}>
      消す
    </button>
  );
}
