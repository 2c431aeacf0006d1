import type { FromWebview, ToWebview } from '../protocol/messages.js';
import { renderRun } from './render.js';

/** Given by VS Code to the page, once. */
declare function acquireVsCodeApi(): { postMessage(message: FromWebview): void };

const api = acquireVsCodeApi();
const root = document.getElementById('run')!;
let shown = -1;

window.addEventListener('message', ({ data }: MessageEvent<ToWebview>) => {
  if (data.v !== 1 || data.revision < shown) return;
  shown = data.revision;
  renderRun(root, data.run, (type) => {
    api.postMessage({ v: 1, type });
  });
  document.body.dataset['ready'] = 'true';
});

// The page is not kept while it is hidden: each time it is made anew it asks for everything.
api.postMessage({ v: 1, type: 'ready' });
