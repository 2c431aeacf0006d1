const HEADS = ['example', 'strategy', 'level', 'outcome', 'peak within', 'leaves', 'proof; search'];

/** The sampled paths of a record that a proof was asked of, in rows. */
export function rowsOf(example, { pairs = [] }) {
  return pairs.flatMap(({ a, b, paths }) =>
    paths
      .filter(({ certification, strategy }) => certification !== null || strategy !== 'core/linear')
      .map((path) => rowOf(pairs.length > 1 ? `${example} (${a} – ${b})` : example, path)),
  );
}

function rowOf(example, { strategy, level, verdict, grade, reason, certification, cost }) {
  const proof = certification ?? null;
  return {
    example,
    strategy,
    level: number(level),
    outcome: outcomeOf(verdict, grade, proof?.reason ?? reason),
    bracket: proof === null ? '–' : `${number(proof.lower)} … ${number(proof.upper)}`,
    leaves: proof === null ? '–' : String(proof.leaves),
    time: proof === null ? '–' : `${seconds(proof.seconds)}; ${seconds(cost.seconds)}`,
  };
}

function outcomeOf(verdict, grade, reason) {
  const said = grade === null ? verdict : `${verdict}, ${grade}`;
  return reason === null || grade === 'certified' ? said : `${said}: ${reason}`;
}

/** The rows as a table of Markdown. */
export function markdownOf(rows) {
  const cells = rows.map((row) => Object.values(row).map((cell) => cell.replaceAll('|', '\\|')));
  const lines = [HEADS, HEADS.map(() => '---'), ...cells];
  return lines.map((line) => `| ${line.join(' | ')} |`).join('\n');
}

function number(value) {
  return value === null || value === undefined ? '–' : String(Number(value.toPrecision(5)));
}

function seconds(value) {
  return value === undefined ? '–' : `${Number(value.toPrecision(2))} s`;
}
