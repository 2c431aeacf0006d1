import * as vscode from 'vscode';

/** Offers to run an experiment above its first line. */
export const runLens: vscode.CodeLensProvider = {
  provideCodeLenses(document) {
    const top = new vscode.Range(0, 0, 0, 0);
    return [
      new vscode.CodeLens(top, {
        title: '$(play) Run experiment',
        command: 'isthmus.run',
        arguments: [document.uri],
      }),
    ];
  },
};
