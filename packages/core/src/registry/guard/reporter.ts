import type { Reporter } from '@isthmus/contract';
import type { Guard } from './guard.js';
import { present } from './members.js';

/** A reporter from outside; its file is asked for once. */
export function guardedReporter(plugin: Reporter, guard: Guard): Reporter {
  const { file, mime } = plugin;
  const render: Reporter['render'] = (result) =>
    guard.runAsync('render', () => plugin.render(result));
  return present<Reporter>({ file, mime, render });
}
