import { closeSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { boardMemory, boardReader, boardWriter, decodedCall, encodedCall } from './board.js';
import {
  callWriter,
  MAIN_LATEST_SLOT,
  MAIN_SLOT,
  noteSign,
  noteSilence,
  openCallFile,
  workerSlot,
} from './call-file.js';

const call = (who: string, phase = 'update', foreign = true) => ({ who, phase, foreign });

describe('the board of a thread', () => {
  it('tells what runs, and of what comes from outside the last that began', () => {
    const memory = boardMemory();
    const [writer, reader] = [boardWriter(memory), boardReader(memory)];
    expect([reader.running(), reader.latest()]).toEqual([null, null]);
    writer.moved(call('optimizer "a/b"'));
    expect(reader.running()).toEqual(call('optimizer "a/b"'));
    // The same function, as the product calls it and as it is.
    writer.moved(call('optimizer "a/b"', 'update', false));
    expect(reader.running()?.foreign).toBe(false);
    writer.moved(null);
    expect(reader.running()).toBeNull();
    expect(reader.latest()).toEqual(call('optimizer "a/b"'));
  });

  it('changes with every sign of life', () => {
    const memory = boardMemory();
    const [writer, reader] = [boardWriter(memory), boardReader(memory)];
    const signs = [() => writer.moved(null), writer.computing, writer.turned].map((sign) => {
      sign();
      return [reader.signs(), reader.isComputing()];
    });
    expect(signs).toEqual([[1, false], [2, true], [3, false]]); // prettier-ignore
  });

  // What a plugin left for later may leave itself for later, and so on for ever.
  it('tells what is done later, and takes it for no sign of life', () => {
    const memory = boardMemory();
    const [writer, reader] = [boardWriter(memory), boardReader(memory)];
    writer.computing();
    writer.moved(call('optimizer "a/b"', 'update (later, in a timer)'), false);
    expect(reader.running()?.phase).toBe('update (later, in a timer)');
    expect([reader.signs(), reader.isComputing()]).toEqual([1, false]);
  });

  it('holds names of any number and length', () => {
    const memory = boardMemory();
    const [writer, reader] = [boardWriter(memory), boardReader(memory)];
    for (let i = 0; i < 1000; i++) {
      writer.moved(call(`optimizer "x/${i}"`));
      expect(reader.running()?.who).toBe(`optimizer "x/${i}"`);
    }
    for (const letter of ['x', '\u20ac', '\ud83d\ude00', '"', '\u0000']) {
      writer.moved(call(letter.repeat(5000), letter.repeat(5000)));
      expect(reader.running()!.who.startsWith(letter.slice(0, 1))).toBe(true);
    }
  });
});

describe('a call as bytes', () => {
  it('is never longer than allowed, and comes back', () => {
    for (const letter of ['x', '\u20ac', '"', '\u0001', '\ud800'])
      expect(encodedCall(call(letter.repeat(999), letter.repeat(999)), 510).length).toBeLessThan(
        511,
      );
    expect(decodedCall(encodedCall(call('task "a/b"', 'load'), 510))).toEqual(
      call('task "a/b"', 'load'),
    );
    expect(decodedCall(Uint8Array.of(1, 2, 3))).toBeNull();
  });
});

describe('the file that a runner shares with its parent', () => {
  it('tells what runs in the main thread, and what began last in the others', () => {
    const file = openCallFile();
    expect([file.main(), file.latest(), file.signs(), file.silenceSeconds(), file.memoryMB()]).toEqual(
      [null, [], 0, 0, null],
    ); // prettier-ignore
    const main = callWriter(file.fd, MAIN_SLOT);
    main.note(call('plugin file "./x.mjs"', 'import'));
    callWriter(file.fd, 1).note(call('optimizer "a/b"'));
    callWriter(file.fd, 2).note(call('path strategy "a/c"', 'step'));
    noteSign(file.fd, 7);
    noteSilence(file.fd, 2.5);
    expect(file.main()).toEqual(call('plugin file "./x.mjs"', 'import'));
    expect(file.latest().map(({ who }) => who)).toEqual(['optimizer "a/b"', 'path strategy "a/c"']);
    expect([file.signs(), file.silenceSeconds()]).toEqual([7, 2.5]);
    main.note(null);
    expect(file.main()).toBeNull();
    // The last of many workers takes no place of the main thread's.
    for (let worker = 1; worker < 200; worker++)
      callWriter(file.fd, workerSlot(worker)).note(call('optimizer "a/b"'));
    callWriter(file.fd, MAIN_LATEST_SLOT).note(call('task "a/d"', 'load'));
    expect([file.main(), file.mainLatest()?.who]).toEqual([null, 'task "a/d"']);
    expect(file.latest().map(({ who }) => who)).not.toContain('task "a/d"');
    file.close();
    expect(() => {
      closeSync(file.fd);
    }).toThrow('EBADF');
  });
});
