import ts from 'typescript';

/**
 * The compiler's complaints about examples, at their places in the documentation.
 *
 * @param {ts.Program} program over the examples and the packages' sources
 * @param {readonly import('./modules.mjs').Module[]} modules
 * @returns {readonly string[]}
 */
export function typeFaults(program, modules) {
  return modules.flatMap((module) => {
    const file = program.getSourceFile(module.checked);
    const found = [
      ...program.getSyntacticDiagnostics(file),
      ...program.getSemanticDiagnostics(file),
    ];
    return found.map((diagnostic) => `${placeOf(module, diagnostic)}: ${wordsOf(diagnostic)}`);
  });
}

function placeOf({ example, header }, { file, start = 0 }) {
  const { line } = file.getLineAndCharacterOfPosition(start);
  return `${example.file}:${example.line + Math.max(0, line - header)}`;
}

function wordsOf({ code, messageText }) {
  return `${ts.flattenDiagnosticMessageText(messageText, ' ')} (TS${code})`;
}
