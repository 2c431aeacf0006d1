import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { DoctorFinding } from '../doctor/check.js';
import { memoryCheck, nodeCheck } from '../doctor/machine.js';
import { packageChecks } from '../doctor/packages.js';
import { isthmus, PATIENCE_MS, temporaryFolder } from '../testing/command.js';
import { VERSION } from '../process/version.js';

interface Report {
  readonly format: string;
  readonly fit: boolean;
  readonly checks: readonly DoctorFinding[];
}

const stateOf = (checks: readonly DoctorFinding[], name: string) =>
  checks.find((check) => check.name === name)?.state;

describe('isthmus doctor', { timeout: PATIENCE_MS }, () => {
  it('finds this machine fit, within 80 columns, and leaves nothing behind', async () => {
    const folder = temporaryFolder();
    const { stdout, stderr, code } = await isthmus(['doctor'], folder);
    expect([stderr, code]).toEqual(['', 0]);
    expect(stdout).toMatch(/\nFit: experiments can be run here\.\n$/);
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('says the same as JSON, and what the kernels and tfjs compute', async () => {
    const { stdout, code } = await isthmus(['doctor', '--json'], temporaryFolder());
    const { format, fit, checks } = JSON.parse(stdout) as Report;
    expect([format, fit, code]).toEqual(['isthmus/doctor@1', true, 0]);
    const found = Object.fromEntries(checks.map(({ name, found }) => [name, found]));
    expect(found['kernels']).toMatch(/^the (narrow|wide) build \(.*\); equal to plain loops bit for bit$/); // prettier-ignore
    expect(found['tfjs']).toMatch(/tfjs-cpu .*; gradients corrected$/);
    expect(found['speed']).toMatch(/^[\d.]+ GFLOP\/s in a product/);
  });

  it('ends with 1 where something is broken, and names it', async () => {
    const env = { ISTHMUS_NODE: '/not-there/node', ISTHMUS_MEMORY: 'lots' };
    const { stdout, code } = await isthmus(['doctor', '--json'], temporaryFolder(), env);
    const { fit, checks } = JSON.parse(stdout) as Report;
    expect([fit, code]).toEqual([false, 1]);
    expect(stateOf(checks, 'runner')).toBe('broken');
    expect(stateOf(checks, 'memory')).toBe('broken');
    expect(stateOf(checks, 'packages')).toBe('ok');
  });
});

describe('the checks', () => {
  it.each([
    ['18.20.0', 'broken'],
    ['20.18.9', 'broken'],
    ['20.19.0', 'ok'],
    ['22.0.0', 'ok'],
    ['24.1.0', 'ok'],
  ])('take Node %s for %s', (version, state) => {
    expect(nodeCheck(version).state).toBe(state);
  });

  it('note a memory that is small', () => {
    expect(memoryCheck({ ISTHMUS_MEMORY: '100MB' }).state).toBe('note');
    expect(memoryCheck({ ISTHMUS_MEMORY: '2GB' }).state).toBe('ok');
  });

  it('find a second core by the folder that plugins lie in', () => {
    const folder = temporaryFolder();
    expect(stateOf(packageChecks(folder), 'core')).toBe('note');
    const core = join(folder, 'node_modules/@isthmus/core');
    mkdirSync(core, { recursive: true });
    writeFileSync(join(core, 'package.json'), JSON.stringify({ version: '99.0.0' }));
    expect(stateOf(packageChecks(folder), 'core')).toBe('broken');
    expect(stateOf(packageChecks(join(folder, 'deeper')), 'core')).toBe('broken');
    const version = VERSION;
    writeFileSync(join(core, 'package.json'), JSON.stringify({ version }));
    expect(stateOf(packageChecks(folder), 'core')).toBe('note');
  });
});
