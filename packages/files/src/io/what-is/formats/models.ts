import { protobufFields } from '../protobuf.js';
import { beginsWith, lastCharacter, type FileSample } from '../sample.js';
import type { FileFormat } from './format.js';

const SAVE_STATE =
  'in PyTorch: safetensors.torch.save_file(torch.load(path, weights_only=True), "model.safetensors"), of the state dict alone';

const FROM_KERAS =
  'Load it in Keras and write its weights with safetensors.numpy.save_file({"dense1.kernel": …, "dense1.bias": …}, path); Keras has the axes that Isthmus has';

const FROM_PICKLE =
  'Loading a pickle can run code, so it is never read: write the arrays with numpy.save';

/** Files that hold models, or may. */
export const models: readonly FileFormat[] = [
  {
    id: 'safetensors',
    what: 'a safetensors file, which holds models',
    is: isSafetensors,
    remedy: {
      data: 'Name models in "endpoints": {"files": …}; data are CSV, NumPy, IDX or CIFAR files',
    },
  },
  {
    id: 'hdf5',
    what: 'an HDF5 file, such as Keras writes as .h5 and MATLAB as .mat',
    is: ({ start }) => [0, 512, 1024, 2048].some((at) => start.startsWith('\x89HDF\r\n\x1a\n', at)),
    remedy: {
      data: 'Read the arrays with h5py and write them with numpy.save; "core/npy" reads them',
      model: FROM_KERAS,
    },
  },
  {
    id: 'keras',
    what: 'a Keras model (.keras)',
    is: ({ members }) => members.includes('config.json') && members.includes('model.weights.h5'),
    remedy: { model: FROM_KERAS },
  },
  {
    id: 'pytorch',
    what: 'a PyTorch checkpoint (.pt, .pth), a pickled checkpoint, which may run code when it is loaded',
    is: (sample) =>
      sample.members.some((name) => name === 'data.pkl' || name.endsWith('/data.pkl')) ||
      beginsWith('\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19')(sample),
    remedy: {
      data: 'Write the tensors with numpy.save(path, tensor.numpy()); "core/npy" reads them',
      model: `Convert it ${SAVE_STATE}`,
    },
  },
  {
    id: 'pickle',
    what: 'a Python pickle',
    is: isPickle,
    remedy: {
      data: FROM_PICKLE,
      model: `If it is a pickled checkpoint, convert it ${SAVE_STATE}`,
    },
  },
  {
    id: 'onnx',
    what: 'an ONNX model',
    is: isOnnx,
    remedy: {
      model:
        'Write its initializers as safetensors: {i.name: onnx.numpy_helper.to_array(i) for i in model.graph.initializer} with safetensors.numpy.save_file, under the names X.weight and X.bias',
    },
  },
  {
    id: 'saved-model',
    what: 'a TensorFlow SavedModel or graph (.pb)',
    is: ({ start, bytes }) =>
      start.startsWith('\x08\x01\x12') && protobufFields(bytes).every((field) => field <= 2),
    remedy: { model: FROM_KERAS },
  },
  {
    id: 'gguf',
    what: 'a GGUF or GGML model, such as llama.cpp reads, whose weights are mostly quantized',
    is: beginsWith('GGUF', 'ggml', 'lmgg', 'tjgg', 'algg', 'ggjt', 'ggla'),
    remedy: { model: 'Take the model as it was before the conversion, as safetensors' },
  },
  {
    id: 'tflite',
    what: 'a TensorFlow Lite model',
    is: ({ start, text }) => text === '' && start.startsWith('TFL3', 4),
    remedy: { model: 'Take the model that it was converted from, and write that as safetensors' },
  },
];

/** A header of a length that the file has, which begins as JSON does. */
function isSafetensors({ bytes }: FileSample): boolean {
  if (bytes.length < 10 || bytes[8] !== 0x7b) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return view.getBigUint64(0, true) <= BigInt(bytes.length - 8);
}

/**
 * Protocols 2 to 5 say so in their first two bytes. The older ones begin with their first instruction:
 * an empty list or dictionary, a class of a module that is often pickled, or the first entry of a tuple;
 * their last is a point.
 */
const OLD_PICKLE =
  /^(?:\([dl](?:p\d+)?\n|[\]})(]q[\0-\xff]|\(?c(?:numpy|torch|collections|copy_reg|__builtin__|builtins|_codecs|pandas|sklearn)[\w.]*\n\w+\n)/;
const OLD_TUPLE = /^\((?:[IFLV][^\n]*\n|[KMJXUG][\0-\xff])/;

function isPickle(sample: FileSample): boolean {
  const { bytes, start } = sample;
  if (bytes[0] === 0x80) return bytes[1] !== undefined && bytes[1] >= 1 && bytes[1] <= 6;
  return OLD_PICKLE.test(start) || (OLD_TUPLE.test(start) && lastCharacter(sample) === '.');
}

const IR_VERSION = 1;
const GRAPH = 7;
const ONNX_FIELDS = new Set([1, 2, 3, 4, 5, 6, 7, 8, 14, 20, 25, 26]);

/** A `ModelProto`: a version of the format first, and a graph among known fields. */
function isOnnx({ bytes }: FileSample): boolean {
  if (bytes[0] !== 0x08) return false;
  const fields = protobufFields(bytes);
  const upToGraph = fields.slice(0, fields.indexOf(GRAPH) + 1);
  return upToGraph[0] === IR_VERSION && upToGraph.every((field) => ONNX_FIELDS.has(field));
}
