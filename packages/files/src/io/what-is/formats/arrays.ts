import { beginsWith } from '../sample.js';
import type { FileFormat } from './format.js';

const BY_PANDAS = (reader: string) =>
  `Write it as CSV (pandas.${reader}(path).to_csv("data.csv", index=False)); "core/csv" reads it`;

const PIXELS =
  'Write the pixels of all pictures as one array with numpy.save, of shape [N, height, width, channels]; "core/npy" reads it';

/** Files that hold numbers or pictures. */
export const arrays: readonly FileFormat[] = [
  {
    id: 'npy',
    what: 'a NumPy .npy file',
    is: beginsWith('\x93NUMPY'),
    remedy: {
      data: 'Read it with the task "core/npy"',
      model:
        'A file has one array and a model several: write them with safetensors.numpy.save_file({"dense1.kernel": …}, path)',
    },
  },
  {
    id: 'idx',
    what: 'an IDX file, the format of MNIST',
    is: ({ start }) => /^\0\0[\x08\x09\x0b-\x0e][\x01-\x08]/.test(start),
    remedy: { data: 'Read it with the task "core/idx"' },
  },
  {
    id: 'parquet',
    what: 'a Parquet file',
    is: beginsWith('PAR1'),
    remedy: { data: BY_PANDAS('read_parquet') },
  },
  {
    id: 'arrow',
    what: 'an Arrow or Feather file',
    is: beginsWith('ARROW1', 'FEA1'),
    remedy: { data: BY_PANDAS('read_feather') },
  },
  {
    id: 'orc',
    what: 'an ORC file',
    is: beginsWith('ORC'),
    remedy: { data: BY_PANDAS('read_orc') },
  },
  {
    id: 'matlab',
    what: 'a MATLAB file (.mat)',
    is: beginsWith('MATLAB 5.0 MAT-file'),
    remedy: { data: 'Write its arrays with numpy.save(path, scipy.io.loadmat(file)["x"])' },
  },
  {
    id: 'r-data',
    what: 'a file of R (.rds, .RData)',
    is: ({ start }) => /^(?:RD[AX][23]\n[XAB]\n|X\n\0\0\0)/.test(start),
    remedy: { data: 'Write it in R with write.csv(x, "data.csv", row.names = FALSE)' },
  },
  {
    id: 'sqlite',
    what: 'an SQLite database',
    is: beginsWith('SQLite format 3\0'),
    remedy: { data: 'Export the table as CSV (sqlite3 -header -csv)' },
  },
  {
    id: 'png',
    what: 'a PNG picture',
    is: beginsWith('\x89PNG\r\n\x1a\n'),
    remedy: { data: PIXELS },
  },
  {
    id: 'jpeg',
    what: 'a JPEG picture',
    is: beginsWith('\xff\xd8\xff'),
    remedy: { data: PIXELS },
  },
  {
    id: 'picture',
    what: 'a picture (GIF, WebP, TIFF)',
    is: ({ start }) => /^(?:GIF8[79]a|RIFF[\0-\xff]{4}WEBP|II\*\0|MM\0\*)/.test(start),
    remedy: { data: PIXELS },
  },
  {
    id: 'pdf',
    what: 'a PDF document',
    is: ({ start }) => start.startsWith('%PDF-'),
    remedy: {},
  },
];
