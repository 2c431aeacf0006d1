import { serveRunner } from './main.js';

serveRunner();
