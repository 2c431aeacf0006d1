/** What `isthmus run --help` says below its options. */
export const RUN_HELP = `
A verdict says how it is known:
  certified  it is proved: no point of the path is above the level, or, of two that are
             disconnected, every path between them rises above it
  sampled    the loss was evaluated at points of the path; between them nothing is proved
"--set /certify=true" asks for a proof. Where it stays undecided, the grade stays sampled, and
what is proved of the largest loss all the same stands beside it, with what stood in the way.

Exit codes:
  0  finished, whatever the verdicts
  1  an "expect" of the experiment or --require is not met
  2  wrong usage, or an experiment that cannot be run as it stands
  3  the run failed
  4  cancelled; --resume continues it

Environment:
  ISTHMUS_NODE  another Node (20.19 or newer) to run on, such as /opt/node-24/bin/node`;

/** What `isthmus verify --help` says below its options. */
export const VERIFY_HELP = `
Losses, barriers, lengths, beads, hashes and verdicts are computed anew in float64, and every leaf of a
certificate is bounded once more by a checker that shares no code with certifiers. The evaluation set is read
from the folder where a certificate left it there, else made anew by the task; plugins that the experiment
names are run.

Exit codes:
  0  every claim is true
  1  a claim is false, missing or malformed: a line for each
  2  wrong usage, or no run and no certificate`;
