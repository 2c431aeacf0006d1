import { dirname } from 'node:path';
import * as vscode from 'vscode';
import type { ChosenRunner } from '../runner/runner-place.js';
import { chooseRunner } from '../runner/runner-place.js';

/** How files of experiments end. */
export const ENDING = '.isthmus.json';

/** What providers are registered for. */
export const EXPERIMENTS: vscode.DocumentFilter = { scheme: 'file', pattern: `**/*${ENDING}` };

/** Whether a file is an experiment. */
export function isExperiment(uri: vscode.Uri): boolean {
  return uri.scheme === 'file' && uri.fsPath.endsWith(ENDING);
}

/** The workspace folder of a file, else its own. */
export function folderOf(uri: vscode.Uri): string {
  return vscode.workspace.getWorkspaceFolder(uri)?.uri.fsPath ?? dirname(uri.fsPath);
}

/** The runner that may look at an experiment: that of the workspace only where it is trusted. */
export function runnerFor(context: vscode.ExtensionContext, uri: vscode.Uri): ChosenRunner {
  return chooseRunner(folderOf(uri), context.extensionPath, vscode.workspace.isTrusted);
}

/** The experiment that a command is meant for: that it was given, or the one in front. */
export function experimentMeant(given: vscode.Uri | undefined): vscode.Uri | undefined {
  const uri = given ?? vscode.window.activeTextEditor?.document.uri;
  if (uri !== undefined && isExperiment(uri)) return uri;
  void vscode.window.showErrorMessage(
    vscode.l10n.t(
      'Open an experiment (a file named *.isthmus.json) and use the command from there.',
    ),
  );
  return undefined;
}
