import { open } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import * as vscode from 'vscode';
import type { Choice } from './choices.js';
import { choicesAt } from './choices.js';
import { ENDING } from './experiment-files.js';
import { experimentText, isName } from './experiment-text.js';
import { chainIn, MOST_HEADER_BYTES } from './model-chain.js';
import type { WorkspaceSchema } from './schema-provider.js';

/** What a person has chosen so far; undefined where a choice was left. */
type Chosen<T> = Promise<T | undefined>;

/** The command that writes a new experiment from a few choices and opens it. */
export function newExperimentCommand(schema: WorkspaceSchema): vscode.Disposable {
  return vscode.commands.registerCommand('isthmus.newExperiment', async (given?: vscode.Uri) => {
    const folder = await folderFor(given);
    if (folder === undefined) return;
    const files = await modelsWanted(folder);
    if (files === undefined) return;
    const known = await schema.current();
    const task = await one(choicesAt(known, 'task'), vscode.l10n.t('New Experiment: the data'));
    if (task === undefined) return;
    const architecture = await architectureFor(files, choicesAt(known, 'architecture'));
    if (architecture === undefined) return;
    const paths = await several(choicesAt(known, 'paths'));
    if (paths === undefined) return;
    const uri = await fileFor(folder);
    if (uri === undefined) return;
    const name = nameOf(uri);
    const inFolder = files.map((file) => relative(folder.fsPath, file.fsPath).split(sep).join('/'));
    const text = experimentText({ name, task: task.block, architecture, paths, files: inFolder });
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
    await vscode.window.showTextDocument(uri);
  });
}

async function folderFor(given: vscode.Uri | undefined): Chosen<vscode.Uri> {
  if (given !== undefined) {
    const { type } = await vscode.workspace.fs.stat(given);
    return type === vscode.FileType.Directory ? given : vscode.Uri.file(dirname(given.fsPath));
  }
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.length === 1) return folders[0]!.uri;
  if (folders.length > 1) return (await vscode.window.showWorkspaceFolderPick())?.uri;
  void vscode.window.showErrorMessage(
    vscode.l10n.t(
      'Open a folder first: an experiment is a file, and its runs are written beside it.',
    ),
  );
  return undefined;
}

/** None for networks that are trained. */
async function modelsWanted(folder: vscode.Uri): Chosen<readonly vscode.Uri[]> {
  const items = [
    {
      label: vscode.l10n.t('Train two networks'),
      detail: vscode.l10n.t('A task and an architecture; both ends are trained from seeds.'),
      isTrained: true,
    },
    {
      label: vscode.l10n.t('Two model files'),
      detail: vscode.l10n.t('Networks that are trained already, as safetensors.'),
      isTrained: false,
    },
  ];
  const title = vscode.l10n.t('New Experiment: the two ends');
  const picked = await vscode.window.showQuickPick(items, { title });
  if (picked === undefined) return undefined;
  return picked.isTrained ? [] : modelsIn(folder);
}

/** Offers the models of the folder, and all others by a dialog. */
async function modelsIn(folder: vscode.Uri): Chosen<readonly vscode.Uri[]> {
  const pattern = new vscode.RelativePattern(folder, '**/*.safetensors');
  const found = await vscode.workspace.findFiles(pattern, '**/{node_modules,runs}/**', 200);
  const title = vscode.l10n.t('New Experiment: two or more model files');
  if (found.length < 2) {
    const filters = { [vscode.l10n.t('Models')]: ['safetensors'] };
    return enough(await vscode.window.showOpenDialog({ title, filters, canSelectMany: true, defaultUri: folder })); // prettier-ignore
  }
  const items = found
    .map((uri) => ({ label: vscode.workspace.asRelativePath(uri), uri }))
    .sort((a, b) => a.label.localeCompare(b.label));
  const picked = await vscode.window.showQuickPick(items, { title, canPickMany: true });
  return enough(picked?.map(({ uri }) => uri));
}

function enough(files: readonly vscode.Uri[] | undefined): readonly vscode.Uri[] | undefined {
  if (files === undefined || files.length >= 2) return files;
  void vscode.window.showErrorMessage(
    vscode.l10n.t('A path has two ends: choose two or more model files.'),
  );
  return undefined;
}

/** Of a chain of dense layers its widths are in the file; else a person says what it is. */
async function architectureFor(
  files: readonly vscode.Uri[],
  known: readonly Choice[],
): Chosen<unknown> {
  const [first] = files;
  const chain = first === undefined ? null : chainIn(await headerOf(first.fsPath));
  const title = vscode.l10n.t('New Experiment: the architecture');
  const described = known.map((choice) =>
    choice.name === 'core/mlp' && chain !== null
      ? { ...choice, block: { use: choice.name, options: { hidden: chain.hidden } } }
      : choice,
  );
  return (await one(described, title))?.block;
}

/** The header of a safetensors file; '' for any other. */
async function headerOf(path: string): Promise<string> {
  const file = await open(path, 'r').catch(() => null);
  if (file === null) return '';
  try {
    const length = Buffer.alloc(8);
    await file.read(length, 0, 8, 0);
    const bytes = Number(length.readBigUInt64LE());
    if (bytes > MOST_HEADER_BYTES) return '';
    const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, 8);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}

async function one(choices: readonly Choice[], title: string): Chosen<Choice> {
  const items = choices.map((choice) => ({ label: choice.name, detail: choice.summary, choice }));
  return (await vscode.window.showQuickPick(items, { title, matchOnDetail: true }))?.choice;
}

async function several(choices: readonly Choice[]): Chosen<readonly unknown[]> {
  const items = choices.map(({ name, summary, block }) => ({
    label: name,
    detail: summary,
    block,
    picked: name === 'core/linear' || name === 'dss/greedy',
  }));
  const title = vscode.l10n.t('New Experiment: how paths are sought');
  const picked = await vscode.window.showQuickPick(items, { title, canPickMany: true, matchOnDetail: true }); // prettier-ignore
  return picked === undefined || picked.length === 0 ? undefined : picked.map(({ block }) => block);
}

async function fileFor(folder: vscode.Uri): Chosen<vscode.Uri> {
  const name = await vscode.window.showInputBox({
    title: vscode.l10n.t('New Experiment: its name'),
    prompt: vscode.l10n.t('The file is NAME.isthmus.json, and its runs lie in runs/NAME-….'),
    value: 'experiment',
    validateInput: async (text) => {
      if (!isName(text))
        return vscode.l10n.t('Lower-case letters, digits, "-" and "_"; at most 64, beginning with a letter or digit.'); // prettier-ignore
      return (await isThere(fileIn(folder, text))) ? vscode.l10n.t('There is such a file.') : null;
    },
  });
  return name === undefined ? undefined : fileIn(folder, name);
}

function fileIn(folder: vscode.Uri, name: string): vscode.Uri {
  return vscode.Uri.file(join(folder.fsPath, `${name}${ENDING}`));
}

async function isThere(uri: vscode.Uri): Promise<boolean> {
  return vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}

function nameOf({ fsPath }: vscode.Uri): string {
  return fsPath.slice(fsPath.lastIndexOf(sep) + 1, -ENDING.length);
}
