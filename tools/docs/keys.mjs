import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { tableBelow } from './pages.mjs';
import { root } from './places.mjs';

const PAGE = 'docs/guide.md';
const HEADING = 'The experiment file, key by key';

/**
 * A key of an experiment, as the schema has it.
 *
 * @typedef {{ key: string, isRequired: boolean, fallback: unknown }} Key fallback: undefined where
 *   there is none
 */

/**
 * Where the guide's table of keys and the schema of experiments differ, as lines.
 *
 * @param {Record<string, unknown>} schema JSON Schema of an experiment
 */
export function keyFaults(schema) {
  const keys = new Map(keysOf(schema).map((key) => [key.key, key]));
  const rows = tableBelow(readFileSync(join(root, PAGE), 'utf8'), HEADING);
  const named = rows.map(({ cells: [key] }) => plain(key));
  return [
    ...(rows.length === 0 ? [`${PAGE}: there is no table below "${HEADING}"`] : []),
    ...rows.flatMap(({ line, cells }) =>
      rowFaults(keys, cells).map((one) => `${PAGE}:${line}: ${one}`),
    ),
    ...[...keys.keys()]
      .filter((key) => !named.includes(key))
      .map((key) => `${PAGE}: the table of keys lacks \`${key}\``),
    ...named
      .filter((key, i) => named.indexOf(key) < i)
      .map((key) => `${PAGE}: \`${key}\` stands twice in the table of keys`),
  ];
}

function rowFaults(keys, [name, fallback]) {
  const key = keys.get(plain(name));
  if (key === undefined) return [`${name} is no key of an experiment`];
  const expected = key.isRequired ? 'required' : key.fallback;
  const same =
    expected === undefined || key.isRequired
      ? plain(fallback) === (expected ?? '')
      : isDeepStrictEqual(valueOf(plain(fallback)), expected);
  const words =
    expected === undefined ? 'has no default' : `has the default ${JSON.stringify(expected)}`;
  return same
    ? []
    : [`${name} ${key.isRequired ? 'is required' : words}; the table says "${fallback}"`];
}

const plain = (cell = '') => cell.replace(/^`(.*)`$/, '$1').trim();

/** A cell holds JSON, or a text without its quotes. */
function valueOf(cell) {
  try {
    return JSON.parse(cell);
  } catch {
    return cell;
  }
}

/**
 * The keys below a schema: those of objects by `object.key`, of the objects of a list by `list[].key`.
 * An object that is nothing but its keys is not a key itself.
 *
 * @returns {readonly Key[]}
 */
export function keysOf(schema, prefix = '', optional = false) {
  const required = optional ? [] : (schema.required ?? []);
  return Object.entries(schema.properties ?? {}).flatMap(([name, node]) => {
    const key = `${prefix}${name}`;
    const variants = (node.anyOf ?? []).flatMap((variant) => keysOf(variant, `${key}.`, true));
    const items = keysOf(node.items ?? {}, `${key}[].`);
    const own = { key, isRequired: required.includes(name), fallback: node.default };
    return node.properties === undefined ? [own, ...variants, ...items] : keysOf(node, `${key}.`);
  });
}
