import type { FromWebview, ToWebview } from '../protocol/messages.js';
import { keptPage } from './kept-page.js';

/** Given by VS Code to the page, once. */
declare function acquireVsCodeApi(): { postMessage(message: FromWebview): void };

const api = acquireVsCodeApi();
const show = keptPage(document.getElementById('run')!, (type) => {
  api.postMessage({ v: 1, type });
});
let latest: ToWebview | null = null;
let isAsked = false;

window.addEventListener('message', ({ data }: MessageEvent<ToWebview>) => {
  if (data.v !== 1 || data.revision < (latest?.revision ?? 0)) return;
  latest = data;
  if (isAsked) return;
  isAsked = true;
  // Of messages that come faster than they can be drawn the last is drawn.
  requestAnimationFrame(() => {
    isAsked = false;
    if (latest !== null) show(latest);
    document.body.dataset['ready'] = 'true';
  });
});

// The page is not kept while it is hidden: each time it is made anew it asks for everything.
api.postMessage({ v: 1, type: 'ready' });
