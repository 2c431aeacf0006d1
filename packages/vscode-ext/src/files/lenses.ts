import * as vscode from 'vscode';

/** What is offered above an experiment, in order; the commands of runs come with the runs. */
function offered(): readonly { readonly title: string; readonly command: string }[] {
  return [
    { title: `$(play) ${vscode.l10n.t('Run')}`, command: 'isthmus.run' },
    { title: `$(check) ${vscode.l10n.t('Validate')}`, command: 'isthmus.validate' },
    { title: vscode.l10n.t('Open last result'), command: 'isthmus.openLastResult' },
    { title: vscode.l10n.t('Compare'), command: 'isthmus.compare' },
  ];
}

/** Offers to run an experiment above its first line, and what else can be done with it. */
export function experimentLenses(context: vscode.ExtensionContext): vscode.CodeLensProvider {
  const changed = new vscode.EventEmitter<void>();
  context.subscriptions.push(
    changed,
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('isthmus.codeLens')) changed.fire();
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => {
      changed.fire();
    }),
  );
  return {
    onDidChangeCodeLenses: changed.event,
    async provideCodeLenses({ uri }) {
      if (!vscode.workspace.getConfiguration('isthmus', uri).get('codeLens.enabled', true))
        return [];
      const known = new Set(await vscode.commands.getCommands(true));
      const top = new vscode.Range(0, 0, 0, 0);
      return offered()
        .filter(({ command }) => known.has(command))
        .filter(({ command }) => vscode.workspace.isTrusted || command !== 'isthmus.run')
        .map((lens) => new vscode.CodeLens(top, { ...lens, arguments: [uri] }));
    },
  };
}
