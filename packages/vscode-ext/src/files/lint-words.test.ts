import type { LintReply } from '@isthmus/cli/runner';
import { describe, expect, it } from 'vitest';
import { lintFindings } from './lint-words.js';

const fact = (label: string, value: number | string | null) => ({
  label,
  value,
  meaning: `What ${label} means.`,
});

const reply: Extract<LintReply, { kind: 'linted' }> = {
  kind: 'linted',
  analyses: [
    {
      analysis: { use: 'symmetry/units', options: {} },
      index: 0,
      points: ['m.safetensors'],
      findings: {
        summary: 'Of 3 hidden units …',
        facts: [fact('unread units', 1), fact('duplicate units', 0), fact('gauge imbalance', 1.23456789), fact('dead units', null), fact('copies', '576')],
        tables: [],
        charts: [],
      },
      cost: { lossEvaluations: 0, gradientEvaluations: 0, hessianProducts: 0, seconds: 0 },
    },
  ],
  warnings: [{ code: 'model/tied', message: 'tied' }],
  notes: ['Read as one chain.', 'What takes data was not looked at.'],
}; // prettier-ignore

describe('the findings of a lint in the editor', () => {
  it('are what was found, each with what it means, and what was taken as given', () => {
    expect(lintFindings(reply)).toEqual([
      { source: 'symmetry/units', message: 'Of 3 hidden units …' },
      { source: 'symmetry/units', message: 'unread units: 1. What unread units means.' },
      { source: 'symmetry/units', message: 'gauge imbalance: 1.235. What gauge imbalance means.' },
      { source: 'symmetry/units', message: 'copies: 576. What copies means.' },
      { source: 'isthmus', message: 'tied' },
      { source: 'isthmus', message: 'Read as one chain.' },
      { source: 'isthmus', message: 'What takes data was not looked at.' },
    ]);
  });
});
