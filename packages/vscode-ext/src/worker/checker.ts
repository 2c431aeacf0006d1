/** The same runner under a name of its own: in a list of processes one tells what is written from what is run. */
import '@isthmus/cli/runner/entry';
