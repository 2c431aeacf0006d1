import type { PartRevisions } from '@isthmus/charts/shown-run';
import type { RunView } from './run-view.js';

/** What the host tells the page: always everything, so that a lost message does no harm. */
export interface ToWebview {
  readonly v: 1;
  readonly type: 'run';
  /** Grows with every change; an older one that comes late is dropped. */
  readonly revision: number;
  /** That of each part of the page when it last changed: what is shown at it need not be drawn anew. */
  readonly revisions: PartRevisions;
  readonly run: RunView;
}

/** What the page asks of the host. */
export type FromWebview =
  /** The page is there, newly or again, and knows nothing. */
  | { readonly v: 1; readonly type: 'ready' }
  | { readonly v: 1; readonly type: 'cancel' }
  | { readonly v: 1; readonly type: 'openReport' }
  | { readonly v: 1; readonly type: 'openFolder' };

const REQUESTS = ['ready', 'cancel', 'openReport', 'openFolder'];

/** Whether a value that came from the page is one of its messages; anything else is dropped. */
export function isFromWebview(value: unknown): value is FromWebview {
  if (typeof value !== 'object' || value === null) return false;
  const { v, type } = value as { v?: unknown; type?: unknown };
  return v === 1 && typeof type === 'string' && REQUESTS.includes(type);
}
