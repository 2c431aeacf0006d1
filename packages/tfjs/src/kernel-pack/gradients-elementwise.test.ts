import { checkCases } from './testing/check.js';
import { elementwise } from './testing/elementwise-cases.js';

checkCases(elementwise);
