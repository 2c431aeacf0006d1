/** A swept value for a person: a text as it is, anything else as JSON. */
export function valueText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The values of a trial in one line: `/train/threshold = 0.01, /seed = 3`. */
export function valuesText(values: Readonly<Record<string, unknown>>): string {
  return Object.entries(values)
    .map(([pointer, value]) => `${pointer} = ${valueText(value)}`)
    .join(', ');
}

/**
 * Short names for JSON pointers: of each the end, as much of it as tells it from the others. `/seed`
 * and `/train/threshold` are `seed` and `threshold`; a place in a list has the list's name before it. The name
 * of variants is left as it is.
 */
export function axisNames(pointers: readonly string[]): readonly string[] {
  const parts = pointers.map((pointer) => pointer.replace(/^\//, '').split('/'));
  const end = (path: readonly string[], length: number) => path.slice(-length).join('/');
  return parts.map((path) => {
    const length = path.findIndex(
      (_, i) =>
        parts.filter((other) => end(other, i + 1) === end(path, i + 1)).length === 1 &&
        path.slice(-i - 1).some((part) => !/^\d+$/.test(part)),
    );
    return (length < 0 ? path : path.slice(-length - 1))
      .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
      .join('/');
  });
}
