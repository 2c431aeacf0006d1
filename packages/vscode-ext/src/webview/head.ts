import { element } from '@isthmus/charts/internal';
import type { FromWebview } from '../protocol/messages.js';
import { isUnderWay, type RunView } from '../protocol/run-view.js';

/** Tells the host what the reader wants. */
export type Ask = (type: FromWebview['type']) => void;

const STATE_WORDS: Readonly<Record<RunView['state'], string>> = {
  starting: 'starting',
  running: 'running',
  cancelling: 'cancelling',
  finished: 'finished',
  failed: 'failed',
  cancelled: 'cancelled',
  refused: 'cannot be run as it stands',
};

/** Whose run this is, how it stands, and what can be done with it. */
export function actionsHead(run: RunView, ask: Ask): HTMLElement {
  const status = element(
    document,
    'p',
    { class: 'status', role: 'status', 'aria-live': 'polite' },
    [element(document, 'strong', {}, [STATE_WORDS[run.state]]), ` · ${run.file} · ${run.runner}`],
  );
  return element(document, 'header', {}, [
    element(document, 'h1', {}, [run.name]),
    status,
    element(document, 'div', { class: 'actions' }, actions(run, ask)),
  ]);
}

function actions(run: RunView, ask: Ask): HTMLElement[] {
  if (isUnderWay(run))
    return [button('cancel', 'Cancel run', run.state === 'cancelling', () => ask('cancel'))];
  const report =
    run.reports.length > 0 ? [button('report', 'Open report', false, () => ask('openReport'))] : [];
  const folder =
    run.folder === null
      ? []
      : [button('folder', 'Show run folder', false, () => ask('openFolder'))];
  return [...report, ...folder];
}

function button(
  id: string,
  text: string,
  disabled: boolean,
  onClick: () => void,
): HTMLButtonElement {
  const node = element(document, 'button', { type: 'button', id }, [text]);
  node.disabled = disabled;
  node.addEventListener('click', onClick);
  return node;
}

/** What the run has to say; null where it says nothing. */
export function messagesList(run: RunView): HTMLElement | null {
  if (run.messages.length === 0) return null;
  const lines = run.messages.map((message) => element(document, 'li', {}, [message]));
  return element(document, 'ul', { class: 'messages', role: 'alert' }, lines);
}
