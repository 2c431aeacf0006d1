// Makes of kernels/*-records.json where things lie in memory: constants for AssemblyScript, and for
// TypeScript what writes and reads a record.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MADE } from './sources.mjs';

const SIZES = { i32: 4, f32: 4, f64: 8 };
const SUFFIX = '-records.json';

/** The records of the package, by the name of their module. */
export function readRecords(kernels) {
  return readdirSync(kernels)
    .filter((file) => file.endsWith(SUFFIX))
    .map((file) => {
      const { constants, codes, records } = JSON.parse(readFileSync(join(kernels, file), 'utf8'));
      return {
        name: file.slice(0, -'.json'.length),
        constants,
        codes,
        records: records.map(laidOut),
      };
    });
}

/** Gives every field its place; those of lanes lie side by side. */
function laidOut({ name, doc, lanes = 1, bytes, fields, read = false }) {
  let at = 0;
  const placed = fields.map(([field, type, about]) => {
    const offset = at;
    if (offset % SIZES[type] !== 0) throw new Error(`${name}.${field} lies at ${offset} bytes.`);
    at += SIZES[type] * lanes;
    return { field, type, about, offset, size: SIZES[type] };
  });
  if (at > (bytes ?? at)) throw new Error(`The record ${name} takes ${at} bytes.`);
  return { name, doc, lanes, read, bytes: bytes ?? at, fields: placed };
}

const capitalOfCamel = (name) => name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
const title = (name) => name[0].toUpperCase() + name.slice(1);

/** The AssemblyScript of records. */
export function recordSource({ constants, codes, records }) {
  const blocks = records.map(
    ({ name, doc, bytes, fields }) =>
      `// ${doc}\n${fields
        .map(
          ({ field, type, about, offset }) =>
            `/** ${about} (${type}) */\nexport const ${capitalOfCamel(field)}: usize = ${offset};\n`,
        )
        .join('')}export const ${capitalOfCamel(name)}_BYTES: usize = ${bytes};\n`,
  );
  const numbers = constants.map(
    ({ name, type, value, doc }) => `/** ${doc} */\nexport const ${name}: ${type} = ${value};\n`,
  );
  const lists = codes.map(
    ({ name, doc, values }) =>
      `// ${doc}\n${values.map((one, i) => `export const ${name}_${one.toUpperCase()}: i32 = ${i};\n`).join('')}`,
  );
  return `${MADE}${numbers.join('')}\n${[...lists, ...blocks].join('\n')}`;
}

/** The TypeScript of records. */
export function recordModule({ constants, codes, records }) {
  const numbers = constants.map(
    ({ name, value, doc }) => `/** ${doc} */\nexport const ${name} = ${value};\n`,
  );
  const lists = codes.map(
    ({ name, doc, values }) =>
      `/** ${doc} */\nexport const ${name} = [${values.map((one) => `'${one}'`).join(', ')}] as const;\n`,
  );
  return `${MADE}
/** The memory as numbers. */
export interface Views {
  readonly i32: Int32Array;
  readonly f32: Float32Array;
  readonly f64: Float64Array;
}

${numbers.join('\n')}
${lists.join('\n')}
${records.map(recordText).join('\n')}`;
}

function recordText({ name, doc, lanes, read, bytes, fields }) {
  const members = fields.map(
    ({ field, about }) => `  /** ${about} */\n  readonly ${field}: number;`,
  );
  const lane = lanes > 1 ? ', lane: number' : '';
  const place = ({ type, offset, size }) =>
    `${type}[(at + ${offset}) / ${size}${lanes > 1 ? ' + lane' : ''}]`;
  const types = [...new Set(fields.map(({ type }) => type))].join(', ');
  return `/** ${doc} */
interface ${title(name)}Record {
${members.join('\n')}
}

/** Bytes of ${lanes > 1 ? `${lanes} records` : 'a record'}. */
export const ${capitalOfCamel(name)}_BYTES = ${bytes};

/** Writes a record at \`at\` bytes${lanes > 1 ? ', in a lane' : ''}. */
export function write${title(name)}({ ${types} }: Views, at: number${lane}, record: ${title(name)}Record): void {
${fields.map((each) => `  ${place(each)} = record.${each.field};`).join('\n')}
}
${read ? readText(name, types, lane, place, fields) : ''}`;
}

function readText(name, types, lane, place, fields) {
  return `
/** Reads it. */
export function read${title(name)}({ ${types} }: Views, at: number${lane}): ${title(name)}Record {
  return {
${fields.map((each) => `    ${each.field}: ${place(each)}!,`).join('\n')}
  };
}
`;
}
