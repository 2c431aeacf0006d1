/** Everything a plugin author needs to declare plugins; see `@isthmus/core/conformance` to check them. */
export * from '@isthmus/contract';
