import * as vscode from 'vscode';
import type { DocumentCheck } from './check-document.js';
import type { Diagnostics } from './diagnostics.js';
import { experimentMeant } from './experiment-files.js';

/** The command that checks an experiment with its data and network, and says what these are. */
export function validateCommand(
  documents: DocumentCheck,
  diagnostics: Diagnostics,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  return vscode.commands.registerCommand('isthmus.validate', async (given?: vscode.Uri) => {
    const uri = experimentMeant(given);
    if (uri === undefined) return;
    const document = await vscode.workspace.openTextDocument(uri);
    const { version } = document;
    const title = vscode.l10n.t('Isthmus: validating {0}', vscode.workspace.asRelativePath(uri));
    try {
      const checked = await vscode.window.withProgress(
        { location: vscode.ProgressLocation.Window, title },
        () => documents.check(document, true),
      );
      diagnostics.show(document, version, checked);
      await tell(uri, checked.faults.length, checked.overview, log);
    } catch (thrown) {
      const message = thrown instanceof Error ? thrown.message : String(thrown);
      log.error(message);
      void vscode.window.showErrorMessage(message);
    }
  });
}

async function tell(
  uri: vscode.Uri,
  faults: number,
  overview: readonly string[],
  log: vscode.LogOutputChannel,
): Promise<void> {
  const name = vscode.workspace.asRelativePath(uri);
  if (faults > 0) {
    log.info(`${name}: ${faults} faults`);
    await vscode.window.showTextDocument(uri, { preview: false });
    await vscode.commands.executeCommand('workbench.panel.markers.view.focus');
    return;
  }
  log.info(`${name}: valid`);
  for (const line of overview) log.info(`  ${line}`);
  const more = vscode.l10n.t('Show Data and Network');
  const words = vscode.l10n.t('{0} is valid.', name);
  const picked = await vscode.window.showInformationMessage(
    words,
    ...(overview.length > 0 ? [more] : []),
  );
  if (picked === more) log.show();
}
