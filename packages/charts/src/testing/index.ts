/** Records for tests; never published. */
export { exampleConvexity } from './convexity.js';
export { exampleEndpoint, examplePath, exampleResult } from './result.js';
