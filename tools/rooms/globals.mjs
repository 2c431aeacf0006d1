import ts from 'typescript';

/** What Node alone has, by names that no import asks for. */
const NAMES = new Set(['process', 'Buffer', 'global', '__filename', '__dirname', 'setImmediate', 'clearImmediate', 'require']); // prettier-ignore

const ANY = new RegExp(`\\b(${[...NAMES].join('|')})\\b`);

/** Node's way to a built-in module where there may be no Node. */
export const GET_BUILTIN = 'getBuiltinModule';

/** Before the name of one that is used only where `typeof` found it. */
export const IF_THERE = 'typeof ';

/**
 * The globals of Node that a source uses: not what it declares by such a name, and no types. One whose
 * `typeof` the same file asks for, or that is asked for as a member of `globalThis`, is given with
 * {@link IF_THERE} before its name. What loads modules is found otherwise (`importsIn`).
 *
 * @param {ts.SourceFile} source with its parents set
 * @returns {readonly string[]}
 */
export function nodeGlobals(source) {
  if (!ANY.test(source.text)) return [];
  const isFree = freeIn(source);
  const used = new Set();
  const asked = new Set();
  const visit = (node) => {
    if (ts.isIdentifier(node) && NAMES.has(node.text) && isFree(node)) {
      if (isAsked(node)) asked.add(node.text);
      else if (!loads(node)) used.add(node.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  const guarded = [...asked].map((name) => IF_THERE + name);
  return [...guarded, ...[...used].filter((name) => !asked.has(name))];
}

/** Whether an identifier stands for a value that the file does not declare. */
function freeIn(source) {
  const checker = checkerOf(source);
  const isDeclared = (symbol) => symbol?.declarations?.some((one) => !isAmbient(one)) ?? false;
  return (node) => {
    if (isOfGlobalThis(node)) return true;
    if (isType(node)) return false;
    if (ts.isShorthandPropertyAssignment(node.parent))
      return !isDeclared(checker.getShorthandAssignmentValueSymbol(node.parent));
    return !isName(node) && !isDeclared(checker.getSymbolAtLocation(node));
  };
}

/** A checker of one file by itself, to which all that it does not declare is unknown. */
function checkerOf(source) {
  const host = {
    ...ts.createCompilerHost({}),
    getSourceFile: (name) => (name === source.fileName ? source : undefined),
    fileExists: (name) => name === source.fileName,
  };
  const options = { noLib: true, noResolve: true, types: [], allowJs: true, target: ts.ScriptTarget.Latest }; // prettier-ignore
  return ts.createProgram([source.fileName], options, host).getTypeChecker();
}

/** `declare const process` makes nothing. */
const isAmbient = (node) =>
  (ts.getCombinedModifierFlags(node) & ts.ModifierFlags.Ambient) !== 0 ||
  (node.flags & ts.NodeFlags.Ambient) !== 0;

/** A key, a member, a declaration: what is named, and not what is used. */
const isName = (node) => node.parent.name === node || node.parent.propertyName === node;

function isType(node) {
  let name = node;
  while (ts.isQualifiedName(name.parent)) name = name.parent;
  return ts.isTypeQueryNode(name.parent) || ts.isPartOfTypeNode(name);
}

function isOfGlobalThis({ parent, text }) {
  if (!ts.isPropertyAccessExpression(parent)) return false;
  const { expression, name } = parent;
  return name.text === text && ts.isIdentifier(expression) && expression.text === 'globalThis';
}

const isAsked = (node) => ts.isTypeOfExpression(node.parent) || isOfGlobalThis(node);

/** `require(…)` and `process.getBuiltinModule`. */
function loads({ text, parent }) {
  if (text === 'require') return ts.isCallExpression(parent);
  return text === 'process' && parent.getText().includes(GET_BUILTIN);
}
