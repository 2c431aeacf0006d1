"""The side of a contender that talks: one JSON request on a line of stdin, one answer on stdout."""

import json
import os
import resource
import sys
import time

import numpy as np


class Problem:
    """What `problem.json` and its blob of float32 numbers hold."""

    def __init__(self, folder):
        with open(os.path.join(folder, "problem.json"), encoding="utf-8") as file:
            self.about = json.load(file)
        self._blob = os.path.join(folder, "numbers.bin")

    def array(self, name, dtype=np.float32):
        """A named array, read from the blob."""
        entry = self.about["arrays"][name]
        count = int(np.prod(entry["shape"]))
        flat = np.fromfile(self._blob, dtype=dtype, count=count, offset=entry["offset"])
        return flat.reshape(entry["shape"])

    def rows(self):
        """The order in which batches take rows, or None where every step takes all."""
        return self.array("order", np.int32) if self.about["batch"] else None


def measured(call, repeats):
    """Processor and wall-clock seconds of `repeats` calls."""
    wall, cpu = time.perf_counter(), time.process_time()
    for _ in range(repeats):
        call()
    return {"cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall}


def serve(load):
    """Answers requests until stdin ends. `load(problem, work)` gives the calls `check` and `run`."""
    out = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    sys.stdout = sys.stderr
    state = None
    for line in sys.stdin:
        request = json.loads(line)
        try:
            if request["ask"] == "load":
                state = load(Problem(request["folder"]), request["work"])
                answer = state.about
            elif request["ask"] == "check":
                answer = state.check()
            elif request["ask"] == "run":
                answer = measured(state.run, request["repeats"])
            else:
                answer = {"peakBytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}
            print(json.dumps({"answer": answer}), file=out, flush=True)
        except Exception as error:  # told to the harness, which says so and goes on
            print(json.dumps({"error": f"{type(error).__name__}: {error}"}), file=out, flush=True)
