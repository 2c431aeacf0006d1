import { z } from 'zod';
import type { FileSource } from '@isthmus/contract';
import type { NamedFile } from './labelled-images.js';

const path = z.string().min(1);

/** One file, or several of one sort whose rows are read one after the other. */
export function paths(description: string) {
  return z
    .union([path, z.array(path).min(1)], 'expected the path of a file, or a list of paths')
    .describe(
      `${description}; a path relative to the config, or a list of paths; gzip is unpacked.`,
    );
}

/** Reads the files, in their order. @throws `data/missing` */
export async function readAll(
  files: FileSource,
  named: string | readonly string[],
): Promise<readonly NamedFile[]> {
  const names = typeof named === 'string' ? [named] : named;
  return Promise.all(names.map(async (name) => ({ name, bytes: await files.read(name) })));
}
