import { serveRunner } from './runner/main.js';
import { performRequest } from './sweep/perform-request.js';

serveRunner(performRequest);
