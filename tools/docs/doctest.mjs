import ts from 'typescript';

/**
 * Turns an example into a module that checks itself: where a line is an expression followed by a
 * comment, the expression must have the value that the comment states, or throw as it says.
 *
 * @param {string} text TypeScript or JavaScript
 * @returns {{ code: string, values: number, faults: readonly { line: number, message: string }[] }}
 *   line: from 0
 */
export function doctest(text) {
  const source = ts.createSourceFile('example.ts', text, ts.ScriptTarget.Latest, true);
  const faults = [];
  const edits = [];
  for (const statement of source.statements) {
    const comment = commentBehind(text, statement);
    if (comment === null) continue;
    const line = source.getLineAndCharacterOfPosition(statement.getStart()).line;
    const fault = faultOf(comment);
    if (fault !== null) faults.push({ line, message: fault });
    else edits.push({ statement, code: check(statement.expression.getText(), comment, line) });
  }
  const typed = edits.reduceRight(
    (whole, { statement, code }) =>
      whole.slice(0, statement.getStart()) + code + whole.slice(statement.end),
    text,
  );
  return { code: toJavaScript(typed), values: edits.length, faults };
}

/** Whether an example asks for what only its reader has: it is type-checked and not run. */
export function isDeclared(text) {
  return /^\s*declare\s/m.test(text);
}

/** TypeScript without its types. */
export function toJavaScript(text) {
  const { outputText } = ts.transpileModule(text, {
    compilerOptions: {
      module: ts.ModuleKind.ESNext,
      target: ts.ScriptTarget.ES2022,
      verbatimModuleSyntax: true,
    },
  });
  return outputText;
}

function commentBehind(text, statement) {
  if (!ts.isExpressionStatement(statement)) return null;
  const [range] = ts.getTrailingCommentRanges(text, statement.end) ?? [];
  return range === undefined ? null : text.slice(range.pos + 2, range.end).trim();
}

function faultOf(comment) {
  if (/^throws [a-z-]+\/[a-z-]+$/.test(comment)) return null;
  const value = ts.createSourceFile('value.js', `(${comment}\n)`, ts.ScriptTarget.Latest);
  return value.parseDiagnostics.length === 0
    ? null
    : `the comment behind an expression is its value, or "throws room/what"; "${comment}" is neither. Put other words on a line of their own.`;
}

function check(expression, comment, line) {
  const [, code] = /^throws (\S+)$/.exec(comment) ?? [];
  const rest = `${JSON.stringify(code ?? comment)}, ${line});`;
  return code === undefined
    ? `await __example.is(async () => (${expression}), async () => (${comment}), ${rest}`
    : `await __example.throws(async () => (${expression}), ${rest}`;
}
