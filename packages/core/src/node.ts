/** What only Node can do: run folders, files, and plugins that are loaded from them. */
export { writeFileAtomic } from './disk/atomic.js';
export { fileSourceIn } from './disk/file-source.js';
export { refuseLinks, sameFolder } from './disk/links.js';
export { lockFolder } from './disk/folder-lock.js';
export { makeFolders, makeFreshRunFolder, makeRunFolder } from './disk/make-folders.js';
export { openRunFolder } from './disk/run-folder.js';
export { loadPlugins } from './plugin-files/load-plugins.js';
