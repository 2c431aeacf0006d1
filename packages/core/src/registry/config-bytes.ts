import { IsthmusError } from '@isthmus/contract/base';
import { firstBytes, foreignFile, textOf, whatIs, wideEncodingOf } from '@isthmus/files/internal';

/**
 * The text of an experiment's file: UTF-8, or UTF-16 with a byte order mark, as PowerShell writes it.
 *
 * @param source the file's name, for messages
 * @throws `config/syntax` for a file that is no text, saying what it is and what to do
 * @example
 * configTextOf(Uint8Array.of(0xff, 0xfe, 0x7b, 0, 0x7d, 0), 'mine.isthmus.json'); // '{}'
 * configTextOf(Uint8Array.of(0x50, 0x4b, 3, 4), 'mine.isthmus.json'); // throws config/syntax
 */
export function configTextOf(bytes: Uint8Array, source: string): string {
  const text = textOf(bytes);
  // UTF-16 with its mark is as good as the same text in UTF-8.
  const encoding = wideEncodingOf(bytes);
  const isWide = encoding?.name === 'UTF-16' && encoding.marked;
  const content = isWide ? new TextEncoder().encode(text) : bytes;
  const foreign = foreignFile(content, 'experiment', ['text', 'json', 'experiment']);
  if (foreign !== null) throw fault(source, foreign.came, foreign.remedy);
  if (whatIs(content) !== null) return text;
  throw fault(source, firstBytes(bytes), 'Name a text file such as NAME.isthmus.json');
}

function fault(source: string, came: string, remedy: string): IsthmusError {
  const message = `${source}: expected an experiment, a text in JSON, came ${came}. ${remedy}.`;
  return new IsthmusError('config/syntax', message, { source });
}
