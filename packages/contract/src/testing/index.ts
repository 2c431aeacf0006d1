/** What a call throws, for the tests of the packages; never published. */
export { prototypeKeys, rejectionOf, thrownBy } from './thrown.js';
