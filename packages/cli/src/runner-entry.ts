import { checkedExperiment } from './check/check-experiment.js';
import { schemaForEditor } from './check/editor-schema.js';
import { serveRunner } from './runner/main.js';
import { performRequest } from './sweep/perform-request.js';

serveRunner(performRequest, { check: checkedExperiment, schema: schemaForEditor });
