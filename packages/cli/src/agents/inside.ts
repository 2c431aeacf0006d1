import { realpath } from 'node:fs/promises';
import { isAbsolute, relative, resolve } from 'node:path';
import { IsthmusError } from '@isthmus/core';

/**
 * The absolute path of what an agent names, links followed: nothing outside of the folder that it was given is
 * read or run for it.
 *
 * @param root the folder, absolute
 * @param name relative to it, or absolute within it
 * @throws `io/read-failed` where there is nothing; `agents/outside` for what lies elsewhere
 */
export async function pathInside(root: string, name: string): Promise<string> {
  const [folder, path] = await Promise.all([realpath(root), realpathOf(resolve(root, name), name)]);
  const way = relative(folder, path);
  if (way === '..' || way.startsWith('../') || way.startsWith('..\\') || isAbsolute(way))
    throw new IsthmusError(
      'agents/outside',
      `${name} lies outside of ${root}, the folder that this server was started for. Start \`isthmus mcp\` in a folder that holds it.`,
      { path: name },
    );
  return path;
}

async function realpathOf(path: string, name: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (cause) {
    throw new IsthmusError('io/read-failed', `${name}: there is no such file or folder.`, { path: name }, { cause }); // prettier-ignore
  }
}
