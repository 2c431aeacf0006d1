import { CHECK } from '@isthmus/cli/runner';
import type { CheckReply } from '@isthmus/cli/runner';
import * as vscode from 'vscode';
import type { ChosenRunner } from '../runner/runner-place.js';
import { chooseRunner } from '../runner/runner-place.js';
import type { Checker } from './checker.js';
import { folderOf, runnerFor } from './experiment-files.js';

/** A text that is longer is not sent to the checker at every stop of typing; `isthmus validate` reads up to 4 Mi. */
export const MOST_CHARACTERS = 1024 * 1024;

/** What came of a check. */
export interface Checked extends CheckReply {
  /** Why the code of plugins was left alone though it might have run; null where it was not. */
  readonly notRun: string | null;
}

/** Checks documents, with what a workspace allows and what its runner can. */
export interface DocumentCheck {
  /** @param data opens the data and builds the network too @throws what no runner could answer */
  check(document: vscode.TextDocument, data: boolean): Promise<Checked>;
  /** Plugins may have been mended. */
  forget(): void;
}

/** Checks documents by the runner of their workspace. */
export function documentCheck(
  context: vscode.ExtensionContext,
  checker: Checker,
  log: vscode.LogOutputChannel,
): DocumentCheck {
  /** Documents whose plugins did not end or took the process with them, and how. */
  const broken = new Map<string, string>();
  const outdated = new Set<string>();
  return {
    async check(document, data) {
      const request = { file: document.uri.fsPath, text: document.getText(), data };
      const key = document.uri.toString();
      const place = runnerFor(context, document.uri);
      const may =
        mayRunPlugins(document.uri) && !broken.has(key) && !outdated.has(String(place.entry));
      try {
        if (may)
          return {
            ...(await checker.ask(place, CHECK, { ...request, runPlugins: true })),
            notRun: null,
          };
      } catch (thrown) {
        const words = thrown instanceof Error ? thrown.message : String(thrown);
        log.warn(`${request.file}: ${words}`);
        if ((thrown as { code?: unknown }).code === 'runner/protocol')
          outdated.add(String(place.entry));
        else broken.set(key, words);
      }
      const bundled: ChosenRunner = chooseRunner(
        folderOf(document.uri),
        context.extensionPath,
        false,
      );
      const reply = await checker.ask(bundled, CHECK, { ...request, runPlugins: false });
      return { ...reply, notRun: broken.get(key) ?? null };
    },
    forget() {
      broken.clear();
      checker.forget();
    },
  };
}

function mayRunPlugins(uri: vscode.Uri): boolean {
  const settings = vscode.workspace.getConfiguration('isthmus', uri);
  return vscode.workspace.isTrusted && settings.get('validation.runPlugins', true);
}
