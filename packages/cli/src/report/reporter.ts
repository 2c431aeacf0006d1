import { define } from '@isthmus/core/contract';
import { z } from 'zod';

/** The reporter that writes `report.html` into the run folder. */
export const htmlReporter = define({
  kind: 'reporter',
  name: 'cli/html',
  summary:
    'One HTML page with the interpolation curves, verdicts, training curves and all records.',
  sources: [],
  options: z.strictObject({}),
  create: () => ({
    file: 'report.html',
    mime: 'text/html',
    // Charts and a document to draw them in take half a second to load: only a run pays for it.
    render: async (result) => (await import('./html.js')).renderHtmlReport(result),
  }),
});
