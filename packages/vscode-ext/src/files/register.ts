import * as vscode from 'vscode';
import { documentCheck } from './check-document.js';
import { createChecker } from './checker.js';
import { liveDiagnostics } from './diagnostics.js';
import { EXPERIMENTS } from './experiment-files.js';
import { experimentLenses } from './lenses.js';
import { modelLint } from './lint-model.js';
import { newExperimentCommand } from './new-experiment.js';
import { installCommand, quickFixes } from './quick-fixes.js';
import { workspaceSchema } from './schema-provider.js';
import { experimentTasks, taskCommand } from './tasks.js';
import { validateCommand } from './validate.js';

/** What a plugin may be made of: when it changes, its code and its options are read anew. */
const PLUGIN_FILES = '**/{*.{js,mjs,cjs},package.json,package-lock.json}';

/** How long files of plugins must stay as they are before they are read anew. */
const SETTLED_MS = 500;

/** All that concerns what is written: experiments with their problems, completions and lenses, and models. */
export function registerFiles(
  context: vscode.ExtensionContext,
  log: vscode.LogOutputChannel,
): void {
  const checker = createChecker();
  const schema = workspaceSchema(context, checker, log);
  const documents = documentCheck(context, checker, log);
  const diagnostics = liveDiagnostics(context, documents, log, (document, checked) => {
    schema.learn(document, checked);
  });
  let timer: NodeJS.Timeout | undefined;
  // A build or an installation changes files by the thousand.
  const anew = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      documents.forget();
      schema.again();
      diagnostics.again();
    }, SETTLED_MS);
  };
  const watcher = vscode.workspace.createFileSystemWatcher(PLUGIN_FILES);
  const { languages } = vscode;
  context.subscriptions.push(
    { dispose: checker.forget },
    watcher,
    ...[watcher.onDidChange(anew), watcher.onDidCreate(anew), watcher.onDidDelete(anew)],
    vscode.workspace.onDidGrantWorkspaceTrust(anew),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('isthmus.validation')) anew();
    }),
    languages.registerCodeLensProvider(EXPERIMENTS, experimentLenses(context)),
    languages.registerCodeActionsProvider(EXPERIMENTS, quickFixes(diagnostics), {
      providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
    }),
    vscode.tasks.registerTaskProvider('isthmus', experimentTasks(context)),
    taskCommand(context),
    installCommand(),
    newExperimentCommand(schema),
    validateCommand(documents, diagnostics, log),
    ...modelLint(context, log),
  );
}
