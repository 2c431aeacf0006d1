import type { FromWebview, ToWebview } from '../protocol/messages.js';
import { keptPage } from './kept-page.js';

/** Given by VS Code to the page, once. */
declare function acquireVsCodeApi(): { postMessage(message: FromWebview): void };

const api = acquireVsCodeApi();
const show = keptPage(document.getElementById('run')!, (type) => {
  api.postMessage({ v: 1, type });
});
let shown = -1;

window.addEventListener('message', ({ data }: MessageEvent<ToWebview>) => {
  if (data.v !== 1 || data.revision < shown) return;
  shown = data.revision;
  show(data);
  document.body.dataset['ready'] = 'true';
});

// The page is not kept while it is hidden: each time it is made anew it asks for everything.
api.postMessage({ v: 1, type: 'ready' });
