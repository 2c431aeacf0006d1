import { readFileSync } from 'node:fs';
import { rm, statfs } from 'node:fs/promises';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { bytesInWords } from '@isthmus/contract/internal';
import { memoryLimit } from '@isthmus/core/internal';
import { messageOf } from '@isthmus/core';
import { makeFreshRunFolder, writeFileAtomic } from '@isthmus/core/node';
import type { DoctorFinding } from './check.js';
import { broken, note, ok } from './check.js';

/** The Node that runs this command. */
export function nodeCheck(version = process.versions.node): DoctorFinding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const text = `${version} on ${process.platform}-${process.arch}; 20.19 or newer is needed`;
  return major > 20 || (major === 20 && minor >= 19) ? ok('Node', text) : broken('Node', text);
}

/** Names of what wide arithmetic needs, as Linux lists them. */
const FEATURES = ['avx', 'avx2', 'fma', 'avx512f', 'asimd'];

/** The processor; what it can is information, since V8 decides what is used of it. */
export function processorCheck(): DoctorFinding {
  const model = cpus()[0]?.model.trim() || 'unknown';
  const features = featuresOf();
  const can = features.length === 0 ? '' : `; ${features.join(' ')}`;
  return ok('processor', `${model}, ${availableParallelism()} at once${can}`);
}

function featuresOf(): readonly string[] {
  try {
    const text = readFileSync('/proc/cpuinfo', 'utf8');
    const words = new Set(/^(?:flags|Features)\s*:(.*)$/m.exec(text)?.[1]?.trim().split(/\s+/));
    return FEATURES.filter((feature) => words.has(feature));
  } catch {
    return [];
  }
}

/** Less leaves little besides Node itself and tfjs. */
const LEAST_MEMORY = 1e9;

/** What a run may take. */
export function memoryCheck(env: NodeJS.ProcessEnv): DoctorFinding {
  try {
    const { bytes, origin } = memoryLimit(env);
    const text = `a run may take ${bytesInWords(bytes)} (${origin})`;
    return bytes < LEAST_MEMORY ? note('memory', `${text}, which is little`) : ok('memory', text);
  } catch (thrown) {
    return broken('memory', messageOf(thrown));
  }
}

/** Run folders are written below this. */
const LEAST_ROOM = 100e6;

/** Whether run folders and temporary files can be written, by writing one. */
export async function folderChecks(): Promise<readonly DoctorFinding[]> {
  return Promise.all([
    folderCheck('this folder', process.cwd()),
    folderCheck('temporary', tmpdir()),
  ]);
}

async function folderCheck(name: string, path: string): Promise<DoctorFinding> {
  try {
    const folder = await makeFreshRunFolder(join(path, `.isthmus-doctor-${process.pid}`));
    try {
      await writeFileAtomic(join(folder, 'written'), 'written');
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
    const { bavail, bsize } = await statfs(path);
    const text = `${path} can be written, ${bytesInWords(bavail * bsize)} free`;
    return bavail * bsize < LEAST_ROOM ? note(name, `${text}, which is little`) : ok(name, text);
  } catch (thrown) {
    return broken(name, messageOf(thrown));
  }
}
