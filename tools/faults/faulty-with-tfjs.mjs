// The same plugins, for the forms that compute with tfjs.
import * as tf from '@tensorflow/tfjs';
import { useTfjs } from './sound.mjs';

useTfjs(tf);

export { plugins } from './faulty.mjs';
