import { randomBytes } from 'node:crypto';
import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { FromWebview, ToWebview } from '../protocol/messages.js';
import { isFromWebview } from '../protocol/messages.js';
import { pageHtml } from './html.js';
import type { LiveRun } from '../runs/live-run.js';

/** A page is sent at most so many snapshots a second; the latest wins. */
const INTERVAL_MS = 100;

/**
 * Opens the page of a run beside the editor and keeps it current. The page may be hidden, and then
 * hears nothing; when it comes back it asks, and is given everything.
 */
export function openRunPanel(extension: vscode.Uri, run: LiveRun): vscode.WebviewPanel {
  const assets = vscode.Uri.joinPath(extension, 'dist');
  const panel = vscode.window.createWebviewPanel(
    'isthmus.run',
    `Isthmus: ${run.current().view.name}`,
    { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
    { enableScripts: true, localResourceRoots: [assets] },
  );
  const send = sender(panel, run);
  const stop = run.onChange(send.soon);
  panel.webview.onDidReceiveMessage((message: unknown) => {
    if (isFromWebview(message)) void answer(message, run, send.now);
  });
  panel.onDidDispose(() => {
    stop();
    send.dispose();
  });
  panel.webview.html = pageHtml({
    script: panel.webview.asWebviewUri(vscode.Uri.joinPath(assets, 'webview.js')).toString(),
    style: panel.webview.asWebviewUri(vscode.Uri.joinPath(assets, 'webview.css')).toString(),
    cspSource: panel.webview.cspSource,
    nonce: randomBytes(16).toString('base64url'),
  });
  return panel;
}

function sender(panel: vscode.WebviewPanel, run: LiveRun) {
  let timer: NodeJS.Timeout | undefined;
  const now = () => {
    clearTimeout(timer);
    timer = undefined;
    const { view, ...revised } = run.current();
    panel.title = `Isthmus: ${view.name}`;
    void panel.webview.postMessage({
      v: 1,
      type: 'run',
      ...revised,
      run: view,
    } satisfies ToWebview);
  };
  return {
    now,
    soon: () => {
      timer ??= setTimeout(now, INTERVAL_MS);
    },
    dispose: () => {
      clearTimeout(timer);
    },
  };
}

async function answer(message: FromWebview, run: LiveRun, sendNow: () => void): Promise<void> {
  const { folder, reports } = run.current().view;
  if (message.type === 'ready') sendNow();
  else if (message.type === 'cancel') run.cancel();
  else if (message.type === 'openFolder' && folder !== null)
    await vscode.commands.executeCommand('revealInExplorer', vscode.Uri.file(folder));
  else if (message.type === 'openReport') await openReport(reports);
}

/** The page names no file: the host opens only what the run itself reported. */
async function openReport(reports: readonly string[]): Promise<void> {
  const report = reports.find((file) => file.endsWith('.html')) ?? reports[0];
  if (report === undefined) return;
  const opened = await vscode.env.openExternal(vscode.Uri.file(report));
  if (!opened)
    void vscode.window.showInformationMessage(
      `The report is ${basename(report)} in the run folder.`,
    );
}
