/** Names that npm takes for packages of its registry, and nothing that a shell or npm reads otherwise. */
const NAME = /^(?:@[a-z0-9~][a-z0-9._~-]*\/)?[a-z0-9~][a-z0-9._~-]*$/;

/**
 * A package that may be installed by its name, or null: a URL, a path, a flag or a version is none.
 *
 * @example
 * packageToInstall('isthmus-plugin-foo'); // 'isthmus-plugin-foo'
 * packageToInstall('--global'); // null
 */
export function packageToInstall(name: unknown): string | null {
  return typeof name === 'string' && name.length <= 214 && NAME.test(name) ? name : null;
}
