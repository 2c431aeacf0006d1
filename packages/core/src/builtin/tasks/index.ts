import type { Definition } from '../../contract/plugin.js';

/** The tasks that core brings. */
export const tasks: readonly Definition<'task'>[] = [];
