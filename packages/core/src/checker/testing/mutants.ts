/** A value as JSON has it. */
export type Json =
  null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** A value with one place of it changed, and where. */
export type Mutant = readonly [pointer: string, value: Json];

/** Everything that can be done to one place of a JSON value. */
export function* mutants(value: Json, at = ''): Generator<Mutant> {
  if (typeof value === 'number')
    for (const other of [value + 1, value - 1, -value - 0.1, value / 2, value * 2, value * (1 - 1e-4), value * (1 + 1e-4), 0, 1e300, -1e300, String(value), null, [value]]) yield [at, other]; // prettier-ignore
  else if (typeof value === 'string')
    for (const other of [`${value}x`, '', 'core/tanh', '../x', 7, null, ['a']]) yield [at, other]; // prettier-ignore
  else if (typeof value === 'boolean')
    for (const other of [!value, 0, 'true', null]) yield [at, other];
  else if (value === null) for (const other of [0, [], 'x', [0, 1, 2], {}]) yield [at, other];
  else yield* mutantsInside(value as Exclude<typeof value, string>, at);
}

function* mutantsInside(
  value: readonly Json[] | { readonly [key: string]: Json },
  at: string,
): Generator<Mutant> {
  if (Array.isArray(value)) {
    const list = value as readonly Json[];
    for (const [i, part] of list.entries()) {
      yield [at, [...list.slice(0, i), ...list.slice(i + 1)]];
      yield [at, [...list.slice(0, i), part, ...list.slice(i)]];
      for (const [pointer, other] of mutants(part, `${at}/${i}`))
        yield [pointer, list.map((each, k) => (k === i ? other : each))];
    }
    return;
  }
  for (const [key, part] of Object.entries(value)) {
    yield [
      `${at}/${key}`,
      Object.fromEntries(Object.entries(value).filter(([name]) => name !== key)),
    ];
    for (const [pointer, other] of mutants(part, `${at}/${key}`))
      yield [pointer, { ...(value as object), [key]: other }];
  }
  yield [`${at}/other`, { ...(value as object), other: 1 }];
}
