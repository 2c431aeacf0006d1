import { checkCases } from './testing/check.js';
import { linear } from './testing/linear-cases.js';

checkCases(linear);
