"""PyTorch as a contender: one thread, the code that a competent user would be content with."""

import ctypes
import importlib

import torch

import protocol

torch.set_num_threads(1)

MODULES = {
    "train": "training",
    "value": "evaluation",
    "profile": "evaluation",
    "peak": "evaluation",
    "dss": "dss",
}


def blas():
    """The BLAS library that this process has loaded, and the instruction set that it works with."""
    with open("/proc/self/maps", encoding="utf-8") as maps:
        files = {line.split()[-1] for line in maps if "blas" in line.rsplit("/", 1)[-1]}
    for file in sorted(files):
        if "openblas" in file.rsplit("/", 1)[-1]:
            name = ctypes.CDLL(file).openblas_get_corename
            name.restype = ctypes.c_char_p
            return {"blas": "OpenBLAS", "core": name().decode()}
    return {"blas": ", ".join(file.rsplit("/", 1)[-1] for file in sorted(files)), "core": None}


def load(problem, work):
    state = importlib.import_module(MODULES[work["do"]]).load(problem, work)
    torch.mm(torch.zeros(2, 2), torch.zeros(2, 2))
    state.about = {"version": torch.__version__, **blas()}
    return state


protocol.serve(load)
