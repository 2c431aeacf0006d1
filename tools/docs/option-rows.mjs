/**
 * The options of a plugin as rows of a table, in Markdown.
 *
 * @param {Record<string, unknown>} schema JSON Schema of an object
 * @returns {readonly { name: string, type: string, fallback: string, meaning: string }[]}
 */
export function optionRows(schema, prefix = '') {
  const { properties = {}, required = [] } = schema;
  return Object.entries(properties).flatMap(([key, node]) => {
    const name = `${prefix}${key}`;
    const row = {
      name,
      type: typeOf(node),
      fallback: required.includes(key) ? 'required' : fallbackOf(node),
      meaning: cell(node.description ?? ''),
    };
    return [row, ...optionRows(node, `${name}.`), ...optionRows(itemsOf(node), `${name}[].`)];
  });
}

const itemsOf = ({ items }) => (items === undefined || Array.isArray(items) ? {} : items);

/** An object without a default of its own has those of its keys. */
function fallbackOf({ default: value, properties }) {
  const isOfKeys = properties !== undefined && Object.keys(value ?? {}).length === 0;
  return value === undefined || isOfKeys ? '' : code(value);
}

/** A JSON Schema in words: what a value must be. */
export function typeOf(node, plural = '') {
  if (node.anyOf !== undefined) return node.anyOf.map((one) => typeOf(one, plural)).join(' or ');
  if (node.enum !== undefined) return node.enum.map(code).join(', ');
  if (node.const !== undefined) return code(node.const);
  if (node.type === 'array') return listType(node);
  if (node.type === 'integer') return `whole number${plural} ${range(node)}`.trim();
  if (node.type === 'number') return `number${plural} ${range(node)}`.trim();
  if (node.type === 'string') return `${node.maxLength === 1 ? 'character' : 'text'}${plural}`;
  if (node.type === 'boolean') return '`true`, `false`';
  return node.type === 'object' ? `object${plural}` : 'anything';
}

function listType({ items, minItems }) {
  if (Array.isArray(items)) return `\\[${items.map((item) => typeOf(item)).join(', ')}\\]`;
  return `list of ${typeOf(items, 's')}${minItems === 1 ? ', not empty' : ''}`;
}

/** The bounds of a number, as an interval where both are known. */
function range({ type, minimum, exclusiveMinimum, maximum, exclusiveMaximum }) {
  const isCounted = type === 'integer';
  // The largest whole number that float64 tells from its neighbours is no bound that a reader needs.
  const top = maximum === Number.MAX_SAFE_INTEGER ? undefined : (maximum ?? exclusiveMaximum);
  const least = isCounted && exclusiveMinimum !== undefined ? exclusiveMinimum + 1 : minimum;
  const bottom = least ?? exclusiveMinimum;
  if (bottom === undefined)
    return top === undefined ? '' : `${maximum === undefined ? '<' : '≤'} ${top}`;
  const open = least === undefined;
  if (top === undefined) return `${open ? '>' : '≥'} ${bottom}`;
  return `in ${open ? '(' : '\\['}${bottom}, ${top}${maximum === undefined ? ')' : '\\]'}`;
}

/** JSON with a space after what separates, and nothing changed inside texts: a default may be a comma. */
const code = (value) =>
  `\`${JSON.stringify(value).replaceAll(TEXT_OR_MARK, (found) => (found.length > 1 ? found : `${found} `))}\``;

const TEXT_OR_MARK = /"(?:[^"\\]|\\.)*"|[,:]/g;

/** Words in a cell of a table. */
export const cell = (text) => text.replaceAll(/[*_<[\]|]/g, '\\$&');
