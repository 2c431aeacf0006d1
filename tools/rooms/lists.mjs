/**
 * What a package's `rooms.json` says of each room (a folder of `src`) and of each entry (a file directly
 * in `src`, by its name): what it holds, which rooms, entries and packages of the house it may import,
 * and whether it may use Node: `true`, or "if there" for code that asks for a module of Node by
 * `process.getBuiltinModule`, or for a global of Node's by `typeof`, and does without where there is none.
 *
 * @typedef {Record<string, { holds: string, imports: readonly string[], node?: true | 'if there' }>} Rooms
 */

const EXAMPLE = '{ "path": { "holds": "polylines", "imports": ["@isthmus/contract"] } }';

const KEYS = ['holds', 'imports', 'node'];

/**
 * The list of a package, or what is wrong with it.
 *
 * @param {string} place the file, as messages name it
 * @param {string | null} text what it holds; null where it is missing
 * @returns {{ rooms: Rooms, faults: readonly string[] }}
 */
export function roomsIn(place, text) {
  if (text === null) return broken(place, `is missing; write one that lists each room and entry: ${EXAMPLE}`); // prettier-ignore
  let rooms;
  try {
    rooms = JSON.parse(text);
  } catch (error) {
    return broken(place, `is no JSON (${error.message}); expected ${EXAMPLE}`);
  }
  if (!isRecord(rooms)) return broken(place, `expected an object such as ${EXAMPLE}`);
  return { rooms, faults: Object.entries(rooms).flatMap((entry) => entryFaults(place, entry)) };
}

const broken = (place, what) => ({ rooms: {}, faults: [`${place}: ${what}`] });

const isRecord = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

function entryFaults(place, [name, room]) {
  const fault = (what) => `${place}: "${name}" ${what}`;
  if (!isRecord(room)) return [fault(`is ${JSON.stringify(room)}; expected { "holds", "imports" }`)]; // prettier-ignore
  const { holds, imports, node } = room;
  return [
    ...(typeof holds === 'string' && holds !== '' ? [] : [fault('must say in "holds" what it holds')]), // prettier-ignore
    ...(isTexts(imports) ? [] : [fault('needs "imports": a list of rooms and packages, [] for none')]), // prettier-ignore
    ...(node === undefined || node === true || node === 'if there' ? [] : [fault('has a "node" that is neither true nor "if there"; leave it out where there is none')]), // prettier-ignore
    ...Object.keys(room).filter((key) => !KEYS.includes(key)).map((key) => fault(`has a key "${key}"; known are ${KEYS.join(', ')}`)), // prettier-ignore
  ];
}

const isTexts = (value) => Array.isArray(value) && value.every((one) => typeof one === 'string');
