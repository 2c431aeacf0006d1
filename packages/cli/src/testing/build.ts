import { build, isBuilt } from '../../bin/build.mjs';

/**
 * Brings the build up to date before the tests: they run the command as a user does, built and in
 * processes of its own. Only what has changed is compiled.
 */
export default function bringUpToDate(): void {
  if (isBuilt()) return;
  const { ok, words } = build(['ignore', 'pipe', 'pipe']);
  if (!ok) throw new Error(`The command cannot be built for its tests:\n${words}`);
}
