import process from 'node:process';
import { inspect, isDeepStrictEqual } from 'node:util';
import { pathToFileURL } from 'node:url';

/** What examples check themselves with; see `doctest.mjs`. */
globalThis.__example = {
  async is(actual, expected, words, line) {
    const value = await actual();
    if (!isDeepStrictEqual(value, await expected()))
      report(line, `expected ${words}, got ${inspect(value, { depth: 4, breakLength: Infinity })}`);
  },
  async throws(action, code, line) {
    try {
      await action();
    } catch (thrown) {
      if (thrown?.code !== code) report(line, `expected the error ${code}, got ${inspect(thrown)}`);
      return;
    }
    report(line, `expected the error ${code}, but nothing was thrown`);
  },
};

let current = '';

function report(line, fault) {
  process.send({ file: current, line, fault });
}

process.once('message', async (files) => {
  for (const file of files) {
    current = file;
    process.send({ began: file });
    try {
      await import(pathToFileURL(file).href);
    } catch (thrown) {
      report(0, `the example throws ${thrown?.code ?? ''} ${thrown?.message ?? inspect(thrown)}`);
    }
  }
  // An example may leave a timer or a thread behind.
  process.send({ done: true }, () => process.exit(0));
});
