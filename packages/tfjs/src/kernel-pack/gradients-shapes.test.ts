import { checkCases } from './testing/check.js';
import { shapes } from './testing/shape-cases.js';

checkCases(shapes);
