import { messageOf } from '@isthmus/contract/base';

const REASONS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    EACCES: 'permission denied',
    EPERM: 'permission denied',
    EEXIST: 'a file stands where a folder is to be',
    EFBIG: 'the file is larger than is allowed',
    EDQUOT: 'the disk quota is used up',
    EISDIR: 'it is a folder',
    ELOOP: 'it is a symbolic link, or leads through too many',
    EMFILE: 'too many files are open',
    ENAMETOOLONG: 'the name is too long',
    ENOENT: 'there is no such file',
    ENOSPC: 'the disk is full',
    ENOTDIR: 'a part of the path is no folder',
    EROFS: 'the file system is read-only',
  }),
);

/** Why the system refused to read or write a file, in words. */
export function fileReason(cause: unknown): string {
  return REASONS.get(errnoOf(cause) ?? '') ?? messageOf(cause);
}

/** The system's name of an error, such as `ENOENT`; null for other errors. */
export function errnoOf(cause: unknown): string | null {
  const { code } = (cause ?? {}) as { code?: unknown };
  return typeof code === 'string' ? code : null;
}
