import { dirname } from 'node:path';
import type { CheckedFault, CheckFix } from '@isthmus/cli/runner';
import * as vscode from 'vscode';
import type { Diagnostics } from './diagnostics.js';
import { rangeOf } from './diagnostics.js';
import { packageToInstall } from './package-name.js';

const INSTALL = 'isthmus.installPlugin';

/** Offers what mends the faults of an experiment. */
export function quickFixes(diagnostics: Diagnostics): vscode.CodeActionProvider {
  return {
    provideCodeActions(document, range) {
      const faults = (diagnostics.faultsOf(document) ?? []).filter(
        (fault) => rangeOf(fault, document).intersection(range) !== undefined,
      );
      return faults.flatMap((fault) => fault.fixes.map((fix) => actionFor(fault, fix, document)));
    },
  };
}

function actionFor(
  fault: CheckedFault,
  fix: CheckFix,
  document: vscode.TextDocument,
): vscode.CodeAction {
  const action = new vscode.CodeAction(titleOf(fix), vscode.CodeActionKind.QuickFix);
  const shown = vscode.languages.getDiagnostics(document.uri);
  action.diagnostics = shown.filter(({ message, source }) => source === 'isthmus' && message === fault.message); // prettier-ignore
  action.isPreferred = true;
  if (fix.kind === 'install') {
    const args = [fix.package, dirname(document.uri.fsPath)];
    action.command = { command: INSTALL, title: action.title, arguments: args };
    return action;
  }
  const edit = new vscode.WorkspaceEdit();
  for (const change of fix.changes)
    edit.replace(document.uri, rangeOf(change, document), change.content);
  action.edit = edit;
  return action;
}

function titleOf(fix: CheckFix): string {
  if (fix.kind === 'install') return vscode.l10n.t('Install {0} with npm', fix.package);
  if (fix.kind === 'add') return vscode.l10n.t('Add "{0}"', fix.key);
  return vscode.l10n.t('Change to "{0}"', fix.by);
}

/** The command behind the fix that installs a plugin, in a terminal where its output is seen. */
export function installCommand(): vscode.Disposable {
  return vscode.commands.registerCommand(INSTALL, async (name: unknown, folder: unknown) => {
    const wanted = packageToInstall(name);
    // A package is code: its install scripts run.
    if (!vscode.workspace.isTrusted || wanted === null || typeof folder !== 'string') return;
    const task = new vscode.Task(
      { type: 'isthmus-install', package: wanted },
      vscode.TaskScope.Workspace,
      vscode.l10n.t('install {0}', wanted),
      'isthmus',
      new vscode.ShellExecution('npm', ['install', wanted], { cwd: folder }),
    );
    await vscode.tasks.executeTask(task);
  });
}
