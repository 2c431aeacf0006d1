import type { RunHost, OwnData, Platform } from './platform.js';

/** A browser, or any other host without Node's modules. */
export const platform: Platform = {
  readOwnData,
  host,
  turn: () => new Promise((resolve) => setTimeout(resolve, 0)),
};

async function readOwnData(name: string): Promise<OwnData> {
  const place = new URL(`../../data/${name}`, import.meta.url);
  const answer = await fetch(place).catch(() => null);
  const bytes = answer?.ok === true ? new Uint8Array(await answer.arrayBuffer()) : null;
  return { bytes, folders: [place.href] };
}

function host(): RunHost {
  return {
    node: 'none',
    v8: 'unknown',
    platform: 'browser',
    cpu: 'unknown',
    memory: browserMemory(),
    env: {},
  };
}

/** Chromium says how many GiB a machine has, 8 for all that have more; elsewhere 4 are assumed. */
function browserMemory(): number {
  const { navigator } = globalThis as { readonly navigator?: { readonly deviceMemory?: number } };
  return (navigator?.deviceMemory ?? 4) * 2 ** 30;
}
