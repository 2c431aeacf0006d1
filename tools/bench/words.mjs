/** Where the plots of docs/performance.md lie. */
export const DEFAULT_OUT = 'docs/performance';

/** What the command takes, as `npm run bench -- --help` prints it. */
export const USAGE = `npm run bench -- [case…] [options]

  case…            cases by name; none: all that compare us with others. Or one of:
                   engines: our own engines beside each other
                   memory [case… | large]: peak resident sizes
                   proofs: leaves and time of proofs against width and depth, plotted into docs/proof
                   scaling [width | depth | data | models | beads]: how cost grows
  --json           prints an array of results
  --markdown       prints the table of docs/performance.md
  --rounds N       rounds of a comparison (default 7)
  --seconds S      what a contender works in a round (default 0.3)
  --node PATH      the Node that our engine and tfjs run on (default: this one)
  --engine NAME    our engine: fast, reference or tfjs (default fast)
  --python PATH    the Python that has PyTorch (default /usr/bin/python3)
  --blas FOLDER    where PyTorch finds libblas.so.3 (default: OpenBLAS if it is installed, else as found)
  --from FILE…     prints results that --json wrote before, and measures nothing
  --out FOLDER     where "scaling" writes its plots (default docs/performance); its data go to
                   tools/bench/results, or there too where it is given`;

const DEFAULTS = {
  cases: [],
  json: false,
  markdown: false,
  help: false,
  rounds: 7,
  seconds: 0.3,
  node: process.execPath,
  engine: 'fast',
  python: '/usr/bin/python3',
  blas: null,
  from: [],
  out: DEFAULT_OUT,
};

const FLAGS = new Set(['json', 'markdown', 'help']);
const LISTS = new Set(['from']);
const NUMBERS = { rounds: Number.isSafeInteger, seconds: Number.isFinite };
const ENGINES = new Set(['fast', 'reference', 'tfjs']);

/**
 * The words of a command as settings.
 *
 * @throws TypeError that says which word is wrong and what was expected
 */
export function parseWords(words) {
  const settings = { ...DEFAULTS, cases: [], from: [] };
  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    if (!word.startsWith('--')) settings.cases.push(word);
    else i += take(settings, word.slice(2), words[i + 1]);
  }
  return settings;
}

/** Takes an option, and tells how many words its value took. */
function take(settings, name, value) {
  if (!Object.hasOwn(DEFAULTS, name) || name === 'cases')
    throw new TypeError(`unknown option --${name}; see --help`);
  if (FLAGS.has(name)) {
    settings[name] = true;
    return 0;
  }
  if (value === undefined || value.startsWith('--'))
    throw new TypeError(`--${name} needs a value; see --help`);
  if (LISTS.has(name)) settings[name].push(value);
  else settings[name] = checked(name, value);
  return 1;
}

function checked(name, value) {
  if (name === 'engine' && !ENGINES.has(value))
    throw new TypeError(`--engine is one of ${[...ENGINES].join(', ')}; got ${value}`);
  const isFit = NUMBERS[name];
  if (isFit === undefined) return value;
  const number = Number(value);
  if (!isFit(number) || number <= 0)
    throw new TypeError(`--${name} is a number above 0; got ${value}`);
  return number;
}
