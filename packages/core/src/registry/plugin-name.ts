/**
 * What a plugin may be called: `scope/name`, in letters, digits, `-`, `_` and `.`; the scope may be
 * that of an npm package (`@acme/curves`).
 */
export const PLUGIN_NAME_PATTERN = /^@?[A-Za-z0-9][A-Za-z0-9_.-]*\/[A-Za-z0-9][A-Za-z0-9_.-]*$/;
