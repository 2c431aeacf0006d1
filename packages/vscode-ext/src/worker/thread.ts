/** The bundle entry of the runner's worker threads. */
import '@isthmus/cli/runner/thread';
