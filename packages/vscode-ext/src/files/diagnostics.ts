import type { CheckedFault } from '@isthmus/cli/runner';
import * as vscode from 'vscode';
import type { Checked, DocumentCheck } from './check-document.js';
import { MOST_CHARACTERS } from './check-document.js';
import { isExperiment } from './experiment-files.js';

/** From the last key to the check. */
const DELAY_MS = 300;

/** The faults of a document, and the version of its text that they stand in. */
export interface Found {
  readonly version: number;
  readonly faults: readonly CheckedFault[];
}

/** What is wrong with the experiments that are open. */
export interface Diagnostics {
  /** The faults of a document as it stands; undefined while they are not known. */
  faultsOf(document: vscode.TextDocument): readonly CheckedFault[] | undefined;
  /** Takes over what a check has found. */
  show(document: vscode.TextDocument, version: number, checked: Checked): void;
  /** Checks all anew: plugins or trust have changed. */
  again(): void;
}

/**
 * Keeps the faults of the experiments that are open among the problems.
 *
 * @param learned told what each check has found
 */
export function liveDiagnostics(
  context: vscode.ExtensionContext,
  documents: DocumentCheck,
  log: vscode.LogOutputChannel,
  learned: (document: vscode.TextDocument, checked: Checked) => void,
): Diagnostics {
  const problems = vscode.languages.createDiagnosticCollection('isthmus-experiments');
  const found = new Map<string, Found>();
  const timers = new Map<string, NodeJS.Timeout>();
  const show: Diagnostics['show'] = (document, version, checked) => {
    if (document.isClosed || document.version !== version) return;
    const faults = checked.faults.filter((fault) => !isSaidByJson(fault, document));
    found.set(document.uri.toString(), { version, faults });
    problems.set(document.uri, [
      ...faults.map((fault) => diagnosticOf(fault, document)),
      ...notesOf(checked, document),
    ]);
    learned(document, checked);
  };
  const check = async (document: vscode.TextDocument) => {
    const { version } = document;
    if (document.isClosed) return;
    if (document.getText().length > MOST_CHARACTERS) {
      problems.set(document.uri, [tooLong(document)]);
      return;
    }
    try {
      show(document, version, await documents.check(document, false));
    } catch (thrown) {
      log.error(
        `${document.uri.fsPath}: ${thrown instanceof Error ? thrown.message : String(thrown)}`,
      );
    }
  };
  const schedule = (document: vscode.TextDocument, delay = DELAY_MS) => {
    if (!isExperiment(document.uri)) return;
    const key = document.uri.toString();
    clearTimeout(timers.get(key));
    timers.set(
      key,
      setTimeout(() => void check(document), delay),
    );
  };
  const forget = (document: vscode.TextDocument) => {
    const key = document.uri.toString();
    clearTimeout(timers.get(key));
    timers.delete(key);
    found.delete(key);
    problems.delete(document.uri);
  };
  const again = () => {
    for (const document of vscode.workspace.textDocuments) schedule(document);
  };
  context.subscriptions.push(
    problems,
    vscode.workspace.onDidOpenTextDocument((document) => {
      schedule(document);
    }),
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length > 0) schedule(document);
    }),
    vscode.workspace.onDidCloseTextDocument(forget),
    { dispose: () => timers.forEach(clearTimeout) },
  );
  again();
  return {
    faultsOf(document) {
      const known = found.get(document.uri.toString());
      return known?.version === document.version ? known.faults : undefined;
    },
    show,
    again,
  };
}

/** The JSON service says these in its own words while it is on, and nothing is told twice. */
function isSaidByJson({ code }: CheckedFault, { uri }: vscode.TextDocument): boolean {
  const isOn = vscode.workspace.getConfiguration('json', uri).get('validate.enable', true);
  return isOn && (code === 'config/syntax' || code === 'config/duplicate-key');
}

function diagnosticOf(fault: CheckedFault, document: vscode.TextDocument): vscode.Diagnostic {
  const range = rangeOf(fault, document);
  const diagnostic = new vscode.Diagnostic(range, fault.message, vscode.DiagnosticSeverity.Error);
  diagnostic.source = 'isthmus';
  diagnostic.code = fault.code;
  return diagnostic;
}

/** Where a fault stands in a document. */
export function rangeOf(
  { offset, length }: Pick<CheckedFault, 'offset' | 'length'>,
  document: vscode.TextDocument,
): vscode.Range {
  return new vscode.Range(document.positionAt(offset), document.positionAt(offset + length));
}

/** What was not looked at, and why. */
function notesOf(
  { unread, notRun }: Checked,
  document: vscode.TextDocument,
): readonly vscode.Diagnostic[] {
  const at = document.getText().indexOf('"plugins"');
  const range = rangeOf({ offset: Math.max(0, at), length: at < 0 ? 1 : 9 }, document);
  const note = (message: string, severity: vscode.DiagnosticSeverity) => {
    const diagnostic = new vscode.Diagnostic(range, message, severity);
    diagnostic.source = 'isthmus';
    return diagnostic;
  };
  if (notRun !== null) return [note(notRun, vscode.DiagnosticSeverity.Error)];
  if (unread.length === 0) return [];
  const names = unread.join(', ');
  return [
    note(
      vscode.workspace.isTrusted
        ? vscode.l10n.t('Not checked, as the plugins that may know it are not loaded: {0}.', names)
        : vscode.l10n.t(
            'Not checked, as the code of plugins runs in trusted workspaces only: {0}.',
            names,
          ),
      vscode.DiagnosticSeverity.Information,
    ),
  ];
}

function tooLong(document: vscode.TextDocument): vscode.Diagnostic {
  const message = vscode.l10n.t(
    'This file is too long to be checked while it is written; "Isthmus: Validate Experiment" in a task, or isthmus validate, checks it.',
  );
  const diagnostic = new vscode.Diagnostic(
    rangeOf({ offset: 0, length: 1 }, document),
    message,
    vscode.DiagnosticSeverity.Information,
  );
  diagnostic.source = 'isthmus';
  return diagnostic;
}
