import type { SweepEvent } from '@isthmus/cli/runner';
import type { RunView } from '../protocol/run-view.js';

/**
 * The view of a sweep after an event: how many trials are done, as a message. Curves and tables stand
 * in the report that the sweep leaves.
 */
export function withSweepEvent(view: RunView, event: SweepEvent): RunView {
  switch (event.type) {
    case 'sweep/started':
      return { ...view, name: event.name, ...underWay(view), messages: [countWords(event)] };
    case 'sweep/progress':
      return { ...view, ...underWay(view), messages: [countWords(event)] };
    case 'sweep/finished': {
      const { status, folder, reports } = event;
      return { ...view, state: status, folder, reports, messages: [countWords(event)] };
    }
    default:
      return view;
  }
}

/** Events that come after a cancel do not undo what the page says of it. */
function underWay({ state }: RunView): Pick<RunView, 'state'> {
  return { state: state === 'cancelling' ? state : 'running' };
}

function countWords(of: { count: number; finished?: number; failed?: number }): string {
  const { count, finished = 0, failed = 0 } = of;
  const faulty = failed > 0 ? `, ${failed} failed` : '';
  return `A sweep: ${finished} of ${count} trials finished${faulty}.`;
}
