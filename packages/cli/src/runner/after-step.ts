import { blamed, latestCall, mendIntrinsics } from '@isthmus/contract/internal';
import { IsthmusError } from '@isthmus/core';

/**
 * Waits until promises that were left rejected have been told, and looks at what all code shares: what
 * code from outside has done meanwhile must not pass because its step ended well.
 *
 * @throws naming what ran last
 */
export async function afterPlugins(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  const changed = mendIntrinsics();
  const call = latestCall();
  if (changed === null || call === null) return;
  const what = `${changed} was changed, which all code shares. It has been put back.`;
  throw blamed(call.who, call.phase, new IsthmusError('run/plugin-failed', what));
}
