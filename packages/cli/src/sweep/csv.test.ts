import { describe, expect, it } from 'vitest';
import { sweepCsv } from './csv.js';
import { row } from './testing/rows.js';

describe('sweep.csv', () => {
  it('has numbers in full, and any value and name as one cell', () => {
    const pointers = ['/x', '/architecture/options/hidden', '/note'];
    const values = {
      '/x': 0.1 + 0.2,
      '/architecture/options/hidden': [4, 4],
      '/note': '=1+"a",\n',
    };
    const rows = [
      row({ peak: Infinity, normalizedLength: null, aboveEnds: -1e-17, accuracyA: 0.5 }),
      row({ verdict: 'not-found', grade: null, reason: 'depth' }),
    ];
    const text = sweepCsv(pointers, [
      { id: '0123456789ab', values, status: 'finished', rows },
      { id: 'ba9876543210', values, status: 'failed', rows: [] },
    ]);
    const [head, ...lines] = text.split('\r\n');
    expect(head).toMatch(/^trial,\/x,\/architecture\/options\/hidden,\/note,a,b,strategy,index,/);
    // A spreadsheet would take the note for a formula; in quotes it keeps its own line break.
    const start = `0123456789ab,0.30000000000000004,"[4,4]","'=1+""a"",\n",a,b,core/linear,0,finished`;
    expect(lines).toEqual([
      `${start},0.1,0.2,0.5,,true,connected,sampled,,0.5,0.5,0.5,Infinity,-1e-17,0.25,0.25,2,,0,10,35,0.25,,,,`,
      `${start},0.1,0.2,,,true,not-found,,depth,0.5,0.5,0.5,0.4,0.2,0.25,0.25,2,1,0,10,35,0.25,,,,`,
      '',
    ]);
  });

  it('has what a certifier answered, and on how many rows', () => {
    const proved = row({ provedLower: 0.3, provedUpper: 0.45, proof: 'certified', provedRows: 20 });
    // A trial that an earlier version ran has no such columns.
    const { proof: _, provedRows: __, ...old } = row();
    const trial = { id: '0', values: {}, status: 'finished', rows: [proved, old] };
    const [head, ...lines] = sweepCsv([], [trial]).split('\r\n');
    expect(head).toMatch(/,provedLower,provedUpper,proof,provedRows$/);
    expect(lines[0]).toMatch(/,0\.3,0\.45,certified,20$/);
    expect(lines[1]).toMatch(/,0\.25,,,,$/);
  });
});
