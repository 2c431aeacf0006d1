import { isZip } from '../zip-directory.js';
import { beginsWith, type FileSample } from '../sample.js';
import type { FileFormat } from './format.js';

const UNPACK = 'Unpack it and name the file in it';

/** For all purposes. */
function everywhere(text: string): FileFormat['remedy'] {
  return { data: text, model: text, experiment: text };
}

/** Files that pack others, and documents that are archives within. */
export const archives: readonly FileFormat[] = [
  {
    id: 'npz',
    what: 'an .npz archive of NumPy arrays',
    is: ({ members }) => members.length > 0 && members.every((name) => name.endsWith('.npy')),
    remedy: {
      data: 'Name an array in it with "core/npy", as in "data.npz:x"',
      model:
        'Write the same arrays as safetensors: safetensors.numpy.save_file(dict(numpy.load(path)), "model.safetensors"), under names such as "dense1.kernel"',
    },
  },
  {
    id: 'spreadsheet',
    what: 'a spreadsheet (.xlsx, .ods, .xls)',
    is: (sample) => isSpreadsheet(sample) || beginsWith('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1')(sample),
    remedy: { data: 'Save the sheet as CSV (UTF-8); "core/csv" reads it' },
  },
  {
    id: 'zip',
    what: 'a zip archive',
    is: ({ bytes }) => isZip(bytes),
    remedy: {
      ...everywhere(UNPACK),
      model:
        'If it is a pickled checkpoint of PyTorch (.pt), convert it with safetensors.torch.save_file(torch.load(path, weights_only=True), "model.safetensors"); if NumPy wrote it (.npz), with safetensors.numpy.save_file(dict(numpy.load(path)), "model.safetensors")',
    },
  },
  {
    id: 'gzip',
    what: 'a gzip file',
    is: beginsWith('\x1f\x8b'),
    remedy: {
      data: 'It is gzip within gzip: unpack it once (gunzip)',
      model: 'Unpack it (gunzip) and name the file that comes out',
      experiment: 'Unpack it (gunzip) and name the file that comes out',
    },
  },
  {
    id: 'bzip2',
    what: 'a bzip2 file',
    is: ({ start }) => /^BZh[1-9]1AY&SY/.test(start),
    remedy: everywhere('Unpack it (bunzip2) and name the file that comes out'),
  },
  {
    id: 'xz',
    what: 'an xz file',
    is: beginsWith('\xfd7zXZ\0'),
    remedy: everywhere('Unpack it (unxz) and name the file that comes out'),
  },
  {
    id: 'zstd',
    what: 'a zstd file',
    is: beginsWith('\x28\xb5\x2f\xfd'),
    remedy: everywhere('Unpack it (unzstd) and name the file that comes out'),
  },
  {
    id: 'lz4',
    what: 'an lz4 file',
    is: beginsWith('\x04\x22\x4d\x18'),
    remedy: everywhere('Unpack it (unlz4) and name the file that comes out'),
  },
  {
    id: '7z',
    what: 'a 7z archive',
    is: beginsWith("7z\xbc\xaf'\x1c"),
    remedy: everywhere(UNPACK),
  },
  {
    id: 'rar',
    what: 'a RAR archive',
    is: beginsWith('Rar!\x1a\x07'),
    remedy: everywhere(UNPACK),
  },
  {
    id: 'tar',
    what: 'a tar archive',
    is: ({ start }) => start.startsWith('ustar', 257),
    remedy: everywhere('Unpack it (tar -xf) and name the file in it'),
  },
];

function isSpreadsheet({ members }: FileSample): boolean {
  const office = members.includes('[Content_Types].xml');
  return (
    (office && members.some((name) => name.startsWith('xl/'))) ||
    (members.includes('mimetype') && members.includes('content.xml'))
  );
}
