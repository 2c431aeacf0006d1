/** Files and folders of a disk: written whole, locked, and never through a link to elsewhere. */
export { writeFileAtomic } from './atomic.js';
export { fileSourceIn } from './file-source.js';
export { lockFolder } from './folder-lock.js';
export { refuseLinks, sameFolder } from './links.js';
export { makeFolders, makeFreshRunFolder, makeRunFolder } from './make-folders.js';
export { openRunFolder } from './run-folder.js';
