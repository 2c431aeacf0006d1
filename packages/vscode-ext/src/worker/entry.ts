/** The bundle entry of the runner that comes with the extension; its code is the command's. */
import '@isthmus/cli/runner/entry';
