import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { SCHEMA } from '@isthmus/cli/runner';
import type { EditorSchema } from '@isthmus/cli/runner';
import * as vscode from 'vscode';
import { chooseRunner } from '../runner/runner-place.js';
import type { Checked } from './check-document.js';
import type { Checker } from './checker.js';
import { runnerFor } from './experiment-files.js';

/** What package.json names as the schema of experiments. */
const SCHEME = 'isthmus-schema';
const URI = vscode.Uri.parse(`${SCHEME}://schemas/experiment.json`);

/** The schema of experiments in this window. */
export interface WorkspaceSchema {
  /** The schema as it stands, with the plugins that are known so far. */
  current(): Promise<EditorSchema>;
  /** Takes over which plugins an experiment names. */
  learn(document: vscode.TextDocument, checked: Pick<Checked, 'plugins' | 'notRun'>): void;
  /** Plugins may have changed. */
  again(): void;
}

/** Serves the schema of experiments, with the options of the plugins that those opened here name. */
export function workspaceSchema(
  context: vscode.ExtensionContext,
  checker: Checker,
  log: vscode.LogOutputChannel,
): WorkspaceSchema {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  /** By experiment: which plugins it names, from where, and by which runner they may be read. */
  const named = new Map<string, { uri: vscode.Uri; names: readonly string[]; run: boolean }>();
  const bundled = () =>
    readFile(join(context.extensionPath, 'dist', 'experiment.schema.json'), 'utf8');
  let text: Promise<string> | null = null;
  const ask = async (): Promise<string> => {
    const [first] = named.values();
    if (first === undefined) return bundled();
    const run = [...named.values()].every((each) => each.run);
    const plugins = [...named.values()].map(({ uri, names }) => ({ folder: dirname(uri.fsPath), names })); // prettier-ignore
    const place = run ? runnerFor(context, first.uri) : chooseRunner(dirname(first.uri.fsPath), context.extensionPath, false); // prettier-ignore
    try {
      return JSON.stringify(await checker.ask(place, SCHEMA, { plugins, runPlugins: run }));
    } catch (thrown) {
      log.warn(`schema: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
      return bundled();
    }
  };
  const renew = () => {
    const before = text;
    text = ask();
    void Promise.all([before, text]).then(([old, next]) => {
      if (old !== next) changed.fire(URI);
    });
  };
  const current = () => (text ??= bundled());
  context.subscriptions.push(
    changed,
    vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
      onDidChange: changed.event,
      provideTextDocumentContent: current,
    }),
  );
  return {
    current: async () => JSON.parse(await current()) as EditorSchema,
    learn({ uri }, { plugins, notRun }) {
      const key = uri.toString();
      const run = vscode.workspace.isTrusted && notRun === null;
      const next = plugins.length === 0 ? undefined : { uri, names: plugins, run };
      const same = (each: typeof next) => JSON.stringify([each?.names, each?.run]);
      if (same(named.get(key)) === same(next)) return;
      if (next === undefined) named.delete(key);
      else named.set(key, next);
      renew();
    },
    again() {
      if (named.size > 0) renew();
    },
  };
}
