import { Window } from 'happy-dom';

/**
 * A new, empty document for building a report where there is no browser. It fetches nothing and
 * runs no script.
 */
export function reportDocument(): Document {
  const window = new Window({ settings: { enableJavaScriptEvaluation: false } });
  // happy-dom declares classes of its own; the part that charts and reports use is the same.
  return window.document as unknown as Document;
}
