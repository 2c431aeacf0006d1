import { counted } from '../words/numbers.js';
import { cleanLine } from '../terminal/clean.js';
import { textTable } from '../terminal/table.js';
import { hanging } from '../terminal/width.js';
import type { Claim, Verified } from './claims.js';

/** What was found, for a person: what was checked by what, then a line for each claim that is not so. */
export function verifiedText(
  { kind, title, claims, by, assumed, unchecked }: Verified,
  width: number,
): string {
  // prettier-ignore
  const rows = groupsOf(claims);
  const table = textTable<(typeof rows)[number]>(
    [
      { title: kind, align: 'left', text: ({ about }) => about },
      { title: 'claims', align: 'right', text: ({ all }) => String(all.length) },
      { title: 'found', align: 'left', text: ({ all }) => foundIn(all) },
    ],
    rows,
  );
  const sentences = [
    ...by,
    ...(assumed.length > 0 ? [`Taken for granted: ${assumed.join(' ')}`] : []),
    ...(unchecked.length > 0 ? [`Not checked: ${unchecked.join('; ')}.`] : []),
  ];
  return [
    `${kind} ${title}`,
    '',
    table,
    '',
    ...sentences.map((sentence) => hanging(cleanLine(sentence), width)),
    '',
    ...claims.filter(({ outcome }) => outcome !== 'true').map(faultLine),
    conclusion(claims),
  ].join('\n');
}

interface Group {
  readonly about: string;
  readonly all: readonly Claim[];
}

function groupsOf(claims: readonly Claim[]): readonly Group[] {
  const groups = new Map<string, Claim[]>();
  for (const claim of claims) {
    const group = groups.get(claim.about);
    if (group === undefined) groups.set(claim.about, [claim]);
    else group.push(claim);
  }
  return [...groups].map(([about, all]) => ({ about, all }));
}

/** `all true`, or `2 false, 1 missing`. */
function foundIn(claims: readonly Claim[]): string {
  const wrong = (['false', 'missing', 'malformed'] as const).flatMap((outcome) => {
    const { length } = claims.filter((claim) => claim.outcome === outcome);
    return length === 0 ? [] : [`${length} ${outcome}`];
  });
  return wrong.length === 0 ? 'all true' : wrong.join(', ');
}

/** One line, whatever stands in a record. */
function faultLine({ outcome, about, claim, why }: Claim): string {
  return cleanLine(`${outcome.padEnd(9)}  ${about}: ${claim}: ${why ?? ''}`);
}

function conclusion(claims: readonly Claim[]): string {
  const wrong = claims.filter(({ outcome }) => outcome !== 'true').length;
  if (claims.length === 0) return 'There is nothing to check.';
  if (wrong === 0) return `${counted(claims.length, 'claim')}, all true.`;
  return `${counted(claims.length, 'claim')}, ${foundIn(claims)}.`;
}
