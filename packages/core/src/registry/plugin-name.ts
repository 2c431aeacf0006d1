/**
 * What a plugin may be called: `scope/name`, in letters, digits, `-`, `_` and `.`; the scope may be
 * that of an npm package (`@acme/curves`).
 */
export const PLUGIN_NAME_PATTERN = /^@?[A-Za-z0-9][A-Za-z0-9_.-]*\/[A-Za-z0-9][A-Za-z0-9_.-]*$/;

/** A path that begins at the root, on any system. */
const ABSOLUTE = /^(?:\/|\\|[A-Za-z]:[\\/])/;

/** Whether a config's entry is a file beside the config, not a package. */
export function isPluginFile(name: string): boolean {
  return name.startsWith('.') || ABSOLUTE.test(name);
}
