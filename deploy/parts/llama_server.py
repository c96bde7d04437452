"""Becomes llama.cpp's own HTTP server. Settings come by the environment: PORT, MODEL, API_KEY, and THREADS, SLOTS, CONTEXT."""

import os
import signal
import sys

import xllamacpp


def setting(name: str, default: int) -> int:
    return int(os.environ.get(name, default))


def parameters() -> xllamacpp.CommonParams:
    params = xllamacpp.CommonParams()
    params.model.path = os.environ["MODEL"]
    params.model_alias = {os.environ.get("NAME", "local")}
    params.hostnames = ["127.0.0.1"]
    params.port = setting("PORT", 0)
    params.api_keys = [os.environ["API_KEY"]]
    params.n_parallel = setting("SLOTS", 4)
    # Each slot gets its share of the context.
    params.n_ctx = setting("CONTEXT", 4096) * params.n_parallel
    # One thread on a small machine: the services need the others.
    params.cpuparams.n_threads = setting("THREADS", max(1, (os.cpu_count() or 1) // 2))
    params.cpuparams_batch.n_threads = params.cpuparams.n_threads
    # A prompt is read in parts of this size, and only between two of them is it noticed that nobody waits any more.
    params.n_batch = 128
    params.cache_ram_mib = 256
    params.endpoint_metrics = True
    params.verbosity = 1
    return params


def main() -> None:
    # Blocked before the server makes its threads, so that the signal waits for sigwait below.
    stop = {signal.SIGTERM, signal.SIGINT}
    signal.pthread_sigmask(signal.SIG_BLOCK, stop)
    server = xllamacpp.Server(parameters())
    print("listening at", server.listening_address, flush=True)
    signal.sigwait(stop)
    sys.stdout.flush()
    # Its threads may be in the middle of a token; there is nothing to save.
    os._exit(0)


main()
