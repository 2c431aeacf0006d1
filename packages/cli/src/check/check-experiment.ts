import { basename, dirname } from 'node:path';
import type { ConfigIssue, IsthmusError, ParsedExperiment, Registry } from '@isthmus/core';
import {
  ConfigError,
  isIsthmusError,
  parseConfigText,
  parseExperiment,
  resolveExperiment,
} from '@isthmus/core';
import { checkSmallest, experimentIssues, issuesOf } from '@isthmus/core/internal';
import { loadedPlugins, openExperiment } from '../experiment/experiment-file.js';
import type { UnreadPlugins } from '../experiment/unread-plugins.js';
import { unreadPlugins } from '../experiment/unread-plugins.js';
import type { CheckReply, CheckRequest } from '../protocol/protocol.js';
import { planSweep } from '../sweep/plan.js';
import { faultsIn, textFault } from './faults.js';
import { looseExperiment } from './loose-experiment.js';
import { sessionOverview } from './session-overview.js';
import { firstOfSweep } from './swept.js';

/**
 * What is wrong with an experiment as it stands in an editor: what `isthmus validate` would say, as data, and as
 * much of it at once as can be known.
 *
 * @throws only what is no fault of the experiment
 * @example
 * const text = '{ "name": "x", "sed": 1 }';
 * const request = { file: '/tmp/x.isthmus.json', text, runPlugins: false, data: false };
 * (await checkedExperiment(request)).faults[0]?.pointer; // '/sed'
 */
export async function checkedExperiment(request: CheckRequest): Promise<CheckReply> {
  const name = basename(request.file);
  try {
    return await checked(request, parseConfigText(request.text, name));
  } catch (thrown) {
    if (!isIsthmusError(thrown)) throw thrown;
    return { ...NOTHING, faults: [textFault(thrown, name, request.text)] };
  }
}

const NOTHING: CheckReply = { faults: [], unread: [], plugins: [], overview: [] };

async function checked(request: CheckRequest, raw: unknown): Promise<CheckReply> {
  const { document, issues, mapped } = firstOfSweep(raw);
  const unread = unreadPlugins();
  const loose = looseExperiment(document);
  const { registry, faults } = await pluginsOf(request, loose, unread);
  const own = experimentIssues(document, registry).map(mapped);
  // What is missing may be what a sweep that is not understood varies.
  const found = [
    ...faults,
    ...issues,
    ...own.filter(({ missing }) => issues.length === 0 || !missing),
  ];
  const rest = found.length > 0 ? [] : await issuesOfRest(request, document, registry);
  const isSound = found.length + rest.length === 0;
  const isOpened = isSound && request.data && (request.runPlugins || !unread.isUsed());
  const opened = isOpened
    ? await openedLines(request, document, registry)
    : { issues: [], lines: [] };
  return {
    faults: faultsIn({ ...request, document, registry }, [...found, ...rest, ...opened.issues]),
    unread: unread.names(),
    plugins: loose.plugins,
    overview: opened.lines,
  };
}

/** Where plugins cannot be loaded, the rest is held against what is known without them. */
async function pluginsOf(
  { file, runPlugins }: CheckRequest,
  loose: ParsedExperiment,
  unread: UnreadPlugins,
): Promise<{ readonly registry: Registry; readonly faults: readonly ConfigIssue[] }> {
  const folder = dirname(file);
  if (!runPlugins) return { registry: await unread.pluginsOf(loose, folder), faults: [] };
  try {
    return { registry: await loadedPlugins(loose, folder), faults: [] };
  } catch (thrown) {
    const faults = issuesIn(thrown, '/plugins');
    return { registry: await unread.pluginsOf(loose, folder).catch(() => loadedPlugins({ ...loose, plugins: [] }, folder)), faults }; // prettier-ignore
  }
}

/** What can only be wrong with an experiment whose parts are right. */
async function issuesOfRest(
  { file, text }: CheckRequest,
  document: unknown,
  registry: Registry,
): Promise<readonly ConfigIssue[]> {
  const small = issuesOf(() => {
    checkSmallest(resolveExperiment(parseExperiment(document), registry), registry);
  });
  if (small.length > 0) return small;
  try {
    await planSweep({ file, text }, { set: [], seed: null }, () => Promise.resolve(registry));
    return [];
  } catch (thrown) {
    return issuesIn(thrown, '/sweep');
  }
}

async function openedLines({ file, text }: CheckRequest, document: unknown, registry: Registry) {
  try {
    const experiment = resolveExperiment(parseExperiment(document), registry);
    const session = await openExperiment(
      { file, text },
      { experiment, registry, folder: dirname(file) },
    );
    const lines = sessionOverview(session);
    session.dispose();
    return { issues: [], lines };
  } catch (thrown) {
    return { issues: issuesIn(thrown, '/task'), lines: [] };
  }
}

/**
 * The faults behind an error, which may stand in one that names the file too.
 *
 * @param elsewhere the pointer of one that tells of none
 */
function issuesIn(thrown: unknown, elsewhere: string): readonly ConfigIssue[] {
  if (thrown instanceof ConfigError) return thrown.issues;
  if (!isIsthmusError(thrown)) throw thrown;
  const { cause } = thrown;
  if (isIsthmusError(cause)) return issuesIn(cause, elsewhere);
  return [{ code: (thrown as IsthmusError).code, pointer: elsewhere, message: thrown.message }];
}
