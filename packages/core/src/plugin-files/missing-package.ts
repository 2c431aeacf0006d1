import { messageOf } from '@isthmus/contract/base';

/**
 * What to do about a package that a plugin imports and Node does not find, to be said behind Node's own
 * words; '' for any other fault.
 */
export function missingPackageRemedy(cause: unknown): string {
  const { code } = (typeof cause === 'object' && cause !== null ? cause : {}) as { code?: unknown };
  const [, name] = /^Cannot find package '((?:@[^/']+\/)?[^/']+)/.exec(messageOf(cause)) ?? [];
  if (code !== 'ERR_MODULE_NOT_FOUND' || name === undefined) return '';
  const place =
    'Node looks for it in the node_modules of the folder of that file and of those above';
  const [, own] = /^@isthmus\/([\w-]+)$/.exec(name) ?? [];
  if (own === undefined) return `. ${place}: run npm install ${name} there.`;
  return `. ${place}: run npm install ${name} there (from a checkout of Isthmus: npm install CHECKOUT/packages/${own}). Or import nothing of it: define only returns the object that it is given, so plain objects do, with type imports alone ("A folder of its own" in docs/plugins.md).`;
}
