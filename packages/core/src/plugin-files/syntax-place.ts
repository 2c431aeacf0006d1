import { execFile } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

/**
 * Where a file is no JavaScript, as `line 3`, or `helper.mjs, line 3` in another file than this one;
 * null where Node does not say. For ES modules Node keeps the place to itself: only its own check of
 * a file, which runs nothing of it, prints it.
 *
 * @param file absolute path of the module whose import failed
 */
export async function placeOf(error: SyntaxError, file: string): Promise<string | null> {
  return placeIn(error.stack ?? '', file) ?? placeIn(await complaintAbout(file), file);
}

/** Node's report of a syntax error begins with a line `path:3` or `file:///path:3`. */
function placeIn(report: string, file: string): string | null {
  const [first = ''] = report.split('\n');
  const [, place, line] = /^(.+):(\d+)$/.exec(first) ?? [];
  if (place === undefined) return null;
  const path = place.startsWith('file:') ? fileURLToPath(place) : place;
  return path === file ? `line ${line}` : `${path}, line ${line}`;
}

function complaintAbout(file: string): Promise<string> {
  return new Promise((done) => {
    execFile(process.execPath, ['--check', file], { env: asNode() }, (_error, _stdout, stderr) => {
      done(stderr);
    });
  });
}

/** An Electron checks a file only where it is told to be Node. */
function asNode(): NodeJS.ProcessEnv {
  return { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
}
