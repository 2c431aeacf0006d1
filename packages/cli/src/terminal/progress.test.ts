import { describe, expect, it } from 'vitest';
import { widthOfLine } from './width.js';
import type { RunEvent } from '@isthmus/core/contract';
import { allProgress, jsonProgress, liveProgress, noProgress, plainProgress } from './progress.js';
import { finished, found, searching, started, trained, training } from './testing/events.js';
import { createScreen } from './testing/screen.js';

const pause = (ms: number) => new Promise((ok) => setTimeout(ok, ms));
/** Longer than live lines wait before they are drawn. */
const DRAWN = 150;

const hostile = '\u001b[2J\u001b]0;owned\u0007evil\u202e\r\nname\u009b1A';

function collector() {
  const written: string[] = [];
  return { written, write: (text: string) => written.push(text) > 0 };
}

describe('liveProgress', () => {
  it('redraws live lines in place and scrolls up what has ended', async () => {
    const screen = createScreen(100);
    const progress = liveProgress(screen);
    for (const event of [started, training(), training({ endpoint: 'b' })]) progress.show(event);
    await pause(DRAWN);
    expect(screen.lines().map((line) => line.slice(0, 12))).toEqual([
      'quadratic: 2',
      'training a  ',
      'training b  ',
      '',
    ]);
    progress.show(training({ step: 1300 }));
    await pause(DRAWN);
    expect(screen.lines()).toHaveLength(4);
    progress.show(trained());
    expect(screen.lines().map((line) => line.slice(0, 10))).toEqual([
      'quadratic:',
      'endpoint a',
      'training b',
      '',
    ]);
    progress.say('Cancelling.');
    expect(screen.lines()[2]).toBe('Cancelling.');
    progress.end();
    expect(screen.lines()).toEqual([
      'quadratic: 2 endpoints, then core/linear, dss/greedy',
      'endpoint a: reached, loss 0.0009987 after 1,200 steps',
      'Cancelling.',
      '',
    ]);
  });

  it.each([20, 40, 60, 80, 120])('never wraps a live line at %i columns', async (columns) => {
    const screen = createScreen(columns);
    const progress = liveProgress(screen);
    progress.show(training({ endpoint: '大'.repeat(50) }));
    progress.show(searching({ strategy: `wide/${'w'.repeat(200)}` }));
    await pause(DRAWN);
    expect(screen.lines()).toHaveLength(3);
    expect(Math.max(...screen.lines().map((line) => [...line].length))).toBeLessThan(columns);
    progress.end();
    expect(screen.lines()).toEqual(['']);
  });

  it('shows no more lines than the terminal has', async () => {
    const screen = createScreen(80, 6);
    const progress = liveProgress(screen);
    for (let i = 0; i < 20; i++) progress.show(training({ endpoint: `e${i}` }));
    await pause(DRAWN);
    expect(screen.lines()).toHaveLength(6);
    expect(screen.lines()[4]).toBe('… and 16 more');
    progress.end();
    expect(screen.lines()).toEqual(['']);
  });

  it.each([0, Number.NaN, 1, 2])(
    'draws on a terminal that says it has %s columns',
    async (columns) => {
      const written: string[] = [];
      const write = (text: string) => written.push(text) > 0;
      const progress = liveProgress({ write, columns, rows: columns });
      progress.show(training({ endpoint: '大'.repeat(100) }));
      await pause(DRAWN);
      progress.show(training());
      progress.end();
      // Without the sequences that move the cursor: what stands on the terminal.
      const lines = written
        .join('')
        .replaceAll(/\u001b\[\??\d*[A-Za-z]/g, '')
        .split('\n');
      const room = columns >= 1 ? columns : 79;
      for (const line of lines)
        expect(widthOfLine(line.replaceAll('\r', ''))).toBeLessThanOrEqual(room);
      expect(written.join('')).not.toContain('NaN');
    },
  );

  it('redraws at most ten times a second, each time in one piece', async () => {
    const screen = createScreen(80);
    const progress = liveProgress(screen);
    for (let i = 0; i < 300; i++) {
      progress.show(training({ step: i }));
      if (i % 50 === 0) await pause(10);
    }
    await pause(DRAWN);
    expect(screen.writes()).toBeLessThanOrEqual(4);
    expect(screen.lines()[0]).toContain('step 299 of');
    progress.end();
  });

  it('draws nothing after its end', async () => {
    const screen = createScreen(80);
    const progress = liveProgress(screen);
    progress.show(training());
    progress.end();
    await pause(DRAWN);
    expect(screen.lines()).toEqual(['']);
  });

  it('lets no name steer the terminal', async () => {
    const screen = createScreen(80);
    const progress = liveProgress(screen);
    const events: readonly RunEvent[] = [
      { ...started, name: hostile },
      training({ endpoint: hostile }),
      searching({ strategy: `evil/${hostile}` }),
      { type: 'log', level: 'warning', message: hostile },
      found({ strategy: `evil/${hostile}` }),
    ];
    for (const event of events) progress.show(event);
    // The screen throws at any sequence but those of the live lines themselves.
    await pause(DRAWN);
    progress.say(hostile);
    progress.end();
    expect(screen.lines().join('\n')).toContain('evil');
  });
});

describe('plainProgress', () => {
  it('has a line for each milestone and, now and then, for what is under way', () => {
    const out = collector();
    let now = 0;
    const progress = plainProgress(out, () => now);
    progress.show(started);
    progress.show(training());
    now = 9_000;
    progress.show(training());
    now = 10_500;
    progress.show(training());
    progress.show(training());
    now = 12_000;
    progress.show(trained());
    progress.show(finished);
    progress.end();
    expect(out.written.map((line) => line.slice(0, 10))).toEqual([
      'quadratic:',
      'training a',
      'endpoint a',
    ]);
    expect(out.written.every((line) => line.endsWith('\n'))).toBe(true);
  });

  it('writes no escape', () => {
    const out = collector();
    const progress = plainProgress(out);
    progress.show({ ...started, name: hostile });
    progress.show({ type: 'log', level: 'info', message: hostile });
    progress.say(hostile);
    expect(out.written.join('')).not.toMatch(/(?!\n)\p{C}/u);
  });
});

describe('jsonProgress', () => {
  it('writes one event a line, without the result', () => {
    const out = collector();
    const progress = jsonProgress(out);
    const events: readonly RunEvent[] = [
      { ...started, name: hostile },
      training({ loss: 'NaN' as unknown as number }),
      { ...finished, result: { format: 'isthmus/result@1' } as never },
    ];
    for (const event of events) progress.show(event);
    progress.say('not an event');
    progress.end();
    expect(out.written).toHaveLength(3);
    for (const line of out.written) expect(line.indexOf('\n')).toBe(line.length - 1);
    const [first, second, last] = out.written.map((line) => JSON.parse(line) as object);
    expect(first).toEqual(events[0]);
    expect(second).toEqual(events[1]);
    const { result: _, ...rest } = finished;
    expect(last).toEqual(rest);
  });
});

describe('allProgress', () => {
  it('passes everything on to each', () => {
    const [one, other] = [collector(), collector()];
    const progress = allProgress(plainProgress(one), plainProgress(other), noProgress);
    progress.show(started);
    progress.say('a word');
    progress.end();
    expect(one.written).toHaveLength(2);
    expect(other.written).toEqual(one.written);
  });
});
