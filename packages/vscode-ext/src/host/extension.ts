import { basename, dirname } from 'node:path';
import * as vscode from 'vscode';
import { isUnderWay } from '../protocol/run-view.js';
import { registerFiles } from '../files/register.js';
import type { LiveRun } from '../runs/live-run.js';
import { startLiveRun } from '../runs/live-run.js';
import { openRunPanel } from '../page/run-panel.js';
import { chooseRunner } from '../runner/runner-place.js';

/** Called once, when an experiment is opened or a command is used. */
export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel('Isthmus', { log: true });
  const underWay = new Set<LiveRun>();
  registerFiles(context, log);
  context.subscriptions.push(
    log,
    vscode.commands.registerCommand('isthmus.run', (uri?: vscode.Uri) =>
      runExperiment(context, log, underWay, uri),
    ),
    vscode.commands.registerCommand('isthmus.cancel', () => {
      underWay.forEach((run) => {
        run.cancel();
      });
    }),
    // The children would notice by themselves; so nothing goes on behind a closed window.
    {
      dispose: () => {
        underWay.forEach((run) => {
          run.cancel();
        });
      },
    },
  );
}

async function runExperiment(
  context: vscode.ExtensionContext,
  log: vscode.LogOutputChannel,
  underWay: Set<LiveRun>,
  given: vscode.Uri | undefined,
): Promise<void> {
  const uri = given ?? vscode.window.activeTextEditor?.document.uri;
  if (uri === undefined || !uri.fsPath.endsWith('.isthmus.json')) {
    void vscode.window.showErrorMessage(
      vscode.l10n.t('Open an experiment (a file named *.isthmus.json) and run it from there.'),
    );
    return;
  }
  // Commands stay callable when they are hidden, so trust is asked for here.
  if (!vscode.workspace.isTrusted) {
    void vscode.window.showErrorMessage(
      vscode.l10n.t(
        'Experiments may load plugins, which are code: trust this workspace to run them.',
      ),
    );
    return;
  }
  if (!(await saved(uri))) return;
  const folder = vscode.workspace.getWorkspaceFolder(uri)?.uri.fsPath ?? dirname(uri.fsPath);
  const runner = chooseRunner(folder, context.extensionPath);
  const name = basename(uri.fsPath, '.isthmus.json');
  log.info(`running ${uri.fsPath} with ${runner.label}`);
  const run = startLiveRun(uri.fsPath, name, vscode.workspace.asRelativePath(uri), runner);
  underWay.add(run);
  openRunPanel(context.extensionUri, run);
  await showProgress(run);
  underWay.delete(run);
  const { view } = run.current();
  log.info(`${view.name}: ${view.state}${view.folder === null ? '' : `, ${view.folder}`}`);
  view.messages.forEach((message) => {
    log.warn(message);
  });
}

/** The runner reads the file from the disk. */
async function saved(uri: vscode.Uri): Promise<boolean> {
  const document = vscode.workspace.textDocuments.find((d) => d.uri.toString() === uri.toString());
  return document === undefined || !document.isDirty || (await document.save());
}

/** A quiet sign in the status bar while the run goes on; the page shows the rest. */
async function showProgress(run: LiveRun): Promise<void> {
  await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: `Isthmus: ${run.current().view.name}` },
    async (progress) => {
      const stop = run.onChange(() => {
        const { view } = run.current();
        if (isUnderWay(view)) progress.report({ message: view.state });
      });
      await run.ended;
      stop();
    },
  );
}
