import { dirname } from 'node:path';
import { lintInChild } from '@isthmus/cli/runner';
import type { LintReply, LintRequest } from '@isthmus/cli/runner';
import * as vscode from 'vscode';
import { lintFindings } from './lint-words.js';
import { chooseRunner } from '../runner/runner-place.js';

const MODELS = '**/*.safetensors';

/** What a person is offered for the activation between hidden layers, which no model file holds. */
const ACTIVATIONS: readonly LintRequest['activation'][] = [
  null,
  'core/relu',
  'core/leaky-relu',
  'core/gelu',
  'core/tanh',
  'core/sigmoid',
  'core/softplus',
  'none',
];

/**
 * The command that looks at a model file by its weights, in a runner of its own. What it finds stands among the
 * problems as information on the file, until the file changes.
 */
export function modelLint(
  context: vscode.ExtensionContext,
  log: vscode.LogOutputChannel,
): readonly vscode.Disposable[] {
  const problems = vscode.languages.createDiagnosticCollection('isthmus');
  const watcher = vscode.workspace.createFileSystemWatcher(MODELS, true);
  const forget = (uri: vscode.Uri) => {
    problems.delete(uri);
  };
  return [
    problems,
    watcher,
    watcher.onDidChange(forget),
    watcher.onDidDelete(forget),
    vscode.commands.registerCommand('isthmus.lintModel', (uri?: vscode.Uri) =>
      lintModel(context, log, problems, uri),
    ),
  ];
}

async function lintModel(
  context: vscode.ExtensionContext,
  log: vscode.LogOutputChannel,
  problems: vscode.DiagnosticCollection,
  given: vscode.Uri | undefined,
): Promise<void> {
  const uri = given ?? openedModel() ?? (await chosenModel());
  if (uri === undefined) return;
  const activation = await chosenActivation();
  if (activation === undefined) return;
  const folder = vscode.workspace.getWorkspaceFolder(uri)?.uri.fsPath ?? dirname(uri.fsPath);
  const runner = chooseRunner(folder, context.extensionPath, vscode.workspace.isTrusted);
  log.info(`linting ${uri.fsPath} with ${runner.label}`);
  problems.delete(uri);
  try {
    const request = { file: uri.fsPath, activation, layers: null, layout: null };
    const reply = await underWay(uri, (signal) => lintInChild(request, signal, runner));
    await show(reply, uri, problems);
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    log.error(message);
    void vscode.window.showErrorMessage(message);
  }
}

/** The model that is open in front, in whatever editor there is for it. */
function openedModel(): vscode.Uri | undefined {
  const input: unknown = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  const isOfFile = input instanceof vscode.TabInputText || input instanceof vscode.TabInputCustom;
  return isOfFile && input.uri.fsPath.endsWith('.safetensors') ? input.uri : undefined;
}

async function chosenModel(): Promise<vscode.Uri | undefined> {
  const filters = { [vscode.l10n.t('Models')]: ['safetensors'] };
  return (await vscode.window.showOpenDialog({ filters, canSelectMany: false }))?.[0];
}

/** Undefined where the choice is left; null for an activation that is not known. */
async function chosenActivation(): Promise<LintRequest['activation'] | undefined> {
  const items = ACTIVATIONS.map((activation) => ({
    activation,
    label: activation?.replace('core/', '') ?? vscode.l10n.t('not known'),
    description: activation === null ? vscode.l10n.t('what holds for any activation') : '',
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Lint Model: what every hidden layer goes through'),
  });
  return picked?.activation;
}

async function underWay<T>(uri: vscode.Uri, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const title = vscode.l10n.t('Isthmus: linting {0}', vscode.workspace.asRelativePath(uri));
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    (_, token) => {
      const abort = new AbortController();
      token.onCancellationRequested(() => {
        abort.abort();
      });
      return work(abort.signal);
    },
  );
}

async function show(
  reply: LintReply,
  uri: vscode.Uri,
  problems: vscode.DiagnosticCollection,
): Promise<void> {
  const top = new vscode.Range(0, 0, 0, 0);
  if (reply.kind === 'refused') {
    problems.set(uri, [
      new vscode.Diagnostic(top, reply.error.message, vscode.DiagnosticSeverity.Error),
    ]);
    void vscode.window.showErrorMessage(reply.error.message);
    return;
  }
  problems.set(
    uri,
    lintFindings(reply).map(({ source, message }) => {
      const found = new vscode.Diagnostic(top, message, vscode.DiagnosticSeverity.Information);
      found.source = source;
      return found;
    }),
  );
  await vscode.commands.executeCommand('workbench.panel.markers.view.focus');
}
