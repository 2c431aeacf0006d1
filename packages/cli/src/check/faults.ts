import type { ConfigIssue, IsthmusError } from '@isthmus/core';
import { changesFor, placesOf } from '@isthmus/core/internal';
import type { CheckedFault, CheckFix } from '../protocol/protocol.js';
import { additionFor, type Checked } from './addition.js';

/** The faults of an experiment with their places and what would mend them; each pointer and message once. */
export function faultsIn(
  checked: Checked,
  issues: readonly ConfigIssue[],
): readonly CheckedFault[] {
  const once = [
    ...new Map(issues.map((issue) => [`${issue.pointer} ${issue.message}`, issue])).values(),
  ];
  const places = placesOf(checked.text, once);
  return once.map((issue, i) => {
    const { code, pointer, message } = issue;
    const place = places[i]!;
    return { code, pointer, message, ...place, fixes: fixesOf(issue, place, checked) };
  });
}

function fixesOf(
  { meant, missing, absentPackage, pointer }: ConfigIssue,
  place: Pick<CheckedFault, 'offset' | 'length'>,
  checked: Checked,
): readonly CheckFix[] {
  if (absentPackage !== undefined) return [{ kind: 'install', package: absentPackage }];
  if (meant !== undefined)
    return [
      { kind: 'replace', by: meant, changes: [{ ...place, content: JSON.stringify(meant) }] },
    ];
  const addition = missing === true ? additionFor(pointer, checked) : null;
  if (addition === null) return [];
  const changes = changesFor(checked.text, addition.pointer, addition.value);
  return [{ kind: 'add', key: pointer.slice(pointer.lastIndexOf('/') + 1), changes }];
}

/** The fault of a text that is no experiment at all. */
export function textFault(
  { code, message, data }: IsthmusError,
  name: string,
  text: string,
): CheckedFault {
  const { line, column, offset } = data;
  const prefix = `${name}:${String(line)}:${String(column)}: `;
  const words = message.startsWith(prefix)
    ? message.slice(prefix.length)
    : message.replace(`${name}: `, '');
  // Where the text ends too early its last character is marked.
  const at = Math.max(0, Math.min(typeof offset === 'number' ? offset : 0, text.length - 1));
  return { code, pointer: '', message: words, offset: at, length: 1, fixes: [] };
}
