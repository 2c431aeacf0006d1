// @vitest-environment happy-dom
import { revisedParts } from '@isthmus/charts/shown-run';
import type { RunEvent } from '@isthmus/contract';
import { describe, expect, it } from 'vitest';
import { newRun, partsOfView, withEvent, type RunView } from '../protocol/run-view.js';
import { keptPage } from './kept-page.js';

const searching = (index: number, gradientEvaluations = 0): RunEvent => ({
  ...{ type: 'path/progress', pair: ['a', 'b'], strategy: 'dss/greedy', index, level: 0.2 },
  ...{ vertices: 2, peak: null, profile: { t: [0, 1], loss: [0.1, 0.1] }, gradientEvaluations },
});

const started: RunEvent = {
  ...{ type: 'run/started', name: 'trial', level: 0.2, unit: 'nats', endpoints: ['a', 'b'] },
  strategies: ['dss/greedy'],
};

/** A page, and what makes it hear of an event. */
function page() {
  const root = document.createElement('main');
  document.body.replaceChildren(root);
  const asked: string[] = [];
  const show = keptPage(root, (type) => asked.push(type));
  let view: RunView = newRun('trial', 'trial.isthmus.json', 'bundled');
  let revision = 0;
  let revisions = revisedParts({}, {}, partsOfView(view), revision);
  const tell = (...events: readonly RunEvent[]) => {
    for (const event of events) {
      const next = withEvent(view, event);
      revisions = revisedParts(revisions, partsOfView(view), partsOfView(next), ++revision);
      view = next;
    }
    show({ v: 1, type: 'run', revision, revisions, run: view });
  };
  return { root, asked, tell };
}

describe('the page that is kept', () => {
  it('leaves what shows nothing new as it is', () => {
    const { root, asked, tell } = page();
    tell(started, searching(0));
    const button = root.querySelector<HTMLButtonElement>('#cancel')!;
    const curves = root.querySelector('#pair-1')!;
    tell(searching(0, 20));
    expect(root.querySelector('#cancel')).toBe(button);
    expect(root.querySelector('#pair-1')).not.toBe(curves);
    button.click();
    expect(asked).toEqual(['cancel']);
  });

  it('keeps unfolded what is, and the focus on it', () => {
    const { root, tell } = page();
    tell(started, searching(0));
    const details = () => root.querySelector<HTMLDetailsElement>('#pair-1-curves')!;
    const first = details();
    first.open = true;
    first.querySelector('summary')!.focus();
    tell(searching(0, 40));
    expect(details()).not.toBe(first);
    expect(details().open).toBe(true);
    expect(document.activeElement).toBe(details().querySelector('summary'));
  });

  it('holds no inline style, which its policy refuses', () => {
    const { root, tell } = page();
    tell(started, searching(0));
    expect(root.querySelectorAll('svg').length).toBeGreaterThan(0);
    expect(root.querySelectorAll('style, [style]')).toHaveLength(0);
  });

  it('has its sections in the order of the page, whenever they become known', () => {
    const { root, tell } = page();
    tell(started, searching(0));
    tell({ type: 'log', level: 'info', message: 'halfway' });
    const order = [...root.children].flatMap((place) =>
      place.childElementCount > 0 ? [place.getAttribute('data-section')] : [],
    );
    expect(order).toEqual(['head', 'messages', 'pair-1']);
  });
});
