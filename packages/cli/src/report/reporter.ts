import { define } from '@isthmus/core/contract';
import { z } from 'zod';
import { renderHtmlReport } from './html.js';

/** The reporter that writes `report.html` into the run folder. */
export const htmlReporter = define({
  kind: 'reporter',
  name: 'cli/html',
  summary:
    'One HTML page with the interpolation curves, verdicts, training curves and all records.',
  sources: [],
  options: z.strictObject({}),
  create: () => ({ file: 'report.html', mime: 'text/html', render: renderHtmlReport }),
});
