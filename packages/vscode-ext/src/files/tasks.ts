import { existsSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import process from 'node:process';
import * as vscode from 'vscode';
import { ENDING } from './experiment-files.js';
import { taskArguments, type IsthmusTask } from './task-arguments.js';

const TYPE = 'isthmus';

/** Experiments that are offered as tasks; more are named in tasks.json. */
const MOST_TASKS = 100;

/** Runs and checks experiments in a terminal, by the command itself. */
export function experimentTasks(context: vscode.ExtensionContext): vscode.TaskProvider {
  return {
    async provideTasks() {
      const found = await vscode.workspace.findFiles(`**/*${ENDING}`, '**/{node_modules,runs}/**', MOST_TASKS); // prettier-ignore
      return found.flatMap((uri) =>
        (['run', 'validate'] as const).flatMap((command) => {
          const folder = vscode.workspace.getWorkspaceFolder(uri);
          const file = vscode.workspace.asRelativePath(uri, false);
          if (folder === undefined) return [];
          return [taskOf(context, { type: TYPE, command, file }, folder)];
        }),
      );
    },
    resolveTask({ definition, scope }) {
      const folder = typeof scope === 'object' ? scope : vscode.workspace.workspaceFolders?.[0];
      return folder === undefined || taskArguments(definition) === null
        ? undefined
        : taskOf(context, definition as IsthmusTask, folder);
    },
  };
}

function taskOf(
  context: vscode.ExtensionContext,
  definition: IsthmusTask,
  folder: vscode.WorkspaceFolder,
): vscode.Task {
  const cwd = folder.uri.fsPath;
  const args = [scriptIn(cwd, context), ...(taskArguments(definition) ?? [])];
  const env = { ELECTRON_RUN_AS_NODE: '1' };
  const task = new vscode.Task(
    definition,
    folder,
    `${definition.command} ${definition.file}`,
    TYPE,
    new vscode.ProcessExecution(process.execPath, args, { cwd, env }),
    ['$isthmus', '$isthmus-syntax'],
  );
  if (definition.command === 'validate') task.group = vscode.TaskGroup.Test;
  return task;
}

/** The command that the workspace has installed, else the bundled one. */
function scriptIn(folder: string, context: vscode.ExtensionContext): string {
  const own = join(folder, 'node_modules', '@isthmus', 'cli', 'bin', 'isthmus.mjs');
  const isOwn = vscode.workspace.isTrusted && existsSync(own);
  return isOwn ? own : join(context.extensionPath, 'dist', 'runner', 'command.js');
}

/** The command that runs or checks an experiment as a task. */
export function taskCommand(context: vscode.ExtensionContext): vscode.Disposable {
  return vscode.commands.registerCommand('isthmus.runTask', async (given?: vscode.Uri) => {
    const uri = given ?? vscode.window.activeTextEditor?.document.uri;
    const folder = uri === undefined ? undefined : vscode.workspace.getWorkspaceFolder(uri);
    if (uri === undefined || folder === undefined || isAbsolute(vscode.workspace.asRelativePath(uri, false))) return; // prettier-ignore
    const file = vscode.workspace.asRelativePath(uri, false);
    await vscode.tasks.executeTask(taskOf(context, { type: TYPE, command: 'run', file }, folder));
  });
}
