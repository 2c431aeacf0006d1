/** What only Node can do: run folders, files, and plugins that are loaded from them. */
export {
  fileSourceIn,
  lockFolder,
  makeFolders,
  makeFreshRunFolder,
  makeRunFolder,
  openRunFolder,
  refuseLinks,
  sameFolder,
  writeFileAtomic,
} from '@isthmus/files/node';
export { loadPlugins } from './plugin-files/load-plugins.js';
export { definitionOf, describedPlugins } from './plugin-files/described-plugins.js';
export type { PluginDescription } from './plugin-files/described-plugins.js';
