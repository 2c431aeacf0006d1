import { describe, expect, it } from 'vitest';
import { runnerEnvironment } from './environment.js';

describe('the environment of a runner', () => {
  it('holds what programs need, and no secrets', () => {
    const needed = { PATH: '/bin', HOME: '/home/me', LC_ALL: 'C', NODE_OPTIONS: '--x', Path: 'C:' };
    const secret = { AWS_SECRET_ACCESS_KEY: 'x', GITHUB_TOKEN: 'x', NODE_AUTH_TOKEN: 'x', SSH_AUTH_SOCK: 'x', MY_PATH: 'x' }; // prettier-ignore
    expect(runnerEnvironment({ ...needed, ...secret })).toEqual(needed);
  });

  it('holds what the user names', () => {
    const env = { HF_TOKEN: 'x', OTHER: 'y', ISTHMUS_PASS_ENV: 'HF_TOKEN, MISSING' };
    expect(Object.keys(runnerEnvironment(env))).toEqual(['HF_TOKEN', 'ISTHMUS_PASS_ENV']);
  });
});
