import { open } from 'node:fs/promises';

/**
 * The bytes of a file up to a limit. A device or a pipe may never end, and a file may be larger than
 * the memory, so no more than the limit is ever read.
 *
 * @returns null where there is more
 */
export async function boundedRead(path: string, limit: number): Promise<Buffer | null> {
  const file = await open(path, 'r');
  try {
    const chunks: Buffer[] = [];
    let length = 0;
    for (;;) {
      const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(CHUNK), 0, CHUNK, null);
      if (bytesRead === 0) return Buffer.concat(chunks, length);
      length += bytesRead;
      if (length > limit) return null;
      chunks.push(buffer.subarray(0, bytesRead));
    }
  } finally {
    await file.close();
  }
}

const CHUNK = 64 * 1024;
