/** What a program needs to run at all, and what is Isthmus's own: no place for secrets. */
const PASSED =
  /^(?:PATH|PATHEXT|HOME|USER|LOGNAME|USERNAME|USERPROFILE|HOMEDRIVE|HOMEPATH|SHELL|COMSPEC|SYSTEMROOT|SYSTEMDRIVE|WINDIR|APPDATA|LOCALAPPDATA|PROGRAMDATA|PROGRAMFILES.*|TMPDIR|TMP|TEMP|LANG|LANGUAGE|LC_.*|TZ|TERM|NO_COLOR|FORCE_COLOR|CI|NUMBER_OF_PROCESSORS|PROCESSOR_.*|OMP_NUM_THREADS|LD_LIBRARY_PATH|DYLD_.*|NODE_(?!AUTH).*|UV_THREADPOOL_SIZE|ELECTRON_RUN_AS_NODE|VITEST.*|ISTHMUS_.*)$/i;

/** Names the variables that plugins may see besides. */
export const PASS_VARIABLE = 'ISTHMUS_PASS_ENV';

/**
 * The environment of a runner: plugins run in it, and keys and tokens of the shell are none of their
 * business. `ISTHMUS_PASS_ENV` names more variables to pass, with commas between them.
 */
export function runnerEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const more = new Set((env[PASS_VARIABLE] ?? '').split(',').map((name) => name.trim()));
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => PASSED.test(name) || more.has(name)),
  );
}
