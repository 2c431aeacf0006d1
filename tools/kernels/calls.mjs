// Makes the TypeScript by which kernels are called: an interface for each module, whose functions take
// their operands by name where there are more than a few, and what puts these into the kernels' order.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { camel, exportedFunctions, MADE } from './sources.mjs';

/** Operands that may stand in a row without names. */
const FEW = 4;

/**
 * Operands that come as one object, where a function takes them side by side: callers hold it, and to
 * copy it for every call takes microseconds.
 */
const GROUPS = [
  {
    name: 'grid',
    type: 'WindowGrid',
    from: '@isthmus/contract',
    members: 'height width channels outHeight outWidth top left size strides'.split(' '),
  },
  {
    name: 'windows',
    type: 'TfjsWindows',
    from: '../tfjs-windows.js',
    members:
      'height width channels outHeight outWidth sizeY sizeX strideY strideX dilationY dilationX top left'.split(
        ' ',
      ),
  },
];

/** The interfaces that are made, and the modules that have them: those of one interface are alike. */
const INTERFACES = {
  GemmKernels: ['gemm-narrow', 'gemm-wide'],
  Products64Kernels: ['products64-narrow', 'products64-wide'],
  Reference64Kernels: ['reference64'],
  GraphKernels: ['graph'],
  TinyKernels: ['tiny'],
  TfjsPackKernels: ['tfjs-pack'],
};

/** The texts that are made, by the names of their files without ending. */
export function callSources(kernels) {
  return new Map(
    Object.entries(INTERFACES).map(([name, modules]) => {
      const [first, ...others] = modules.map((module) => readModule(kernels, module));
      for (const other of others)
        if (signatures(other) !== signatures(first))
          throw new Error(`The modules ${modules.join(' and ')} should export the same functions.`);
      return [modules[0].replace(/-narrow$/, ''), sourceOf(name, modules, first)];
    }),
  );
}

const signatures = ({ functions }) =>
  JSON.stringify(functions.map(({ name, parameters, result }) => ({ name, parameters, result })));

/** The doc comment of a module, and the functions that it exports, wherever they come from. */
function readModule(kernels, module) {
  const text = readFileSync(join(kernels, `${module}.ts`), 'utf8');
  const doc = /^\/\/ module\n(\/\*\*[^]*?\*\/)/.exec(text)?.[1];
  const own = exportedFunctions(text);
  const others = [...text.matchAll(/export \{([^}]*)\} from '\.\/([\w-]+)'/g)].flatMap(
    ([, names, file]) => {
      const held = exportedFunctions(readFileSync(join(kernels, `${file}.ts`), 'utf8'));
      return names
        .split(',')
        .map((one) => one.trim())
        .filter((one) => one !== '')
        .map((one) => {
          const [from, as = from] = one.split(' as ');
          const found = held.find(({ name }) => name === from);
          if (found === undefined) throw new Error(`${file}.ts exports no function ${from}.`);
          return { ...found, name: as };
        });
    },
  );
  return { doc, functions: [...own, ...others] };
}

/** The constants of kernels/gemm-flags.ts as an object. */
export function flagSource(kernels) {
  const text = readFileSync(join(kernels, 'gemm-flags.ts'), 'utf8');
  const doc = /^\/\/ (.*)$/m.exec(text)[1];
  const members = text.replaceAll(/^export const (\w+): i32 = (\d+);$/gm, '$1: $2,');
  return `${MADE}/** ${doc} */
export const GEMM = {${members.replace(/^\/\/ .*\n/, '')}} as const;
`;
}

const typeOf = (type) => {
  if (GROUPS.some((group) => group.type === type)) return type;
  return type === 'bool' ? 'boolean' : 'number';
};
const resultOf = (type) => (type === 'void' ? 'void' : typeOf(type));

function sourceOf(name, modules, { doc, functions }) {
  const maker = `${camel(modules[0].replace(/-narrow$/, ''))}Kernels`;
  const used = GROUPS.filter((group) => functions.some((each) => groupOf(each) === group));
  const imports = used.map(({ type, from }) => `import type { ${type} } from '${from}';\n`);
  return `${MADE}${imports.join('')}import type { RawKernels } from '../raw-kernels.js';

${doc ?? ''}
export interface ${name} {
${functions.map(memberOf).join('\n')}
}

/** Calls the functions of ${modules.map((one) => `\`${one}\``).join(' and ')} with operands by name. */
export function ${maker}(raw: RawKernels): ${name} {
  const { ${functions.map((each) => each.name).join(', ')} } = raw;
  return {
${functions.map(callOf).join('\n')}
  };
}
`;
}

/** The group whose members a function takes side by side. */
function groupOf({ parameters }) {
  const names = ` ${parameters.map((one) => one.name).join(' ')} `;
  return GROUPS.find(({ members }) => names.includes(` ${members.join(' ')} `));
}

/** The operands as callers see them, with members of a group as one. */
function operandsOf(each) {
  const group = groupOf(each);
  if (group === undefined) return each.parameters;
  const others = each.parameters.filter((one) => !group.members.includes(one.name));
  const at = each.parameters.findIndex((one) => one.name === group.members[0]);
  return others.toSpliced(at, 0, { name: group.name, type: group.type });
}

function memberOf(each) {
  const { name, doc, parameters, result } = each;
  const list = operandsOf(each).map((one) => `${one.name}: ${typeOf(one.type)}`);
  const operands =
    parameters.length > FEW
      ? `operands: { ${list.map((one) => `readonly ${one}`).join('; ')} }`
      : list.join(', ');
  return `${doc ?? ''}\n${name}(${operands}): ${resultOf(result)};`;
}

function callOf(each) {
  const { name, parameters, result } = each;
  const group = groupOf(each);
  const names = operandsOf(each)
    .map((one) => one.name)
    .join(', ');
  const raw = parameters.map((one) => {
    if (group?.members.includes(one.name)) return `${group.name}.${one.name}`;
    return one.type === 'bool' ? `Number(${one.name})` : one.name;
  });
  const call = `${name}!(${raw.join(', ')})`;
  const body = result === 'void' ? `void ${call}` : result === 'bool' ? `${call} !== 0` : call;
  return `${name}: (${parameters.length > FEW ? `{ ${names} }` : names}) => ${body},`;
}
